"""Worked by hand. The plan: 30 min, a break of 10, 40, 10; the session: 14:00 to 15:30."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from iopkit.model.group_session import GroupSession, Outcome, Run, StepRun
from iopkit.model.plan import Plan
from iopkit.model.timing import behind, length_of, planned_starts, step_run, time_left


def at(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 3, 3, int(hour), int(minute), tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


SESSION = GroupSession(id="s", group="a", starts_at=at("14:00"), ends_at=at("15:30"))


def running(plan: Plan, step: int, *steps: StepRun, started: str = "14:00", **fields: Any) -> Run:
    return Run(session="s", plan=plan, step=step, started_at=at(started), steps=steps, **fields)


def ran(position: int, *stretches: tuple[str, str | None], extra: int = 0) -> StepRun:
    times = tuple((at(start), at(end) if end else None) for start, end in stretches)
    return StepRun(position=position, stretches=times, extra_minutes=extra)


def test_a_step_nobody_came_to_has_no_stretches(plan: Plan) -> None:
    assert step_run(running(plan, 0), 2) == StepRun(position=2)


def test_a_step_is_as_long_as_planned_and_what_was_added(plan: Plan) -> None:
    run = running(plan, 0, ran(0, ("14:00", None), extra=5))
    assert (length_of(run, 0), length_of(run, 2)) == (minutes(35), minutes(40))


def test_time_left_is_what_the_plan_gives_less_what_is_gone(plan: Plan) -> None:
    run = running(plan, 0, ran(0, ("14:00", None)))
    assert time_left(run, at("14:12")) == minutes(18)


def test_time_left_goes_below_nothing_when_a_step_runs_over(plan: Plan) -> None:
    run = running(plan, 0, ran(0, ("14:00", None)))
    assert time_left(run, at("14:34")) == minutes(-4)


def test_a_pause_takes_nothing_from_a_step(plan: Plan) -> None:
    run = running(plan, 0, ran(0, ("14:00", "14:10")), paused=True)
    assert time_left(run, at("14:25")) == minutes(20)


def test_a_step_that_is_taken_up_again_goes_on_where_it_was(plan: Plan) -> None:
    run = running(plan, 0, ran(0, ("14:00", "14:10"), ("14:40", None), extra=5))
    assert time_left(run, at("14:45")) == minutes(20)  # 30 + 5 - 10 - 5


@pytest.mark.parametrize("started", ["14:00", "14:25", "14:30", "13:40"])
def test_near_its_time_a_session_is_planned_from_the_schedule(plan: Plan, started: str) -> None:
    starts = planned_starts(SESSION, running(plan, 0, started=started))
    assert starts == (at("14:00"), at("14:30"), at("14:40"), at("15:20"), at("15:30"))


@pytest.mark.parametrize(
    ("started", "planned"),
    [
        ("14:31", ("14:31", "15:01", "15:11", "15:51", "16:01")),
        ("12:00", ("12:00", "12:30", "12:40", "13:20", "13:30")),
    ],
)
def test_far_off_its_time_a_session_is_planned_from_when_it_started(
    plan: Plan, started: str, planned: tuple[str, ...]
) -> None:
    assert planned_starts(SESSION, running(plan, 0, started=started)) == tuple(map(at, planned))


def test_a_session_on_time_is_neither_behind_nor_ahead(plan: Plan) -> None:
    run = running(plan, 0, ran(0, ("14:00", None)))
    assert behind(SESSION, run, at("14:20")) == minutes(0)


def test_a_late_start_is_time_behind(plan: Plan) -> None:
    run = running(plan, 0, ran(0, ("14:08", None)), started="14:08")
    assert behind(SESSION, run, at("14:20")) == minutes(8)


def test_a_start_far_off_the_schedule_is_not_time_behind(plan: Plan) -> None:
    run = running(plan, 0, ran(0, ("16:00", None)), started="16:00")
    assert behind(SESSION, run, at("16:10")) == minutes(0)


def test_each_minute_a_step_runs_over_is_time_behind(plan: Plan) -> None:
    run = running(plan, 0, ran(0, ("14:00", None)))
    assert behind(SESSION, run, at("14:37")) == minutes(7)


def test_minutes_added_to_a_step_are_time_behind(plan: Plan) -> None:
    run = running(plan, 0, ran(0, ("14:00", None), extra=5))
    assert behind(SESSION, run, at("14:10")) == minutes(5)


def test_a_pause_is_time_behind(plan: Plan) -> None:
    run = running(plan, 0, ran(0, ("14:00", "14:10")), paused=True)
    assert behind(SESSION, run, at("14:13")) == minutes(3)


def test_a_step_left_before_its_time_puts_the_session_ahead(plan: Plan) -> None:
    run = running(plan, 1, ran(0, ("14:00", "14:22")), ran(1, ("14:22", None)))
    assert behind(SESSION, run, at("14:24")) == minutes(-8)


def test_a_skipped_step_puts_the_session_ahead(plan: Plan) -> None:
    skipped = StepRun(position=2, outcome=Outcome.SKIPPED)
    run = running(
        plan, 3, ran(0, ("14:00", "14:30")), ran(1, ("14:30", "14:40")), skipped, ran(3, ("14:40", None))
    )
    assert behind(SESSION, run, at("14:45")) == minutes(-40)
