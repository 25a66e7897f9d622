"""What the room shows of a session in progress: its heading, spine, step and clock."""

from datetime import datetime, timedelta
from typing import Any

from iopkit.model.group_session import GroupSession, Response, Run
from iopkit.model.plan import Plan, Step
from iopkit.model.timing import behind, length_of, planned_starts, step_run, time_left
from iopkit.ui.plan_parts import step_parts
from iopkit.ui.words import clock, clock_of_day, day, minutes, span

#: Two computers' clocks differ by less.
_SLACK = timedelta(minutes=2)


def heading(session: GroupSession, plan: Plan) -> tuple[str, str]:
    """The title of a session's page and the line under it."""
    start, end = session.local(session.starts_at), session.local(session.ends_at)
    where = [plan.curriculum.replace("-", " ").capitalize()]
    if plan.head.week and plan.head.day:
        where = [f"{where[0]}, week {plan.head.week} day {plan.head.day}"]
    parts = [*where, f"{day(start)}, {span(start, end)}", f"{plan.counted_minutes} counted minutes"]
    return f"{session.group_name} · {plan.title}", " · ".join(parts)


def spine(session: GroupSession, run: Run, now: datetime) -> list[dict[str, Any]]:
    """Every step with its planned time and what became of it."""
    starts = planned_starts(session, run)
    return [
        {
            "position": position,
            "title": step.title,
            "time": clock(session.local(starts[position])),
            "line": _step_line(session, run, position, now),
            "state": _step_state(run, position),
        }
        for position, step in enumerate(run.plan.steps)
    ]


def _step_state(run: Run, position: int) -> str:
    if run.closed_at is None and position == run.step:
        return "now"
    outcome = step_run(run, position).outcome
    return outcome.value if outcome else "ahead"


def _step_line(session: GroupSession, run: Run, position: int, now: datetime) -> str:
    step, done = run.plan.steps[position], step_run(run, position)
    planned = f"{step.minutes} min"
    state = _step_state(run, position)
    if state == "skipped":
        return f"{planned}, skipped"
    if state == "done":
        return f"{planned}, took {round(done.seconds(now) / 60)}"
    if state == "now":
        return f"{planned} · {_pace(minutes(behind(session, run, now)))}"
    return planned if step.counts else f"{planned}, not counted"


def _pace(late: int) -> str:
    if late == 0:
        return "on time"
    return f"{late} min behind" if late > 0 else f"{-late} min ahead"


def step_card(run: Run, responses: list[Response], members: int) -> dict[str, Any]:
    """The step in hand, its Markdown as clean HTML."""
    step = run.plan.steps[run.step]
    last = run.step == len(run.plan.steps) - 1
    return {
        "position": run.step,
        **step_parts(step),
        "sheet": sheet_button(run, step, responses, members),
        "first": run.step == 0,
        "last": last,
        "next": "" if last else run.plan.steps[run.step + 1].title,
    }


def sheet_button(run: Run, step: Step, responses: list[Response], members: int) -> dict[str, Any] | None:
    """The worksheet of a step with how many have started it; None without one."""
    sheet = run.worksheet(step.worksheet) if step.worksheet else None
    if sheet is None:
        return None
    filled = {one.client for one in responses if one.worksheet == sheet.id}
    clients = len(filled - {None})
    line = f"{clients} of {members} started"
    if None in filled:
        line = "group started" if not clients else f"{line}, and the group"
    return {"id": sheet.id, "title": sheet.title, "line": line}


def clock_of(session: GroupSession, run: Run, now: datetime) -> dict[str, Any]:
    """The clock of the step in hand, in milliseconds; ``offset`` is in minutes from UTC."""
    now, left = run.moment(now), time_left(run, now)
    offset = session.local(now).utcoffset()
    return {
        "now": _milliseconds(now),
        "left": round(left.total_seconds() * 1000),
        "deadline": _milliseconds(now + left),
        "length": round(length_of(run, run.step).total_seconds() * 1000),
        "planned_end": _milliseconds(planned_starts(session, run)[run.step + 1]),
        "offset": round(offset.total_seconds() / 60) if offset else 0,
        "paused": run.paused,
    }


def set_back(session: GroupSession, run: Run, now: datetime) -> str:
    """What to say when the computer's clock was set back behind what a session knows; empty otherwise."""
    last = run.moment(now)
    if run.closed_at or last - now < _SLACK:
        return ""
    return (
        f"This computer's clock says {clock_of_day(session.local(now))}, and this session went on until "
        f"{clock_of_day(session.local(last))}: the clock was set back. Set it right, and look at everybody's "
        "minutes before you close. Nothing that was saved is lost."
    )


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
