from typing import Any

import pytest

from iopkit.content.library import Library
from iopkit.errors import ChangedElsewhere, NotAllowed
from iopkit.store.store import Store
from iopkit.ui.pages.run_group.state import RunGroupState
from tests.ui.conftest import Clock

PLAN = "core-01-how-cravings-work"


@pytest.fixture
def state(clinic: Store, library: Library) -> RunGroupState:
    """The page with this morning's session started by Rowan."""
    page = RunGroupState(clinic, library)
    page.choose_facilitator("rowan")
    page.start("today", PLAN)
    return page


def _row(state: RunGroupState, client: str) -> dict[str, Any]:
    return next(row for row in state.roster["rows"] if row["client"] == client)


def test_todays_session_is_offered_with_its_plan_and_members(clinic: Store, library: Library) -> None:
    choices = RunGroupState(clinic, library).choices
    assert choices["heading"] == "Today, Mon 23 Nov"
    (one,) = choices["today"]
    assert (one["name"], one["time"]) == ("Morning A", "9:00 am to 12:20 pm")
    assert one["line"] == "How cravings work · 3 members"
    assert (one["state"], one["button"], one["main"]) == ("scheduled", "Start", True)


def test_a_started_session_says_when_it_was_saved(state: RunGroupState) -> None:
    assert (state.screen, state.saved) == ("room", "9:00:00")
    assert state.title == "Morning A · How cravings work"
    assert state.sub == "Core, week 1 day 1 · Mon 23 Nov, 9:00 am to 12:20 pm · 180 counted minutes"
    assert state.step["title"] == "Coming in"


def test_a_second_page_on_the_same_store_shows_the_same_step_and_clock(
    state: RunGroupState, clinic: Store, library: Library, clock: Clock
) -> None:
    clock.pass_minutes(30)
    state.next()
    clock.pass_minutes(10)
    again = RunGroupState(clinic, library, session_id="today")
    assert (again.screen, again.step["title"]) == ("room", "The chain on the board")
    assert again.clock["left"] == 15 * 60 * 1000
    assert again.clock["deadline"] - again.clock["now"] == 15 * 60 * 1000


def test_a_page_opened_again_is_still_that_of_who_started_the_session(
    state: RunGroupState, clinic: Store, library: Library
) -> None:
    again = RunGroupState(clinic, library, session_id="today")
    again.mark("heron", "present", 0)
    with clinic.read() as r:
        assert r.list_marks("today", "heron")[0].marked_by == "rowan"


def test_a_paused_clock_stands_still_however_often_the_page_is_opened(
    state: RunGroupState, clinic: Store, library: Library, clock: Clock
) -> None:
    clock.pass_minutes(5)
    state.pause()
    clock.pass_minutes(40)
    again = RunGroupState(clinic, library, session_id="today")
    assert again.clock["paused"]
    assert again.clock["left"] == 20 * 60 * 1000
    again.resume()
    clock.pass_minutes(1)
    again.refresh()
    assert again.clock["left"] == 19 * 60 * 1000


def test_the_spine_says_what_became_of_each_step(state: RunGroupState, clock: Clock) -> None:
    clock.pass_minutes(28)
    state.next()
    lines = [(step["time"], step["line"], step["state"]) for step in state.spine[:4]]
    assert lines == [
        ("9:00", "25 min, took 28", "done"),
        ("9:25", "25 min · 3 min behind", "now"),
        ("9:50", "25 min", "ahead"),
        ("10:15", "10 min, not counted", "ahead"),
    ]


def test_five_more_minutes_lengthen_the_step(state: RunGroupState) -> None:
    state.more()
    assert state.clock["length"] == 30 * 60 * 1000


def test_a_step_jumped_over_is_skipped(state: RunGroupState) -> None:
    state.go(2)
    assert [step["state"] for step in state.spine[:3]] == ["done", "skipped", "now"]


def test_a_mark_reaches_the_store_with_who_and_when(state: RunGroupState, clinic: Store) -> None:
    state.mark("heron", "present", 0)
    with clinic.read() as r:
        (mark,) = r.list_marks("today", "heron")
    assert (mark.attendance.status, mark.marked_by) == ("present", "rowan")
    assert state.roster["count"] == "1 of 3"


def test_a_late_client_is_short_by_the_minutes_missed(state: RunGroupState, clock: Clock) -> None:
    clock.pass_minutes(26)
    state.mark("wren", "late", 0)
    clock.pass_minutes(60)
    state.refresh()
    row = _row(state, "wren")
    assert (row["arrived"], row["line"], row["tone"]) == ("09:26", "came 9:26 · 26 min short", "warn")


def test_the_end_of_the_session_turns_check_ins_to_its_end(state: RunGroupState) -> None:
    state.check_in("heron", "start", "craving", 3, 0)
    state.go(len(state.spine) - 1)
    assert state.roster["moment"] == "end"
    state.check_in("heron", "end", "craving", 6, 0)
    state.mark("heron", "present", 0)
    assert _row(state, "heron")["line"] == "0 min · craving 6 ↑"


def test_two_parts_of_one_check_in_are_both_kept(state: RunGroupState, clinic: Store) -> None:
    state.check_in("otter", "start", "mood", 4, 0)
    state.check_in("otter", "start", "used", "declined", 1)
    with clinic.read() as r:
        (taken,) = r.list_check_ins("today")
    assert (taken.mood, taken.craving, taken.used) == (4, None, "declined")


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [("reason", "  court  ", "court"), ("reason", "", None)],
)
def test_a_reason_is_kept_without_the_space_around_it(
    state: RunGroupState, clinic: Store, field: str, value: str, stored: str | None
) -> None:
    state.mark("heron", "excused", 0)
    state.change("heron", field, value, 1)
    with clinic.read() as r:
        assert r.list_attendance("today")[0].reason == stored


def test_arrival_and_leaving_are_read_in_the_programs_time(state: RunGroupState, clinic: Store) -> None:
    state.mark("heron", "present", 0)
    state.change("heron", "arrived", "09:15", 1)
    state.change("heron", "left", "11:40", 2)
    with clinic.read() as r:
        (mark,) = r.list_attendance("today")
    assert f"{mark.arrived_at:%H:%M} {mark.left_at:%H:%M}" == "14:15 16:40"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("minutes", "a few", "Minutes is 'a few'; give a whole number such as 154."),
        ("minutes", "999", "999 minutes is outside this session's 0 to 200."),
        ("arrived", "nine", "'nine' is no time; give one such as 09:26."),
        ("name", "x", "'name' is nothing that the roll holds. Nothing was stored."),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_a_sentence(
    state: RunGroupState, clinic: Store, field: str, value: str, says: str
) -> None:
    state.mark("heron", "present", 0)
    with pytest.raises(NotAllowed) as refused:
        state.change("heron", field, value, 1)
    assert str(refused.value) == says
    with clinic.read() as r:
        assert r.list_attendance("today")[0].version == 1


def test_a_stale_page_is_told_and_does_not_overwrite(
    state: RunGroupState, clinic: Store, library: Library
) -> None:
    other = RunGroupState(clinic, library, session_id="today")
    state.mark("heron", "late", 0)
    with pytest.raises(ChangedElsewhere):
        other.mark("heron", "absent", 0)
    state.more()
    with pytest.raises(ChangedElsewhere):
        other.more()


def test_two_presses_on_next_from_two_pages_move_one_step(
    state: RunGroupState, clinic: Store, library: Library
) -> None:
    other = RunGroupState(clinic, library, session_id="today")
    state.next()
    other.next()
    assert other.step["title"] == state.step["title"] == "The chain on the board"


def test_a_worksheet_is_filled_for_a_client_and_for_the_group(state: RunGroupState, clinic: Store) -> None:
    state.go(2)
    assert state.step["sheet"]["line"] == "0 of 3 started"
    state.open_sheet("core-01-chain")
    assert state.sheet["client"] == "heron"
    state.answer("core-01-chain", "heron", "thought", "just this once", 0)
    state.whom("")
    state.answer("core-01-chain", "", "thought", "we all know it", 0)
    state.answer("core-01-chain", "", "thought", "we all know that one", 1)
    with clinic.read() as r:
        given = [(one.client, one.value) for one in r.list_responses("today")]
    assert given == [("heron", "just this once"), (None, "we all know that one")]
    assert state.step["sheet"]["line"] == "1 of 3 started, and the group"


def test_an_answer_that_arrives_after_the_close_is_kept(state: RunGroupState, clinic: Store) -> None:
    """The browser sends answers one at a time; the last may still wait when the session is closed."""
    state.go(2)
    state.open_sheet("core-01-chain")
    state.close()
    state.answer("core-01-chain", "heron", "thought", "just this once", 0)
    with clinic.read() as r:
        assert [(one.client, one.value) for one in r.list_responses("today")] == [("heron", "just this once")]


def test_closing_writes_minutes_and_shows_the_summary(
    state: RunGroupState, clinic: Store, clock: Clock
) -> None:
    state.mark("heron", "present", 0)
    clock.pass_minutes(75)
    state.go(3)  # the first break
    clock.pass_minutes(10)
    state.next()
    clock.pass_minutes(15)
    state.finish()
    assert state.summary["warnings"][0].startswith("Not marked yet: Otter B., Wren D..")
    state.close()
    assert (state.closed, state.screen) == (True, "close")
    with clinic.read() as r:
        assert r.list_attendance("today")[0].minutes == 90
        assert r.get_session("today").status == "held"
    assert "- Heron M.: present; 90 min" in state.summary["text"]
    assert "Facilitator: Rowan T." in state.summary["text"]


def test_nothing_can_be_pressed_in_a_closed_session_but_corrections(state: RunGroupState) -> None:
    state.close()
    with pytest.raises(NotAllowed, match="This session is closed"):
        state.next()
    state.mark("otter", "absent", 0)
    assert _row(state, "otter")["line"] == "absent"


def test_an_address_with_an_unknown_session_leads_to_the_list(clinic: Store, library: Library) -> None:
    page = RunGroupState(clinic, library, session_id="<script>")
    assert page.screen == "choose"
    assert "has not been started" in page.notice


def test_a_person_who_is_not_on_the_staff_list_is_refused(clinic: Store, library: Library) -> None:
    with pytest.raises(NotAllowed):
        RunGroupState(clinic, library).choose_facilitator("mallory")


def _head(store: Store) -> int:
    with store.read() as r:
        return r.audit_head()[0]


def test_a_look_shows_what_a_colleague_changed(state: RunGroupState, clinic: Store, library: Library) -> None:
    colleague = RunGroupState(clinic, library, session_id="today")
    colleague.mark("heron", "late", 0)
    assert _row(state, "heron")["status"] == "unmarked"
    state.look(_head(clinic))
    assert _row(state, "heron")["status"] == "late"


def test_a_look_at_what_was_read_already_reads_nothing(state: RunGroupState, clinic: Store) -> None:
    state.mark("heron", "late", 0)
    turn = state.turn
    state.look(_head(clinic))
    assert state.turn == turn
    state.look()
    assert state.turn == turn + 1


def test_next_pressed_on_a_step_that_is_over_moves_nothing(
    state: RunGroupState, clinic: Store, library: Library
) -> None:
    RunGroupState(clinic, library, session_id="today").next(0)
    state.look()
    with pytest.raises(ChangedElsewhere, match="on another step already"):
        state.next(0)
    with pytest.raises(ChangedElsewhere):
        state.back(0)
    state.refresh()
    assert state.step["position"] == 1


def test_check_ins_and_ratings_of_two_people_do_not_replace_each_other(
    state: RunGroupState, clinic: Store, library: Library
) -> None:
    colleague = RunGroupState(clinic, library, session_id="today")
    colleague.check_in("heron", "start", "craving", 8, 0)
    colleague.participation("heron", 3, 0)
    with pytest.raises(ChangedElsewhere):
        state.check_in("heron", "start", "craving", 2, 0)
    with pytest.raises(ChangedElsewhere):
        state.participation("heron", 1, 0)
    state.look()
    row = _row(state, "heron")
    assert (row["craving"], row["check_in_version"], row["level"], row["level_version"]) == (8, 1, 3, 1)


def test_the_address_says_which_worksheet_is_open_and_of_nobody(
    state: RunGroupState, clinic: Store, library: Library
) -> None:
    assert state.query == "session=today"
    state.open_sheet("core-01-chain")
    state.whom("otter")
    assert state.query == "session=today&sheet=core-01-chain"
    again = RunGroupState(clinic, library, session_id="today", sheet_id="core-01-chain")
    assert again.sheet["sheet"]["id"] == "core-01-chain"
    again.shut_sheet()
    assert again.query == "session=today"


def test_an_address_with_a_worksheet_of_another_session_opens_the_session_alone(
    state: RunGroupState, clinic: Store, library: Library
) -> None:
    again = RunGroupState(clinic, library, session_id="today", sheet_id="core-02-trigger-map")
    assert (again.screen, again.sheet, again.notice) == ("room", {}, "")
