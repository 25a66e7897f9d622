import io
from typing import Any

import pytest
from pypdf import PdfReader

from iopkit.content.library import Library
from iopkit.errors import NotAllowed, NotFound
from iopkit.store.store import Store
from iopkit.ui.pages.plan_program import PlanProgramPage, PlanProgramState

CRAVINGS, TRIGGERS = "core-01-how-cravings-work", "core-02-mapping-triggers"
FAMILY = "family-01-how-substance-use-takes-hold"
ASAM = "asam-4-level-2-1"


@pytest.fixture
def state(clinic: Store, library: Library) -> PlanProgramState:
    """The planner with an empty program open."""
    planner = PlanProgramState(clinic, library)
    planner.start("Spring", [])
    return planner


@pytest.fixture
def page(clinic: Store, library: Library) -> PlanProgramPage:
    planner = PlanProgramPage(PlanProgramState(clinic, library))
    planner.choice.press("start", title="Spring", curricula=[])
    return planner


def _day(state: PlanProgramState, week: int, day: int) -> dict[str, Any]:
    found: dict[str, Any] = state.weeks[week - 1]["days"][day - 1]
    return found


def _rule(state: PlanProgramState, name: str) -> dict[str, Any]:
    return next(one for one in state.rules if one["id"] == name)


def test_plans_go_where_the_next_one_is_aimed(state: PlanProgramState) -> None:
    assert state.target == [1, 1]
    state.put(CRAVINGS)
    state.aim(1, 3)
    state.put(TRIGGERS)
    state.put(FAMILY)
    assert [one["title"] for one in _day(state, 1, 1)["plans"]] == ["How cravings work"]
    assert [one["id"] for one in _day(state, 1, 3)["plans"]] == [TRIGGERS, FAMILY]
    assert state.total == "3 sessions · 7.5 counted hours"
    assert state.saved == "9:00:00"


def test_hours_are_held_against_rules_at_once(state: PlanProgramState) -> None:
    state.hold_to([ASAM])
    assert _rule(state, ASAM)["state"] == "empty"
    state.put(CRAVINGS, 1, 1)
    state.put(FAMILY, 1, 2)
    assert _rule(state, ASAM)["state"] == "misses"
    assert state.weeks[0]["hours"] == "4.5 h"
    assert state.weeks[0]["says"][0] == "270 min short"
    for day, plan in ((2, CRAVINGS), (3, TRIGGERS)):
        state.put(plan, 1, day)
    assert _rule(state, ASAM)["state"] == "meets"
    assert state.weeks[0]["says"] == []


@pytest.mark.parametrize("rule", ["s9480", "h0015", "new-york-medicaid-s9480"])
def test_a_day_that_is_short_says_by_how_many_minutes_breaks_left_out(
    state: PlanProgramState, rule: str
) -> None:
    state.hold_to([rule])
    state.put(FAMILY, 1, 1)
    state.put(CRAVINGS, 1, 2)
    assert (_day(state, 1, 1)["minutes"], _day(state, 1, 1)["short_by"]) == (90, 90)
    assert (_day(state, 1, 2)["minutes"], _day(state, 1, 2)["short_by"]) == (180, 0)
    assert "Week 1, day 1 has 90 counted minutes and is 90 short of 180." in _rule(state, rule)["says"]


def test_plans_are_moved_and_taken(state: PlanProgramState) -> None:
    state.put(CRAVINGS)
    state.move(1, 1, 0, 1, 2)
    assert (_day(state, 1, 1)["plans"], len(_day(state, 1, 2)["plans"])) == ([], 1)
    state.take(1, 2, 0)
    assert state.total == "No session yet"


def test_weeks_and_days_can_be_added_up_to_a_year(state: PlanProgramState) -> None:
    for _ in range(4):
        state.more_days()
    assert state.days == 7
    with pytest.raises(NotAllowed, match="seven days"):
        state.more_days()
    for _ in range(51):
        state.more_weeks()
    with pytest.raises(NotAllowed, match="52 weeks at most"):
        state.more_weeks()


def test_a_program_is_found_again_and_the_list_says_what_is_in_it(
    state: PlanProgramState, clinic: Store, library: Library
) -> None:
    state.put(CRAVINGS)
    again = PlanProgramState(clinic, library, program_id=state.program_id)
    assert (again.title, again.total) == ("Spring", "1 session · 3 counted hours")
    again.open("")
    assert [one["line"] for one in again.programs] == ["1 week, 1 session"]


def test_a_program_that_somebody_removed_is_told(
    state: PlanProgramState, clinic: Store, library: Library
) -> None:
    other = PlanProgramState(clinic, library, program_id=state.program_id)
    state.remove()
    assert state.program_id == ""
    with pytest.raises(NotFound, match="somebody removed it"):
        other.put(CRAVINGS)
    other.refresh()
    assert other.program_id == ""
    again = PlanProgramState(clinic, library, program_id="gone")
    assert again.notice.startswith("There is no such program any more")


def test_the_whole_program_is_printed(state: PlanProgramState) -> None:
    state.put(FAMILY)
    state.hold_to([ASAM])
    name, content = state.binder("a4")
    assert name == "spring.pdf"
    text = "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages)
    assert "How substance use takes hold" in text
    with pytest.raises(NotAllowed, match="no paper"):
        state.binder("napkin")


def test_the_days_go_into_a_calendar(state: PlanProgramState) -> None:
    state.put(FAMILY)
    name, content = state.calendar("2026-12-01", [3, 1, 0], "18:30", "America/Denver")
    assert name == "spring.ics"
    assert b"DTSTART;TZID=America/Denver:20261130T183000" in content


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("soon", [0], "09:00", "America/Denver"), "Give a first day and a time"),
        (("2026-12-01", [0], "noon", "America/Denver"), "Give a first day and a time"),
        (("2026-12-01", [0], "09:00", "Mars/Base"), "There is no time zone 'Mars/Base'"),
    ],
)
def test_a_calendar_that_cannot_be_made_says_why(state: PlanProgramState, given: Any, says: str) -> None:
    state.put(FAMILY)
    with pytest.raises(NotAllowed, match=says):
        state.calendar(*given)


def test_a_press_is_stored_and_drawn(page: PlanProgramPage) -> None:
    page.shelf.press("pick", plan=CRAVINGS)
    assert page.board.weeks[0]["days"][0]["plans"][0]["title"] == "How cravings work"
    page.board.press("aim", week=1, day=2)
    assert page.shelf.action == "Put on week 1, day 2"
    page.board.press("put", plan=TRIGGERS, week=1, day=3)
    page.board.press("move", week=1, day=3, position=0, to_week=1, to_day=2)
    page.rules.press("hold_to", rules=[ASAM])
    page.board.press("rename", title="Autumn")
    assert page.header.title == "Autumn"
    page.board.press("remove")
    assert page.children == (page.header, page.choice)
    assert page.choice.programs == []


def test_two_planners_see_that_the_other_was_faster(
    page: PlanProgramPage, clinic: Store, library: Library
) -> None:
    other = PlanProgramPage(PlanProgramState(clinic, library, program_id=page.state.program_id))
    page.shelf.press("pick", plan=CRAVINGS)
    other.shelf.press("pick", plan=TRIGGERS)
    assert other.header.notice.startswith("Somebody else changed this program")
    assert [one["id"] for one in other.board.weeks[0]["days"][0]["plans"]] == [CRAVINGS]
    other.shelf.press("pick", plan=TRIGGERS)
    assert other.header.notice == ""


@pytest.mark.expects_failure
@pytest.mark.parametrize(
    "message",
    [
        {"verb": "put", "plan": CRAVINGS, "week": 0, "day": 1},
        {"verb": "put", "plan": "core-99"},
        {"verb": "take", "week": 1, "day": 1, "position": 5},
        {"verb": "move"},
        {"verb": "drop_tables"},
        {},
    ],
)
def test_a_message_that_no_button_sends_stores_nothing(
    page: PlanProgramPage, clinic: Store, message: dict[str, Any]
) -> None:
    page.board._received(page.board, message, [])
    assert page.header.notice
    with clinic.read() as r:
        assert [one.days for one in r.list_outlines()] == [()]
