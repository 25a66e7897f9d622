"""Run a group session: start it, move through its steps, and close it."""

import uuid
from datetime import datetime, timedelta

from iopkit.actions.access import require
from iopkit.content.library import Library
from iopkit.errors import NotAllowed
from iopkit.model.access import Act
from iopkit.model.codes import AttendanceStatus, SessionStatus
from iopkit.model.group_session import GroupSession, Outcome, Run
from iopkit.model.timing import counted_minutes, step_run
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction


def start_session(store: Store, library: Library, session_id: str, plan_id: str, by: str | None) -> None:
    """Start a scheduled session at its first step; the plan is kept as it is now.

    A session that somebody else has started already is left as it runs.

    Raises
    ------
    NotFound
        There is no such session or plan.
    NotAllowed
        The session is cancelled, or over.
    """
    plan = library.get_plan(plan_id)
    with store.write(by) as w:
        session = w.get_session(session_id, hold=True)  # who starts it a moment later finds it running
        require(w, Act.RUN_SESSION, session=session_id)
        if w.find_run(session_id):
            return
        if session.status is not SessionStatus.SCHEDULED:
            raise NotAllowed(f"This session is {session.status.value}; only a scheduled one can be started.")
        w.set_session_plan(session_id, plan.id)
        w.add_run(session_id, plan, library.worksheets(plan))
        w.add_stretch(session_id, 0)
        w.record("start_session", session=session_id, detail={"plan": plan.id, "version": plan.head.version})


def start_unscheduled(store: Store, library: Library, group_id: str, plan_id: str, by: str | None) -> str:
    """Start a session of a group that meets now without being on the calendar; gives its id.

    Raises
    ------
    NotFound
        There is no such group or plan.
    """
    plan = library.get_plan(plan_id)
    with store.write(by) as w:
        require(w, Act.RUN_SESSION, group=group_id)
        group = w.get_group(group_id)
        session = GroupSession(
            id=uuid.uuid4().hex[:12],
            group=group.id,
            starts_at=w.now.replace(second=0, microsecond=0),
            ends_at=w.now.replace(second=0, microsecond=0) + timedelta(minutes=plan.minutes),
            plan=plan.id,
        )
        w.add_sessions([session])
        w.add_run(session.id, plan, library.worksheets(plan))
        w.add_stretch(session.id, 0)
        said = {"plan": plan.id, "version": plan.head.version, "group": group.id}
        w.record("start_unscheduled", session=session.id, detail=said)
    return session.id


def go_to_step(store: Store, session_id: str, position: int, seen: int, by: str | None) -> None:
    """Move to another step. The step left behind is done; steps jumped over are skipped.

    Parameters
    ----------
    position
        The step to go to, counted from 0.
    seen
        The run's version that the person saw when they pressed.

    Raises
    ------
    ChangedElsewhere
        Somebody else moved the session on in between.
    NotAllowed
        The session is closed, or has no such step.
    """
    with store.write(by) as w:
        run = _open_run(w, session_id)
        if not 0 <= position < len(run.plan.steps):
            raise NotAllowed(f"There is no step {position + 1}; this plan has {len(run.plan.steps)}.")
        if position == run.step:
            return
        now = run.moment(w.now)
        w.set_run(session_id, seen, step=position, paused=False)
        w.set_stretch_ended(session_id, now)
        _leave_step(w, run, position)
        w.set_step(session_id, position, None, step_run(run, position).extra_minutes)
        w.add_stretch(session_id, position, now)
        w.record("go_to_step", session=session_id, detail={"position": position})


def add_minutes(store: Store, session_id: str, minutes: int, seen: int, by: str | None) -> None:
    """Give the step in hand more time (1 to 60 minutes).

    Raises
    ------
    ChangedElsewhere, NotAllowed
        As for ``go_to_step``.
    """
    if not 1 <= minutes <= 60:
        raise NotAllowed(f"{minutes} minutes cannot be added; add 1 to 60.")
    with store.write(by) as w:
        run = _open_run(w, session_id)
        extra = step_run(run, run.step).extra_minutes + minutes
        w.set_run(session_id, seen, step=run.step)
        w.set_step(session_id, run.step, None, extra)
        w.record("add_minutes", session=session_id, detail={"position": run.step, "minutes": minutes})


def pause(store: Store, session_id: str, seen: int, by: str | None) -> None:
    """Hold the clock of the step in hand; raises as ``go_to_step`` does."""
    with store.write(by) as w:
        run = _open_run(w, session_id)
        w.set_run(session_id, seen, paused=True)
        w.set_stretch_ended(session_id, run.moment(w.now))
        w.record("pause", session=session_id)


def resume(store: Store, session_id: str, seen: int, by: str | None) -> None:
    """Let the clock run again; raises as ``go_to_step`` does."""
    with store.write(by) as w:
        run = _open_run(w, session_id)
        if not run.paused:
            return
        w.set_run(session_id, seen, paused=False)
        w.add_stretch(session_id, run.step, run.moment(w.now))
        w.record("resume", session=session_id)


def close_session(store: Store, session_id: str, seen: int, by: str | None) -> None:
    """End the session: it counts as held, minutes are worked out, steps never reached are skipped.

    Minutes that somebody wrote by hand stay as they are. Clients still unmarked stay unmarked.

    Raises
    ------
    ChangedElsewhere, NotAllowed
        As for ``go_to_step``.
    """
    with store.write(by) as w:
        run = _open_run(w, session_id)
        session, now = w.get_session(session_id, hold=True), run.moment(w.now)
        w.set_run(session_id, seen, paused=False, closed_at=now)
        w.set_stretch_ended(session_id, now)
        _leave_step(w, run, len(run.plan.steps))
        w.set_session_status(session_id, SessionStatus.HELD)
        _write_minutes(w, session, w.get_run(session_id), now)
        w.record("close_session", session=session_id)


def _open_run(w: Transaction, session_id: str) -> Run:
    run = w.get_run(session_id)
    require(w, Act.RUN_SESSION, session=session_id)
    if run.closed_at is not None:
        raise NotAllowed("This session is closed. Nothing was changed.")
    return run


def _leave_step(w: Transaction, run: Run, going_to: int) -> None:
    """Write down how the steps before ``going_to`` ended, when the group moves forward."""
    for position in range(run.step, going_to):
        before = step_run(run, position)
        ran = position == run.step or bool(before.stretches)
        w.set_step(run.session, position, Outcome.DONE if ran else Outcome.SKIPPED, before.extra_minutes)


def _write_minutes(w: Transaction, session: GroupSession, run: Run, now: datetime) -> None:
    for one in w.list_attendance(session.id):
        if one.status is AttendanceStatus.UNMARKED or not one.status.came or one.minutes is not None:
            continue
        left = one.left_at or max(now, one.arrived_at or now)
        fields = {"minutes": counted_minutes(session, run, one, now), "left_at": left}
        w.set_attendance(one.model_copy(update=fields))
