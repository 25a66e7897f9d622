"""Sites: whoever was given some sees and changes nothing of another, and what they tried is in the audit."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from iopkit.actions import accounts, auditing, fill_worksheet, giving, plan_program, run_session, take_roll
from iopkit.actions.access import (
    may_see,
    reached_groups,
    reached_programs,
    reached_sites,
    reached_staff,
    require_several_sites,
)
from iopkit.actions.plan_program import Place
from iopkit.content.library import Library
from iopkit.errors import IopkitError, NotAllowed, NotFound, Refused
from iopkit.model.access import Act, Page
from iopkit.model.account import Account
from iopkit.model.care import Episode, Group, Membership, Program, Site
from iopkit.model.codes import AttendanceStatus, Moment, Role
from iopkit.model.group_session import CheckIn, GroupSession, Response
from iopkit.model.people import Client, Staff
from iopkit.store.opening import memory_store
from iopkit.store.store import Store

START = datetime(2026, 1, 5, 14, tzinfo=UTC)
#: Program, its site, its group, its client and the running session of that group.
PLACES = (
    ("day", "north", "a", "heron", "sa"),
    ("virtual", "north", "v", "newt", "sv"),
    ("evening", "south", "b", "otter", "sb"),
    ("older", None, "c", "wren", "sc"),
)
#: Everybody with an account: role, sites given, programs supervised, groups led.
PEOPLE: dict[str, tuple[Role, set[str], set[str], set[str]]] = {
    "north lead": (Role.SUPERVISOR, {"north"}, set(), set()),
    "both lead": (Role.SUPERVISOR, {"north", "south"}, set(), set()),
    "evening lead": (Role.SUPERVISOR, set(), {"evening"}, set()),
    "day and evening lead": (Role.SUPERVISOR, set(), {"day", "evening"}, set()),
    "north rowan": (Role.FACILITATOR, {"north"}, set(), {"a"}),
    "rowan": (Role.FACILITATOR, set(), set(), {"a", "b"}),
    "nobody's": (Role.FACILITATOR, set(), set(), set()),
    "north admin": (Role.ADMINISTRATOR, {"north"}, set(), set()),
    "admin": (Role.ADMINISTRATOR, set(), set(), set()),
    "south author": (Role.AUTHOR, {"south"}, set(), set()),
    "author": (Role.AUTHOR, set(), set(), set()),
}


@pytest.fixture
def clinic(library: Library) -> Iterator[Store]:
    """Three programs at two sites and one of no site, each with a group, a client and a running session."""
    store = memory_store()
    store.clock = lambda: START
    with store.write() as w:
        w.add_sites([Site(id="north", name="North"), Site(id="south", name="South")])
        w.add_staff(Staff(id=one, name=one.title(), role=role) for one, (role, *_) in PEOPLE.items())
        for program, site, group, client, session in PLACES:
            w.add_programs([Program(id=program, name=program, site=site)])
            w.add_clients([Client(id=client, name=client.title(), site=site)])
            led = tuple(one for one, (*_, groups) in PEOPLE.items() if group in groups)
            w.add_groups([Group(id=group, name=f"Group {group}", program=program, facilitators=led)])
            w.add_episodes([Episode(id=client, client=client, program=program, admitted_on=date(2026, 1, 1))])
            w.add_memberships([Membership(group=group, client=client, joined_on=date(2026, 1, 1))])
            ends = START + timedelta(hours=1)
            w.add_sessions([GroupSession(id=session, group=group, starts_at=START, ends_at=ends)])
            w.add_sessions([GroupSession(id=f"{session} next", group=group, starts_at=START, ends_at=ends)])
        w.record("set_up")
    plan = next(iter(library.plans))
    for *_, session in PLACES:
        run_session.start_session(store, library, session, plan, None)
    with store.write() as w:
        for one, (_, sites, programs, _) in PEOPLE.items():
            w.add_account(Account(staff=one))
            w.set_supervised(one, programs)
            w.set_staff_sites(one, sites)
        w.record("set_up")
    yield store
    store.close()


def groups_of(store: Store, who: str, act: Act = Act.SEE_ENGAGEMENT) -> frozenset[str] | None:
    with store.read(who) as r:
        return reached_groups(r, act)


@pytest.mark.parametrize(
    ("who", "groups"),
    [
        ("north lead", {"a", "v"}),
        ("both lead", {"a", "v", "b"}),
        ("evening lead", {"b"}),
        ("day and evening lead", {"a", "b"}),
        ("north rowan", {"a"}),
        ("rowan", {"a", "b"}),
        ("nobody's", set()),
    ],
)
def test_a_site_bounds_what_is_reached_and_opens_all_of_it_to_supervisors(
    clinic: Store, who: str, groups: set[str]
) -> None:
    assert groups_of(clinic, who) == groups
    with clinic.read(who) as r:
        programs = {program for program, _, group, *_ in PLACES if group in groups}
        assert reached_programs(r, Act.SEE_ENGAGEMENT) == programs


def test_a_program_that_comes_later_is_supervised_with_its_site(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_programs([Program(id="weekend", name="Weekend", site="north")])
        w.add_groups([Group(id="w", name="W", program="weekend")])
        w.record("open")
    assert groups_of(clinic, "north lead") == {"a", "v", "w"}
    assert groups_of(clinic, "both lead") == {"a", "v", "b", "w"}
    assert groups_of(clinic, "evening lead") == {"b"}


def test_trainees_of_a_demonstration_stay_at_the_sites_that_they_are_given(clinic: Store) -> None:
    with clinic.write() as w:
        w.set_setting("demonstration", "yes")
        w.add_staff(Staff(id=one, name=one, role=Role.TRAINEE) for one in ("linden", "elm"))
        for one in ("linden", "elm"):
            w.add_account(Account(staff=one))
        w.set_staff_sites("linden", {"south"})
    assert groups_of(clinic, "linden") == {"b"}
    assert groups_of(clinic, "elm") is None


PRESSES: dict[str, Callable[[Store, Library, str, str], object]] = {
    "mark": lambda s, _, n, by: take_roll.mark_attendance(
        s, f"s{n}", CLIENT[n], AttendanceStatus.PRESENT, 0, by
    ),
    "change": lambda s, _, n, by: take_roll.change_attendance(s, f"s{n}", CLIENT[n], {"minutes": 5}, 0, by),
    "check in": lambda s, _, n, by: take_roll.record_check_in(
        s, CheckIn(session=f"s{n}", client=CLIENT[n], moment=Moment.START, mood=5), by
    ),
    "rate": lambda s, _, n, by: take_roll.rate_participation(s, f"s{n}", CLIENT[n], 2, 0, by),
    "answer": lambda s, _, n, by: fill_worksheet.answer_item(
        s, Response(session=f"s{n}", worksheet="x", item="x", value="x"), by
    ),
    "go": lambda s, _, n, by: run_session.go_to_step(s, f"s{n}", 1, 1, by),
    "more": lambda s, _, n, by: run_session.add_minutes(s, f"s{n}", 5, 1, by),
    "pause": lambda s, _, n, by: run_session.pause(s, f"s{n}", 1, by),
    "resume": lambda s, _, n, by: run_session.resume(s, f"s{n}", 1, by),
    "close": lambda s, _, n, by: run_session.close_session(s, f"s{n}", 1, by),
    "start": lambda s, lib, n, by: run_session.start_session(s, lib, f"s{n} next", next(iter(lib.plans)), by),
    "start unscheduled": lambda s, lib, n, by: run_session.start_unscheduled(
        s, lib, n, next(iter(lib.plans)), by
    ),
}
CLIENT = {group: client for _, _, group, client, _ in PLACES}


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize(
    ("who", "group"),
    [
        ("north lead", "b"),
        ("north lead", "c"),
        ("both lead", "c"),
        ("evening lead", "a"),
        ("north rowan", "b"),
        ("north rowan", "v"),
        ("nobody's", "a"),
        ("north admin", "a"),
    ],
)
def test_nothing_of_another_site_can_be_changed_and_the_try_is_in_the_audit(
    clinic: Store,
    library: Library,
    row_counts: Callable[[Store], dict[str, int]],
    who: str,
    group: str,
    press: str,
) -> None:
    before = row_counts(clinic)
    with pytest.raises(Refused):
        PRESSES[press](clinic, library, group, who)
    assert row_counts(clinic) == before
    with clinic.read() as r:
        last = r.search_audit(limit=1)[0]
    assert (last.by, last.act) == (who, "refused")


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize(("who", "group"), [("north lead", "v"), ("both lead", "b"), ("north rowan", "a")])
def test_the_same_press_is_taken_at_their_own_site(
    clinic: Store, library: Library, who: str, group: str, press: str
) -> None:
    try:
        PRESSES[press](clinic, library, group, who)
    except Refused:
        pytest.fail("refused at their own site")
    except IopkitError:
        assert press == "answer"  # there is no such worksheet
    with clinic.read() as r:
        assert r.search_audit(limit=1)[0].act != "refused"


def test_a_refusal_names_no_group_of_another_site(clinic: Store, library: Library) -> None:
    for group in ("b", "zz"):
        with pytest.raises(Refused) as refused:
            run_session.start_unscheduled(clinic, library, group, next(iter(library.plans)), "north rowan")
        assert "Group" not in str(refused.value)


def found(store: Store, who: str, **asked: object) -> list[tuple[str | None, str, str]]:
    rows = auditing.search(store, who, auditing.Search(**asked)).rows  # type: ignore[arg-type]
    return [(row.by, row.act, ",".join(row.client_ids)) for row in rows if row.act != "search_audit"]


@pytest.fixture
def watched(clinic: Store) -> Store:
    """What was done at each site, by one who was given it and by one who was given none."""
    rows: list[tuple[str, str, str | None, list[str], dict[str, str]]] = [
        ("north rowan", "sign_in", None, [], {}),
        ("evening lead", "sign_in", None, [], {}),
        ("admin", "disable_account", None, [], {"staff": "north rowan"}),
        ("admin", "disable_account", None, [], {"staff": "evening lead"}),
        ("rowan", "mark_attendance", "sa", ["heron"], {}),
        ("rowan", "mark_attendance", "sb", ["otter"], {}),
        ("both lead", "see_engagement", None, ["heron", "otter"], {}),
        ("both lead", "see_engagement", None, ["otter"], {}),
    ]
    for by, act, session, clients, detail in rows:
        with clinic.write(by) as w:
            w.record(act, session=session, clients=clients, detail=detail)
    return clinic


def test_an_administrator_given_a_site_finds_its_records_and_its_accounts_alone(watched: Store) -> None:
    rows = found(watched, "north admin", since=START)
    assert rows[:4] == [
        ("both lead", "see_engagement", "heron"),
        ("rowan", "mark_attendance", "heron"),
        ("admin", "disable_account", ""),  # of North Rowan
        ("north rowan", "sign_in", ""),
    ]
    assert {act for _, act, _ in rows[4:]} == {"start_session"}
    with watched.read("north admin") as r:
        assert reached_staff(r, Act.SEARCH_AUDIT) == {
            *("north lead", "both lead", "day and evening lead", "north rowan", "rowan", "north admin")
        }
    with watched.read("admin") as r:
        assert reached_staff(r, Act.SEARCH_AUDIT) is None
    assert len(found(watched, "admin")) > len(rows)


def test_a_supervisor_given_a_site_finds_its_records_alone_and_no_sign_in_of_others(watched: Store) -> None:
    rows = found(watched, "north lead")
    assert [row for row in rows if row[1] != "start_session"] == [
        ("both lead", "see_engagement", "heron"),
        ("rowan", "mark_attendance", "heron"),
    ]


@pytest.mark.parametrize("who", ["north lead", "north admin", "day and evening lead"])
def test_disclosures_are_accounted_for_at_ones_own_site_alone(clinic: Store, who: str) -> None:
    assert auditing.disclosures(clinic, who, "heron") == []
    with pytest.raises(NotFound):
        auditing.disclosures(clinic, who, "wren")
    if who != "day and evening lead":
        with pytest.raises(NotFound):
            auditing.disclosures(clinic, who, "otter")


def test_a_client_of_the_site_who_is_in_no_program_yet_is_reached_with_it(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_clients([Client(id="bear", site="north"), Client(id="lynx", site="south")])
    assert auditing.disclosures(clinic, "north lead", "bear") == []
    with pytest.raises(NotFound):
        auditing.disclosures(clinic, "north lead", "lynx")


PLANNING: dict[str, Callable[[Store, Library, str, str], object]] = {
    "open": lambda s, _, o, by: _opened(s, o, by),
    "rename": lambda s, _, o, by: plan_program.rename_program(s, o, "Mine", 1, by),
    "remove": lambda s, _, o, by: plan_program.remove_program(s, o, 1, by),
    "rules": lambda s, lib, o, by: plan_program.hold_to_rules(s, lib, o, [], 1, by),
    "put": lambda s, lib, o, by: plan_program.put_plan(s, lib, o, next(iter(lib.plans)), Place(1, 1), 1, by),
    "take": lambda s, _, o, by: plan_program.take_plan(s, o, Place(1, 1), 1, by),
    "move": lambda s, _, o, by: plan_program.move_plan(s, o, Place(1, 1), Place(1, 2), 1, by),
}


def _opened(store: Store, outline: str, by: str) -> None:
    with store.read(by) as r:
        plan_program.open_program(r, outline)


def programs_of(store: Store, who: str) -> set[str]:
    with store.read(who) as r:
        return {one.title for one in plan_program.list_programs(r)}


@pytest.mark.parametrize("act", PLANNING)
def test_programs_on_paper_are_planned_at_their_own_site(clinic: Store, library: Library, act: str) -> None:
    plan_program.start_program(clinic, library, "For all", [], "admin")
    mine = plan_program.start_program(clinic, library, "For the north", [], "north lead")
    assert programs_of(clinic, "north lead") == {"For all", "For the north"}
    assert programs_of(clinic, "both lead") == {"For all", "For the north"}
    assert programs_of(clinic, "admin") == {"For all", "For the north"}
    for who in ("south author", "author", "evening lead"):
        assert programs_of(clinic, who) == {"For all"}
        with pytest.raises(Refused, match="of your own sites only"):
            PLANNING[act](clinic, library, mine, who)
        with clinic.read() as r:
            assert (r.search_audit(limit=1)[0].by, r.search_audit(limit=1)[0].act) == (who, "refused")
            assert r.get_outline(mine).version == 1


@pytest.mark.parametrize(
    ("who", "sites"),
    [
        ("north lead", {"north"}),
        ("both lead", {"north", "south"}),
        ("evening lead", {"south"}),
        ("day and evening lead", {"north", "south"}),
        ("north rowan", {"north"}),
        ("rowan", {"north", "south"}),
        ("nobody's", set()),
    ],
)
def test_the_organisation_opens_to_whoever_sees_more_than_one_site(
    clinic: Store, who: str, sites: set[str]
) -> None:
    with clinic.read() as r:
        assert may_see(r, who, Page.ORGANISATION) is (len(sites) > 1)
    with clinic.read(who) as r:
        assert reached_sites(r, Act.SEE_ENGAGEMENT) == sites
    if len(sites) > 1:
        return
    with pytest.raises(Refused, match="more than one site"), clinic.read(who) as r:
        require_several_sites(r, Act.SEE_ENGAGEMENT)


@pytest.mark.parametrize("who", ["north admin", "admin", "author"])
def test_the_organisation_opens_to_nobody_who_may_not_see_engagement(clinic: Store, who: str) -> None:
    with clinic.read() as r:
        assert not may_see(r, who, Page.ORGANISATION)


def test_a_site_is_given_with_all_that_one_has_or_not_at_all(
    clinic: Store, row_counts: Callable[[Store], dict[str, int]]
) -> None:
    before = row_counts(clinic)
    with pytest.raises(NotAllowed) as refused:
        giving.give_reach(clinic, "rowan", sites=["north"])
    assert str(refused.value) == (
        "'rowan' leads group b, which is at site south, and would have only north. "
        "Give them --site south too, or leave it out; nothing was changed."
    )
    with pytest.raises(NotAllowed, match="supervises program evening, which is at site south"):
        giving.give_reach(clinic, "evening lead", sites=["north"])
    with pytest.raises(NotAllowed, match="leads group c, which is at no site"):
        giving.give_reach(clinic, "north rowan", groups=["c"])
    with pytest.raises(NotFound, match=r"No site 'nowhere'\. The sites: north, south\."):
        giving.give_reach(clinic, "rowan", sites=["nowhere"])
    assert row_counts(clinic) == before
    giving.give_reach(clinic, "rowan", sites=["north", "south"])
    assert groups_of(clinic, "rowan") == {"a", "b"}
    with clinic.read() as r:
        last = r.search_audit(limit=1)[0]
    assert (last.act, last.said["sites"]) == ("give_reach", ["north", "south"])


def test_what_was_given_is_taken_again_or_nothing_is(
    clinic: Store, row_counts: Callable[[Store], dict[str, int]]
) -> None:
    giving.give_reach(clinic, "rowan", sites=["north", "south"])
    before = row_counts(clinic)
    with pytest.raises(NotAllowed, match=r"'rowan' has no group 'c'\. Theirs: a, b\. Nothing was changed\."):
        giving.withdraw_reach(clinic, "rowan", groups=["a", "c"])
    with pytest.raises(NotAllowed, match=r"would have only north\. Take that back with it: --group b;"):
        giving.withdraw_reach(clinic, "rowan", sites=["south"])
    with pytest.raises(NotAllowed, match="has no other site, and without any is bound to none"):
        giving.withdraw_reach(clinic, "rowan", groups=["a", "b"], sites=["north", "south"])
    with pytest.raises(NotFound):
        giving.withdraw_reach(clinic, "nobody", groups=["a"])
    assert row_counts(clinic) == before
    assert groups_of(clinic, "rowan") == {"a", "b"}
    giving.withdraw_reach(clinic, "rowan", groups=["b"], sites=["south"])
    assert groups_of(clinic, "rowan") == {"a"}
    with clinic.read() as r:
        last = r.search_audit(limit=1)[0]
    assert (last.act, last.said["groups"], last.said["sites"]) == ("withdraw_reach", ["b"], ["south"])


def test_a_program_that_is_taken_takes_its_groups_along_and_leaves_the_others(clinic: Store) -> None:
    accounts.add_account(clinic, "elk", role=Role.SUPERVISOR, programs=["day", "evening"])
    both = groups_of(clinic, "elk")
    giving.withdraw_reach(clinic, "elk", programs=["evening"])
    assert groups_of(clinic, "elk") < both
    with clinic.read() as r:
        assert r.find_person("elk").programs == {"day"}


def test_a_new_account_takes_its_sites_along(clinic: Store) -> None:
    accounts.add_account(clinic, "elk", role=Role.SUPERVISOR, sites=["south"])
    assert groups_of(clinic, "elk") == {"b"}


def test_a_program_that_moves_away_takes_its_groups_out_of_reach(clinic: Store) -> None:
    with clinic.write() as w:
        w.set_program_site("day", "south")
    assert groups_of(clinic, "north rowan") == frozenset()
    assert groups_of(clinic, "north lead") == {"v"}
