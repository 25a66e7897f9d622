"""The session runs 14:00 to 15:00: step one until 14:10, the break until 14:15, then the worksheet."""

from collections.abc import Callable
from datetime import datetime

import pytest

from iopkit.actions.run_session import close_session, go_to_step, start_session
from iopkit.actions.take_roll import change_attendance, mark_attendance
from iopkit.content.library import Library
from iopkit.errors import NotAllowed
from iopkit.model.codes import AttendanceStatus, SessionStatus
from iopkit.model.group_session import Attendance, Outcome
from iopkit.store.store import Store

Clock = Callable[[str], None]
At = Callable[[str], datetime]
PRESENT, LATE, LEFT = AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY


@pytest.fixture
def running(clinic: Store, library: Library, clock: Clock) -> Store:
    start_session(clinic, library, "s", "mini-a-walk", None)
    clock("14:10")
    go_to_step(clinic, "s", 1, 1, None)
    clock("14:15")
    go_to_step(clinic, "s", 2, 2, None)
    return clinic


def roll(store: Store) -> dict[str, Attendance]:
    with store.read() as r:
        return {one.client: one for one in r.list_attendance("s")}


def close(store: Store, clock: Clock, when: str) -> None:
    clock(when)
    close_session(store, "s", 3, "owl")


def test_closing_ends_the_step_and_the_session_counts_as_held(running: Store, clock: Clock, at: At) -> None:
    close(running, clock, "14:50")
    with running.read() as r:
        run, session = r.get_run("s"), r.get_session("s")
    assert (run.closed_at, session.status) == (at("14:50"), SessionStatus.HELD)
    assert [one.outcome for one in run.steps] == [Outcome.DONE] * 3
    assert run.steps[2].stretches == ((at("14:15"), at("14:50")),)


def test_steps_that_were_never_reached_are_skipped(clinic: Store, library: Library) -> None:
    start_session(clinic, library, "s", "mini-a-walk", None)
    close_session(clinic, "s", 1, None)
    with clinic.read() as r:
        outcomes = [one.outcome for one in r.get_run("s").steps]
    assert outcomes == [Outcome.DONE, Outcome.SKIPPED, Outcome.SKIPPED]


def test_minutes_are_worked_out_without_the_break(running: Store, clock: Clock, at: At) -> None:
    mark_attendance(running, "s", "heron", PRESENT, 0, None)
    clock("14:20")
    mark_attendance(running, "s", "otter", LATE, 0, None)
    close(running, clock, "14:50")
    marks = roll(running)
    assert (marks["heron"].minutes, marks["otter"].minutes) == (45, 30)
    assert (marks["heron"].left_at, marks["otter"].arrived_at) == (at("14:50"), at("14:20"))


def test_who_left_early_keeps_the_time_of_leaving(running: Store, clock: Clock, at: At) -> None:
    clock("14:30")
    mark_attendance(running, "s", "heron", LEFT, 0, None)
    close(running, clock, "14:50")
    assert (roll(running)["heron"].minutes, roll(running)["heron"].left_at) == (25, at("14:30"))


def test_minutes_that_somebody_wrote_stay_as_they_are(running: Store, clock: Clock) -> None:
    mark_attendance(running, "s", "heron", PRESENT, 0, None)
    change_attendance(running, "s", "heron", {"minutes": 12}, 1, None)
    close(running, clock, "14:50")
    assert roll(running)["heron"].minutes == 12


def test_absent_and_unmarked_clients_get_no_minutes(running: Store, clock: Clock) -> None:
    mark_attendance(running, "s", "heron", AttendanceStatus.ABSENT, 0, None)
    close(running, clock, "14:50")
    assert {one.client: one.minutes for one in roll(running).values()} == {"heron": None}


def test_the_history_says_who_closed(running: Store, clock: Clock) -> None:
    mark_attendance(running, "s", "heron", PRESENT, 0, None)
    close(running, clock, "14:50")
    with running.read() as r:
        marks = [(one.attendance.minutes, one.marked_by) for one in r.list_marks("s", "heron")]
    assert marks == [(None, None), (45, "owl")]


def test_a_time_that_is_corrected_after_the_close_changes_the_minutes_at_once(
    running: Store, clock: Clock, at: At
) -> None:
    mark_attendance(running, "s", "heron", PRESENT, 0, None)
    close(running, clock, "14:50")
    clock("18:00")
    change_attendance(running, "s", "heron", {"arrived_at": at("14:30")}, 2, None)
    assert roll(running)["heron"].minutes == 20
    change_attendance(running, "s", "heron", {"reason": "bus"}, 3, None)
    assert (roll(running)["heron"].minutes, roll(running)["heron"].reason) == (20, "bus")


@pytest.mark.parametrize(("status", "minutes"), [(PRESENT, 45), (LEFT, 45), (LATE, 0)])
def test_a_client_who_is_marked_after_the_close_gets_minutes_at_once(
    running: Store, clock: Clock, at: At, status: AttendanceStatus, minutes: int
) -> None:
    close(running, clock, "14:50")
    clock("18:00")
    mark_attendance(running, "s", "heron", status, 0, None)
    mark = roll(running)["heron"]
    assert mark.minutes == minutes
    assert {mark.arrived_at, mark.left_at} <= {None, at("14:50")}


def test_a_client_who_turns_out_absent_after_the_close_loses_the_minutes(
    running: Store, clock: Clock
) -> None:
    mark_attendance(running, "s", "heron", PRESENT, 0, None)
    close(running, clock, "14:50")
    mark_attendance(running, "s", "heron", AttendanceStatus.EXCUSED, 2, None)
    assert roll(running)["heron"] == Attendance(
        session="s", client="heron", status=AttendanceStatus.EXCUSED, version=3
    )


def test_a_session_is_closed_once(running: Store, clock: Clock) -> None:
    close(running, clock, "14:50")
    with pytest.raises(NotAllowed, match="This session is closed"):
        close_session(running, "s", 4, None)
