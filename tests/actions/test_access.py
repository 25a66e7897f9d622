"""Who may do what: every role by every act, on one's own records and on others'."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from iopkit.actions import run_session, take_roll
from iopkit.actions.access import may_see, reached_groups, require
from iopkit.content.library import Library
from iopkit.errors import Refused
from iopkit.model.access import GRANTS, ON_CLIENTS, Act, Page, Reach
from iopkit.model.account import Account
from iopkit.model.care import Group, Membership, Program
from iopkit.model.codes import AttendanceStatus, Role
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client, Staff
from iopkit.store.opening import memory_store
from iopkit.store.store import Store

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
PEOPLE = {role: f"the-{role.value}" for role in Role}


@pytest.fixture
def guarded(library: Library) -> Iterator[Store]:
    """Two groups of two programs, an account for every role; group a is the facilitator's, its program the
    supervisor's. Session s of group a has been started."""
    store = memory_store()
    start = datetime(2026, 1, 5, 14, tzinfo=UTC)
    store.clock = lambda: start
    with store.write() as w:
        w.add_programs(
            [Program(id=one, name=one, time_zone="America/New_York") for one in ("day", "evening")]
        )
        w.add_staff([Staff(id=name, name=name, role=role) for role, name in PEOPLE.items()])
        w.add_clients([Client(id="heron")])
        w.add_groups([Group(id="a", name="A", program="day", facilitators=(PEOPLE[Role.FACILITATOR],))])
        w.add_groups([Group(id="other", name="B", program="evening")])
        w.add_memberships([Membership(group="a", client="heron", joined_on=date(2026, 1, 1))])
        w.add_sessions([GroupSession(id="s", group="a", starts_at=start, ends_at=start + timedelta(hours=1))])
    run_session.start_session(store, library, "s", next(iter(library.plans)), None)
    with store.write() as w:
        for name in PEOPLE.values():
            w.add_account(Account(staff=name))
        w.set_supervised(PEOPLE[Role.SUPERVISOR], {"day"})
    yield store
    store.close()


def _allowed(store: Store, role: Role, act: Act, group: str) -> bool:
    try:
        with store.read(PEOPLE[role]) as r:
            require(r, act, group=group if act in ON_CLIENTS else None)
    except Refused:
        return False
    return True


#: Worked out by hand from the table in CONTRIBUTING.md: who may, on the group of their own and on another.
ON_OWN = {Role.FACILITATOR, Role.SUPERVISOR}
ALWAYS = {
    Act.READ_CURRICULA: set(Role),
    Act.PLAN_PROGRAM: {Role.SUPERVISOR, Role.TRAINER, Role.AUTHOR, Role.ADMINISTRATOR},
    Act.SEARCH_AUDIT: {Role.SUPERVISOR, Role.ADMINISTRATOR},
    Act.ACCOUNT_FOR_DISCLOSURES: {Role.SUPERVISOR, Role.ADMINISTRATOR},
    Act.MANAGE_ACCOUNTS: {Role.ADMINISTRATOR},
}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_every_role_by_every_act(guarded: Store, role: Role, act: Act) -> None:
    if act in ON_CLIENTS:
        assert _allowed(guarded, role, act, "a") is (role in ON_OWN)
        assert not _allowed(guarded, role, act, "other")
    else:
        assert _allowed(guarded, role, act, "") is (role in ALWAYS[act])


def test_a_demonstration_opens_synthetic_clients_for_training(guarded: Store) -> None:
    with guarded.write() as w:
        w.set_setting("demonstration", "yes")
    for role in (Role.TRAINER, Role.TRAINEE):
        assert _allowed(guarded, role, Act.TAKE_ROLL, "other")
    assert not _allowed(guarded, Role.AUTHOR, Act.TAKE_ROLL, "other")


def test_only_the_groups_within_reach_are_given(guarded: Store) -> None:
    def reached(role: Role) -> frozenset[str] | None:
        with guarded.read(PEOPLE[role]) as r:
            return reached_groups(r, Act.SEE_ENGAGEMENT)

    assert reached(Role.FACILITATOR) == {"a"}
    assert reached(Role.SUPERVISOR) == {"a"}
    with pytest.raises(Refused):
        reached(Role.AUTHOR)


@pytest.mark.parametrize(
    ("page", "roles"),
    [
        (Page.RUN_GROUP, {Role.FACILITATOR, Role.SUPERVISOR}),
        (Page.ENGAGEMENT, {Role.FACILITATOR, Role.SUPERVISOR}),
        (Page.ORGANISATION, set()),  # this clinic has no sites
        (Page.BROWSE_CURRICULA, set(Role)),
        (Page.PLAN_PROGRAM, {Role.SUPERVISOR, Role.TRAINER, Role.AUTHOR, Role.ADMINISTRATOR}),
    ],
)
def test_pages_open_for_their_roles(guarded: Store, page: Page, roles: set[Role]) -> None:
    with guarded.read() as r:
        assert {role for role, name in PEOPLE.items() if may_see(r, name, page)} == roles


def test_nobody_without_a_sign_in_and_no_disabled_account(guarded: Store) -> None:
    with pytest.raises(Refused, match="Sign in first"), guarded.read() as r:
        require(r, Act.TAKE_ROLL, group="a")
    with guarded.write() as w:
        account = w.get_account(PEOPLE[Role.FACILITATOR])
        w.set_account(account.model_copy(update={"disabled_at": w.now}))
    with pytest.raises(Refused, match="disabled"), guarded.read(PEOPLE[Role.FACILITATOR]) as r:
        require(r, Act.TAKE_ROLL, group="a")


def test_where_nobody_has_an_account_the_computer_is_the_guard(clinic: Store) -> None:
    take_roll.mark_attendance(clinic, "s", "heron", AttendanceStatus.PRESENT, 0, None)
    with clinic.read() as r:
        assert [one.status for one in r.list_attendance("s")] == [AttendanceStatus.PRESENT]


PRESSES: dict[str, Callable[[Store, str], object]] = {
    "mark": lambda s, by: take_roll.mark_attendance(s, "s", "heron", AttendanceStatus.PRESENT, 0, by),
    "change": lambda s, by: take_roll.change_attendance(s, "s", "heron", {"minutes": 5}, 0, by),
    "rate": lambda s, by: take_roll.rate_participation(s, "s", "heron", 2, 0, by),
    "pause": lambda s, by: run_session.pause(s, "s", 1, by),
    "close": lambda s, by: run_session.close_session(s, "s", 1, by),
}


@pytest.mark.parametrize("press", PRESSES)
def test_a_refused_press_changes_nothing_but_the_audit(
    guarded: Store, press: str, row_counts: Callable[[Store], dict[str, int]]
) -> None:
    with guarded.write() as w:
        w.set_facilitators("a", [])
    before = row_counts(guarded)
    with pytest.raises(Refused):
        PRESSES[press](guarded, PEOPLE[Role.FACILITATOR])
    assert row_counts(guarded) == before
    with guarded.read() as r:
        last = r.search_audit(limit=1)[0]
    assert (last.by, last.act, last.session) == (PEOPLE[Role.FACILITATOR], "refused", "s")


@pytest.mark.parametrize("press", PRESSES)
def test_the_same_press_is_taken_from_the_groups_own_facilitator(guarded: Store, press: str) -> None:
    PRESSES[press](guarded, PEOPLE[Role.FACILITATOR])
    with guarded.read() as r:
        last = r.search_audit(limit=1)[0]
    assert last.act not in ("refused", "change")
    assert (last.by, last.session) == (PEOPLE[Role.FACILITATOR], "s")


def test_the_table_in_contributing_is_the_one_in_the_code() -> None:
    rows = [
        f"| {act.value.replace('_', ' ')} | "
        + " | ".join(str(GRANTS[role].get(act, "no")) for role in Role)
        + " |"
        for act in Act
    ]
    text = CONTRIBUTING.read_text("utf-8")
    assert [row for row in rows if row not in text] == []
    assert Reach.SYNTHETIC in text
