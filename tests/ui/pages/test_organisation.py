"""The organisation page: each site's numbers, worked out by hand, and only to whoever sees several sites."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from iopkit.content.library import Library
from iopkit.errors import IopkitError, NotAllowed, Refused
from iopkit.model.account import Account
from iopkit.model.care import Episode, Group, Membership, Program, Site
from iopkit.model.codes import Role, SessionStatus
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client, Staff
from iopkit.store.opening import memory_store
from iopkit.store.store import Store
from iopkit.ui.pages.engagement import EngagementPage, EngagementState
from iopkit.ui.pages.organisation import OrganisationPage, OrganisationState
from iopkit.ui.pages.organisation.shown import COLUMNS
from iopkit.ui.pages.plan_program import PlanProgramState
from iopkit.ui.pages.run_group import RunGroupState
from tests.bench import histories

ADMITTED = date(2026, 10, 1)
#: Who came to the session of Monday 16 November in the north, four hours each: 1 to 6 of them.
NORTH = [f"north {number}" for number in range(1, 7)]
SOUTH = ["south 1", "south 2"]


@pytest.fixture
def sites(clinic: Store) -> Store:
    """Six clients in the north and two in the south, with three sessions each in the week of 16 November.

    North: five come to all three sessions of four hours, one to none. South: one comes to all, one to none.
    The day program of the ``clinic`` with its three clients has no site.
    """
    with clinic.write() as w:
        w.add_sites([Site(id="n", name="North"), Site(id="s", name="South")])
        w.add_staff([Staff(id="elk", name="Elk E.", role=Role.SUPERVISOR), Staff(id="owl", name="Owl O.")])
        for site, program, people in (("n", "upper", NORTH), ("s", "lower", SOUTH)):
            w.add_programs([Program(id=program, name=program.title(), site=site)])
            w.add_groups([Group(id=f"g-{site}", name=f"Group {program}", program=program)])
            w.add_clients(Client(id=one, name=one.title(), site=site) for one in people)
            w.add_episodes(
                Episode(id=one, client=one, program=program, admitted_on=ADMITTED) for one in people
            )
            w.add_memberships(Membership(group=f"g-{site}", client=one, joined_on=ADMITTED) for one in people)
            for day in (16, 17, 18):
                _hold(w, f"{site}-{day}", f"g-{site}", day, people)
        first, last = date(2026, 2, 1), date(2026, 9, 1)
        w.add_episodes(
            [Episode(id="gone", client="north 1", program="upper", admitted_on=first, discharged_on=last)]
        )
        w.add_memberships([Membership(group="g-n", client="north 1", joined_on=first, left_on=last)])
        w.record("set_up")
    return clinic


def _hold(w, session: str, group: str, day: int, people: list[str]) -> None:
    starts = datetime(2026, 11, day, 14, tzinfo=UTC)
    held = {"starts_at": starts, "ends_at": starts + timedelta(hours=4), "status": SessionStatus.HELD}
    w.add_sessions([GroupSession(id=session, group=group, **held)])
    *came, away = people
    rows = [{"session_id": session, "client_id": one, "status": "present", "minutes": 240} for one in came]
    w.add_attendance([*rows, {"session_id": session, "client_id": away, "status": "absent"}])


def numbers(state: OrganisationState) -> dict[str, list[str]]:
    return {row["name"]: [cell["text"] for cell in row["cells"]] for row in state.rows}


def lines(state: OrganisationState, name: str) -> list[str]:
    return next([cell["line"] for cell in row["cells"]] for row in state.rows if row["name"] == name)


def test_each_site_has_its_numbers_and_the_last_row_those_of_all(sites: Store) -> None:
    state = OrganisationState(sites)
    # In treatment, admitted, discharged, held, kept, reached 9 hours, still there at day 34, to call.
    assert numbers(state) == {
        "North": ["6", "6", "1", "3", "83 %", "83 %", "100 %", "1"],
        "South": ["2", "2", "0", "3", "50 %", "1 of 2", "n 2", "1"],
        "No site": ["3", "3", "0", "0", "–", "–", "–", "0"],  # admitted 22 days ago
        "All together": ["11", "11", "1", "6", "75 %", "75 %", "100 %", "2"],
    }
    assert lines(state, "North")[4:7] == ["15 of 18 expected", "5 of 6 clients", "100 to 100 %, n 7"]
    assert lines(state, "South")[4:7] == ["3 of 6 expected", "clients", "too few for a share"]
    assert lines(state, "No site")[4:7] == ["0 expected", "0 clients", "not known yet, n 3"]
    assert "16 Nov" in state.definition
    assert state.chart.n == "24 expected visits, 6 sessions"
    assert {"North", "South"} <= set(state.chart.table["Site"])


def test_the_page_shows_every_row_with_a_cell_for_each_column(sites: Store) -> None:
    page = OrganisationPage(OrganisationState(sites))
    assert [len(row["cells"]) for row in page.table.rows] == [len(COLUMNS)] * 4
    assert [row.get("total", False) for row in page.table.rows] == [False, False, False, True]
    assert page.chart.get_state()["traces"]


def test_what_is_looked_at_is_in_the_audit(sites: Store) -> None:
    OrganisationState(sites)
    with sites.read() as r:
        last = r.search_audit(limit=1)[0]
    assert (last.act, last.said) == ("see_engagement", {"page": "organisation"})


def _give(store: Store, staff: str, *given: str, programs: tuple[str, ...] = ()) -> None:
    with store.write() as w:
        w.add_account(Account(staff=staff))
        w.set_staff_sites(staff, given)
        w.set_supervised(staff, set(programs))


def test_somebody_given_both_sites_sees_these_and_nothing_of_no_site(sites: Store) -> None:
    _give(sites, "elk", "n", "s")
    rows = numbers(OrganisationState(sites, staff="elk"))
    assert list(rows) == ["North", "South", "All together"]
    assert rows["All together"][:4] == ["8", "8", "1", "6"]


def test_somebody_given_one_site_is_refused_and_that_is_in_the_audit(sites: Store) -> None:
    _give(sites, "elk", "n")
    with pytest.raises(Refused, match="more than one site"):
        OrganisationState(sites, staff="elk")
    with sites.read() as r:
        last = r.search_audit(limit=1)[0]
    assert (last.by, last.act) == ("elk", "refused")


def test_a_clinic_without_sites_has_no_such_page(clinic: Store) -> None:
    with pytest.raises(Refused):
        OrganisationState(clinic)
    assert "site" not in {one["name"] for one in EngagementState(clinic).choices}
    assert EngagementPage(EngagementState(clinic)).header.links[0]["label"] == "Run a group"
    for given in ({"site": "n"}, {"by": "site"}):
        assert "no such site" in EngagementState(clinic, given).notice


def options(state: EngagementState) -> dict[str, list[str]]:
    return {one["name"]: [value for value, _ in one["options"] or []] for one in state.choices}


def test_engagement_is_narrowed_to_a_site_and_compared_by_site(sites: Store) -> None:
    state = EngagementState(sites, {"by": "site"})
    assert options(state)["site"] == ["", "n", "s"]
    assert {"North", "South"} <= set(state.charts["attendance"].table["Site"])
    assert state.charts["retention"].n.startswith("12 episodes")
    state.filter("program", "upper")
    state.filter("site", "s")
    assert state.filters["program"] == ""
    assert options(state)["program"] == ["", "lower"]
    assert options(state)["group"] == ["", "g-s"]
    assert state.charts["attendance"].n == "6 expected visits, 3 sessions"
    assert state.charts["retention"].n.startswith("2 episodes")
    assert [one["name"] for one in state.missed] == ["South 2"]
    with pytest.raises(NotAllowed):
        state.filter("program", "upper")
    assert EngagementPage(state).header.links[0]["label"] == "Organisation"


@pytest.mark.parametrize(
    "given",
    [{"site": "s"}, {"program": "lower"}, {"group": "g-s"}, {"program": "day"}, {"site": "s", "by": "site"}],
)
def test_no_address_leads_to_another_site(sites: Store, given: dict[str, str]) -> None:
    _give(sites, "elk", "n")
    state = EngagementState(sites, given, staff="elk")
    assert state.notice.startswith("There is no such")
    assert options(state)["program"] == ["", "upper"]
    assert options(state)["group"] == ["", "g-n"]
    assert "site" not in options(state)
    assert state.charts["attendance"].n == "18 expected visits, 3 sessions"
    assert [one["name"] for one in state.missed] == ["North 6"]
    for name, value in given.items():
        with pytest.raises(IopkitError):
            state.filter(name, value)
    shown = str([state.choices, state.tiles, state.missed, *(one.table for one in state.charts.values())])
    assert "South" not in shown
    assert "Lower" not in shown


Verb = Callable[[RunGroupState], object]
VERBS: dict[str, Verb] = {
    "open": lambda page: page.open("running"),
    "start": lambda page: page.start("s-today", "core-01-how-cravings-work"),
    "start unscheduled": lambda page: page.start_unscheduled("g-s", "core-01-how-cravings-work"),
}


@pytest.fixture
def running(sites: Store, library: Library) -> Store:
    """A session that runs in the south today, and one that is still to start there."""
    with sites.write() as w:
        for one in ("running", "s-today"):
            begins = w.now
            w.add_sessions(
                [GroupSession(id=one, group="g-s", starts_at=begins, ends_at=begins + timedelta(hours=3))]
            )
        w.record("set_up")
    RunGroupState(sites, library).start("running", "core-01-how-cravings-work")
    _give(sites, "elk", "n")
    return sites


@pytest.mark.parametrize("verb", VERBS)
def test_the_run_page_neither_lists_nor_opens_nor_starts_what_is_of_another_site(
    running: Store, library: Library, verb: str
) -> None:
    page = RunGroupState(running, library, staff="elk")
    assert page.choices["today"] == []
    assert [one["id"] for one in page.choices["groups"]] == ["g-n"]
    with pytest.raises(Refused):
        VERBS[verb](page)
    with running.read() as r:
        assert (r.search_audit(limit=1)[0].by, r.search_audit(limit=1)[0].act) == ("elk", "refused")


def test_an_address_of_another_sites_session_opens_the_list_and_says_why(
    running: Store, library: Library
) -> None:
    page = RunGroupState(running, library, session_id="running", staff="elk")
    assert (page.screen, page.session_id, page.roster) == ("choose", "", {})
    assert page.notice.startswith("Your role does not let you")


def test_a_site_that_is_taken_away_takes_the_open_page_along(running: Store, library: Library) -> None:
    with running.write() as w:
        w.set_staff_sites("elk", {"n", "s"})
    page = RunGroupState(running, library, session_id="running", staff="elk")
    assert page.screen == "room"
    with running.write() as w:
        w.set_staff_sites("elk", {"n"})
    client = page.roster["rows"][0]["client"]
    presses: list[Callable[[], object]] = [
        lambda: page.mark(client, "present", 0),
        lambda: page.change(client, "minutes", 5, 0),
        lambda: page.check_in(client, "start", "mood", 5, 0),
        lambda: page.participation(client, 2, 0),
        *(page.next, page.back, page.more, page.pause, page.resume, page.finish, page.close, page.refresh),
    ]
    for press in presses:
        with pytest.raises(IopkitError):
            press()
    with running.read() as r:
        assert r.list_attendance("running") == []


def test_the_planner_lists_and_opens_programs_of_ones_own_sites(sites: Store, library: Library) -> None:
    with sites.write() as w:
        w.add_staff([Staff(id="fox", name="Fox F.", role=Role.SUPERVISOR)])
    _give(sites, "fox", "s")
    _give(sites, "elk", "n")
    theirs = PlanProgramState(sites, library, staff="fox")
    theirs.start("In the south", [])
    mine = PlanProgramState(sites, library, staff="elk")
    assert mine.programs == []
    with pytest.raises(Refused):
        mine.open(theirs.program_id)
    assert (
        "no such program"
        in PlanProgramState(sites, library, program_id=theirs.program_id, staff="elk").notice
    )
    mine.program_id = theirs.program_id  # as a browser might set it
    for press in (
        lambda: mine.rename("Mine"),
        mine.remove,
        lambda: mine.hold_to([]),
        lambda: mine.put("x", 1, 1),
    ):
        with pytest.raises(IopkitError):
            press()
    assert [one["title"] for one in PlanProgramState(sites, library, staff="fox").programs] == [
        "In the south"
    ]


def test_a_longer_history_makes_opening_the_page_no_more_work_for_the_database() -> None:
    """Counted in steps of the database's own machine, which no other program's load can change."""
    steps = {}
    for visits in (11_000, 66_000):
        store = memory_store()
        store.clock = lambda: histories.NOW
        histories.fill(store, visits, "past")
        with store.write() as w:
            w.add_sites([Site(id="n", name="North"), Site(id="s", name="South")])
            for place, program in enumerate(w.list_programs()):
                w.set_program_site(program.id, "ns"[place % 2])
            w.record("set_up")
        steps[visits] = _steps_to_open(store)
        store.close()
    assert steps[66_000] < 1.2 * steps[11_000]


def _steps_to_open(store: Store) -> int:
    counted = [0]

    def count() -> None:
        counted[0] += 1

    with store._engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(count, 100)
    OrganisationState(store)
    driver.set_progress_handler(None, 0)
    return counted[0]
