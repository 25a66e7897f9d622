"""The clock of a session: deadlines, planned times, and the minutes that count.

Everything is worked out from stretches of time that the store keeps, so that a
page which is opened again shows the same clock as the one that was lost.
"""

from datetime import datetime, timedelta

from iopkit.model.group_session import Attendance, GroupSession, Run, StepRun

#: A session started further from its scheduled time than this is planned from when it did start.
_ON_SCHEDULE = timedelta(minutes=30)


def step_run(run: Run, position: int) -> StepRun:
    """What became of a step so far; an untouched one has no stretches."""
    return next((one for one in run.steps if one.position == position), StepRun(position=position))


def length_of(run: Run, position: int) -> timedelta:
    """A step's length with the minutes added to it."""
    return timedelta(minutes=run.plan.steps[position].minutes + step_run(run, position).extra_minutes)


def time_left(run: Run, now: datetime) -> timedelta:
    """What is left of the step in hand; negative when it runs over."""
    taken = timedelta(seconds=step_run(run, run.step).seconds(run.moment(now)))
    return length_of(run, run.step) - taken


def planned_starts(session: GroupSession, run: Run) -> tuple[datetime, ...]:
    """When each step should start, with the end of the last one behind them.

    The schedule rules where it was kept to within half an hour, so that a group
    that starts late sees how far behind it is.
    """
    late = abs(run.started_at - session.starts_at)
    moment = session.starts_at if late <= _ON_SCHEDULE else run.started_at
    starts = [moment]
    for step in run.plan.steps:
        starts.append(starts[-1] + timedelta(minutes=step.minutes))
    return tuple(starts)


def behind(session: GroupSession, run: Run, now: datetime) -> timedelta:
    """How far behind its planned times the session is; negative when ahead."""
    planned_end = planned_starts(session, run)[run.step + 1]
    return run.moment(now) + max(time_left(run, now), timedelta()) - planned_end


def counted_minutes(session: GroupSession, run: Run, attendance: Attendance, now: datetime) -> int | None:
    """Minutes that a client has been in the group, breaks left out; None for who did not come.

    They never exceed the session's scheduled length.
    """
    if not attendance.status.came:
        return None
    end = run.closed_at or run.moment(now)
    since = max(attendance.arrived_at or run.started_at, run.started_at)
    return _minutes_between(session, run, since, min(attendance.left_at or end, end), end)


def whole_minutes(session: GroupSession, run: Run, now: datetime) -> int:
    """Minutes that count so far for somebody who has been there from the start."""
    end = run.closed_at or run.moment(now)
    return _minutes_between(session, run, run.started_at, end, end)


def _minutes_between(session: GroupSession, run: Run, since: datetime, until: datetime, end: datetime) -> int:
    total = max((until - since).total_seconds(), 0.0)
    breaks = sum(_overlap(since, until, start, stop or end) for start, stop in _break_times(run))
    return min(round(max(total - breaks, 0.0) / 60), session.minutes)


def _break_times(run: Run) -> list[tuple[datetime, datetime | None]]:
    return [
        stretch
        for one in run.steps
        if one.position < len(run.plan.steps) and not run.plan.steps[one.position].counts
        for stretch in one.stretches
    ]


def _overlap(since: datetime, until: datetime, start: datetime, stop: datetime) -> float:
    return max((min(until, stop) - max(since, start)).total_seconds(), 0.0)
