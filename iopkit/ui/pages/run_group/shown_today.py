"""What there is to choose from: today's group sessions, groups, plans and people."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from iopkit.actions.access import reached_groups
from iopkit.content.library import Library
from iopkit.model.access import Act
from iopkit.model.codes import Role, SessionStatus
from iopkit.model.group_session import GroupSession
from iopkit.store.transaction import Transaction
from iopkit.ui.words import clock_of_day, day, span


def choices(r: Transaction, library: Library, facilitator: str, *, signed_in: bool = False) -> dict[str, Any]:
    """Everything that the session picker shows: the groups of whoever looks, and nobody else's."""
    reached = reached_groups(r, Act.SEE_SESSION)
    today = [
        _session(r, library, one) for one in todays_sessions(r) if reached is None or one.group in reached
    ]
    for one in today:
        if one["state"] in ("scheduled", "running"):
            one["main"] = True
            break
    leads = (Role.FACILITATOR, Role.SUPERVISOR)
    staff = [one for one in r.list_staff() if one.role in leads and not signed_in]
    groups = [one for one in r.list_groups() if reached is None or one.id in reached]
    return {
        "heading": f"Today, {day(_local_now(r))}",
        "today": today,
        "groups": [{"id": group.id, "name": group.name} for group in groups],
        "plans": [{"id": plan.id, "label": plan.title} for plan in library.plans.values() if _ready(plan)],
        "staff": [{"id": one.id, "name": one.name} for one in staff],
        "facilitator": facilitator,
    }


def todays_sessions(r: Transaction) -> list[GroupSession]:
    """Sessions of the present day of each program, and those still running from before."""
    around = r.list_sessions(r.now - timedelta(days=2), r.now + timedelta(days=2))
    return [one for one in around if one.local_day == one.local(r.now).date() or _running(r, one)]


def _running(r: Transaction, session: GroupSession) -> bool:
    run = r.find_run(session.id)
    return run is not None and run.closed_at is None


def _local_now(r: Transaction) -> datetime:
    zones = [program.time_zone for program in r.list_programs()]
    return r.now.astimezone(ZoneInfo(zones[0] if zones else r.default_time_zone()))


def _ready(plan: Any) -> bool:
    return plan.head.status != "retired"


def _session(r: Transaction, library: Library, session: GroupSession) -> dict[str, Any]:
    start, end = session.local(session.starts_at), session.local(session.ends_at)
    run = r.find_run(session.id)
    state = _state(session, run is not None, bool(run and run.closed_at))
    members = len(r.list_members(session.group, session.local_day))
    plan = library.plans.get(session.plan or "")
    lines = {
        "running": f"Running since {clock_of_day(session.local(run.started_at))}" if run else "",
        "closed": "Closed",
    }
    title = run.plan.title if run else plan.title if plan else "no plan chosen"
    return {
        "id": session.id,
        "name": session.group_name,
        "time": span(start, end),
        "line": " · ".join(filter(None, [title, f"{members} members", lines.get(state)])),
        "plan": plan.id if plan else None,
        "state": state,
        "button": {"scheduled": "Start", "running": "Resume"}.get(state, "See summary"),
        "main": False,
    }


def _state(session: GroupSession, started: bool, closed: bool) -> str:
    if started:
        return "closed" if closed else "running"
    if session.status is SessionStatus.CANCELLED:
        return "cancelled"
    return "scheduled" if session.status is SessionStatus.SCHEDULED else "held"
