"""Worked by hand. The session: 14:00 to 15:30, its break from 14:30 to 14:40."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from iopkit.model.codes import AttendanceStatus
from iopkit.model.group_session import Attendance, GroupSession, Run, StepRun
from iopkit.model.plan import Plan
from iopkit.model.timing import counted_minutes, whole_minutes

PRESENT, LATE, LEFT = AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY


def at(clock: str) -> datetime:
    hour, minute, second = [*map(int, clock.split(":")), 0][:3]
    return datetime(2026, 3, 3, hour, minute, second, tzinfo=UTC)


SESSION = GroupSession(id="s", group="a", starts_at=at("14:00"), ends_at=at("15:30"))


def mark(status: AttendanceStatus, **times: str) -> Attendance:
    moments = {name: at(clock) for name, clock in times.items()}
    return Attendance(session="s", client="heron", status=status, **moments)


def ran(position: int, start: str, end: str | None) -> StepRun:
    return StepRun(position=position, stretches=((at(start), at(end) if end else None),))


@pytest.fixture
def run(plan: Plan) -> Run:
    steps = (ran(0, "14:00", "14:30"), ran(1, "14:30", "14:40"), ran(2, "14:40", None))
    return Run(session="s", plan=plan, step=2, started_at=at("14:00"), steps=steps)


@pytest.fixture
def closed(run: Run) -> Run:
    return run.model_copy(update={"closed_at": at("15:30")})


@pytest.mark.parametrize(
    ("attendance", "expected"),
    [
        (mark(PRESENT), 80),
        (mark(LATE, arrived_at="14:12"), 68),  # 90 - 12 - 10
        (mark(LATE, arrived_at="14:34"), 50),  # what is left of the break does not count either
        (mark(LATE, arrived_at="13:50"), 80),  # waiting for the group does not count
        (mark(LATE, arrived_at="15:40"), 0),
        (mark(LEFT, left_at="14:20"), 20),
        (mark(LEFT, left_at="14:35"), 30),  # 35 - 5 of the break
        (mark(LEFT, left_at="15:50"), 80),
        (mark(LEFT, arrived_at="14:10", left_at="15:00"), 40),  # 50 - 10
        (mark(LEFT, arrived_at="14:30", left_at="14:40"), 0),
    ],
)
def test_minutes_count_from_arrival_to_leaving_without_the_break(
    closed: Run, attendance: Attendance, expected: int
) -> None:
    assert counted_minutes(SESSION, closed, attendance, at("20:00")) == expected


@pytest.mark.parametrize("status", [one for one in AttendanceStatus if not one.came])
def test_who_did_not_come_has_no_minutes(closed: Run, status: AttendanceStatus) -> None:
    assert counted_minutes(SESSION, closed, mark(status), at("15:30")) is None


def test_while_the_session_runs_minutes_count_until_now(run: Run) -> None:
    assert counted_minutes(SESSION, run, mark(PRESENT), at("15:00")) == 50


def test_a_break_in_hand_does_not_count(plan: Plan) -> None:
    steps = (ran(0, "14:00", "14:30"), ran(1, "14:30", None))
    run = Run(session="s", plan=plan, step=1, started_at=at("14:00"), steps=steps)
    assert counted_minutes(SESSION, run, mark(PRESENT), at("14:36")) == 30


def test_a_closed_session_stops_counting(closed: Run) -> None:
    assert whole_minutes(SESSION, closed, at("23:00")) == 80


def test_minutes_never_exceed_the_scheduled_length(run: Run) -> None:
    assert counted_minutes(SESSION, run, mark(PRESENT), at("17:00")) == 90


def test_a_pause_counts_for_who_is_in_the_room(plan: Plan) -> None:
    pieces = ((at("14:00"), at("14:10")), (at("14:25"), None))
    steps = (StepRun(position=0, stretches=pieces),)
    run = Run(session="s", plan=plan, step=0, started_at=at("14:00"), steps=steps)
    assert counted_minutes(SESSION, run, mark(PRESENT), at("14:30")) == 30


def test_half_minutes_are_rounded(closed: Run) -> None:
    assert counted_minutes(SESSION, closed, mark(LEFT, left_at="14:20:29"), at("20:00")) == 20
    assert counted_minutes(SESSION, closed, mark(LEFT, left_at="14:20:31"), at("20:00")) == 21


def test_whole_minutes_are_those_of_somebody_there_from_the_start(run: Run) -> None:
    assert whole_minutes(SESSION, run, at("15:00")) == 50


@pytest.mark.parametrize(
    ("day", "clock_end", "expected"),
    [
        ((2026, 3, 8), 4, 120),  # 01:00 to 04:00 by the clock, but 02:00 never comes
        ((2026, 11, 1), 4, 240),  # 01:00 to 04:00 by the clock, and 01:00 comes twice
        ((2026, 6, 1), 4, 180),
    ],
)
def test_a_clock_that_jumps_for_daylight_saving_moves_nothing(
    plan: Plan, day: tuple[int, int, int], clock_end: int, expected: int
) -> None:
    zone = ZoneInfo("America/New_York")
    start, end = (datetime(*day, hour, tzinfo=zone) for hour in (1, clock_end))
    session = GroupSession(id="s", group="a", starts_at=start, ends_at=end)
    common: dict[str, Any] = {"session": "s", "plan": plan, "step": 0}
    run = Run(
        **common, started_at=start, closed_at=end, steps=(StepRun(position=0, stretches=((start, end),)),)
    )
    here = Attendance(session="s", client="heron", status=LEFT, arrived_at=start, left_at=end)
    assert session.minutes == expected
    assert run.steps[0].seconds(end) == expected * 60
    assert counted_minutes(session, run, here, end) == expected
