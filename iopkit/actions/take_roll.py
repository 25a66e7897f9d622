"""Take the roll: who came, when, for how long, and how they are."""

from datetime import datetime
from typing import Any

from pydantic import ValidationError

from iopkit.actions.access import require
from iopkit.errors import NotAllowed, quoted
from iopkit.model.access import Act
from iopkit.model.codes import AttendanceStatus, Mode
from iopkit.model.group_session import Attendance, CheckIn, Participation
from iopkit.model.timing import counted_minutes
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction


def mark_attendance(
    store: Store, session_id: str, client_id: str, status: AttendanceStatus, seen: int, by: str | None
) -> None:
    """Mark a client with one press. Late sets the arrival to now, left early the leaving.

    After the close, both are the close at the latest, and the minutes are worked out at once.

    Parameters
    ----------
    seen
        The version of this client's mark that the person saw; 0 when there was none.

    Raises
    ------
    ChangedElsewhere
        Somebody else marked this client in between.
    NotAllowed
        The client is no member of the group on that day.
    """
    with store.write(by) as w:
        require(w, Act.TAKE_ROLL, session=session_id)
        before = _mark_of(w, session_id, client_id)
        now = _moment(w, session_id)
        after = before.model_copy(update={**_times(before, status, now), "version": seen})
        w.set_attendance(_with_minutes(w, after))
        w.record("mark_attendance", session=session_id, clients=[client_id], detail={"status": status.value})


def change_attendance(
    store: Store, session_id: str, client_id: str, fields: dict[str, Any], seen: int, by: str | None
) -> None:
    """Correct what the roll says of a client: arrival, leaving, minutes, mode or reason.

    Parameters
    ----------
    fields
        Any of ``arrived_at``, ``left_at`` (aware moments or None), ``minutes``, ``mode``, ``reason``.

    Raises
    ------
    ChangedElsewhere, NotAllowed
        As for ``mark_attendance``, and when the values cannot be right.
    """
    with store.write(by) as w:
        require(w, Act.TAKE_ROLL, session=session_id)
        before = _mark_of(w, session_id, client_id)
        after = _corrected(before, fields, seen)
        _refuse_impossible(w, after)
        timed = "minutes" not in fields and {"arrived_at", "left_at"} & set(fields)
        w.set_attendance(_with_minutes(w, after) if timed else after)
        changed = {"fields": sorted(fields)}
        w.record("change_attendance", session=session_id, clients=[client_id], detail=changed)


def record_check_in(store: Store, check_in: CheckIn, by: str | None) -> None:
    """Keep a client's mood, craving and use; what is None in it stays as it was.

    ``check_in.version`` is the version that the person saw, 0 for none.

    Raises
    ------
    ChangedElsewhere
        Somebody else wrote this check-in in between.
    NotAllowed
        The client is no member of the group on that day.
    """
    with store.write(by) as w:
        require(w, Act.TAKE_ROLL, session=check_in.session)
        _mark_of(w, check_in.session, check_in.client)
        taken = {(one.client, one.moment): one for one in w.list_check_ins(check_in.session)}
        before = taken.get((check_in.client, check_in.moment))
        known = before.model_dump() if before else {}
        w.set_check_in(CheckIn.model_validate(known | check_in.model_dump(exclude_none=True)))
        w.record("record_check_in", session=check_in.session, clients=[check_in.client])


def rate_participation(
    store: Store, session_id: str, client_id: str, level: int, seen: int, by: str | None
) -> None:
    """Keep how far a client took part, 0 to 4; ``seen`` is the version that the person saw, 0 for none.

    Raises
    ------
    ChangedElsewhere
        Somebody else rated this client in between.
    NotAllowed
        The level is outside 0 to 4, or the client is no member of the group on that day.
    """
    try:
        rating = Participation(session=session_id, client=client_id, level=level, version=seen)
    except ValidationError:
        raise NotAllowed(f"Participation is {level!r}; choose 0 to 4.") from None
    with store.write(by) as w:
        require(w, Act.TAKE_ROLL, session=session_id)
        _mark_of(w, session_id, client_id)
        w.set_participation(rating)
        w.record("rate_participation", session=session_id, clients=[client_id])


def _mark_of(w: Transaction, session_id: str, client_id: str) -> Attendance:
    """The client's present mark, or an empty one for a member who has none."""
    session = w.get_session(session_id, hold=True)  # a close waits, or has written everybody's minutes
    marked = {one.client: one for one in w.list_attendance(session_id)}
    if client_id in marked:
        return marked[client_id]
    members = w.list_members(session.group, session.local_day)
    if client_id not in {client.id for client in members}:
        raise NotAllowed(f"{quoted(client_id)} is no member of {session.group_name} on {session.local_day}.")
    return Attendance(session=session_id, client=client_id)


def _times(before: Attendance, status: AttendanceStatus, now: datetime) -> dict[str, Any]:
    """What a press on a status says besides the status."""
    fields: dict[str, Any] = {"status": status}
    if not status.came:
        return fields | {"arrived_at": None, "left_at": None, "minutes": None, "mode": None}
    if status is AttendanceStatus.PRESENT:
        fields |= {"arrived_at": None, "left_at": None, "minutes": None}
    if status is AttendanceStatus.LATE:
        fields |= {"arrived_at": before.arrived_at or now, "left_at": None, "minutes": None}
    if status is AttendanceStatus.LEFT_EARLY:
        fields |= {"left_at": before.left_at or max(now, before.arrived_at or now), "minutes": None}
    return fields | {"mode": before.mode or Mode.IN_PERSON, "reason": None}


def _corrected(before: Attendance, fields: dict[str, Any], seen: int) -> Attendance:
    """The mark with the fields changed, checked: a page may send anything."""
    if unknown := sorted(set(fields) - _CORRECTABLE):
        raise NotAllowed(f"{', '.join(unknown)[:60]} cannot be corrected here. Nothing was stored.")
    try:
        return Attendance.model_validate(before.model_dump() | fields | {"version": seen})
    except ValidationError as error:
        wrong = ", ".join(str(one["loc"][0]) for one in error.errors())
        raise NotAllowed(f"What was given for {wrong} cannot be right. Nothing was stored.") from None


_CORRECTABLE = {"arrived_at", "left_at", "minutes", "mode", "reason"}


def _refuse_impossible(w: Transaction, mark: Attendance) -> None:
    session = w.get_session(mark.session)
    if mark.arrived_at and mark.left_at and mark.left_at < mark.arrived_at:
        raise NotAllowed("Leaving is before arrival. Correct one of the two; nothing was stored.")
    if mark.minutes is not None and not 0 <= mark.minutes <= session.minutes:
        raise NotAllowed(f"{mark.minutes} minutes is outside this session's 0 to {session.minutes}.")


def _with_minutes(w: Transaction, mark: Attendance) -> Attendance:
    """After the close, a mark or a time changes the minutes at once; before it, the close will."""
    run = w.find_run(mark.session)
    minutes = None
    if run is not None and run.closed_at is not None:
        minutes = counted_minutes(w.get_session(mark.session), run, mark, run.closed_at)
    return mark.model_copy(update={"minutes": minutes})


def _moment(w: Transaction, session_id: str) -> datetime:
    """Now, and the close at the latest; when the clock was set back, the last moment that is known."""
    run = w.find_run(session_id)
    now = run.moment(w.now) if run else w.now
    return min(now, run.closed_at) if run and run.closed_at else now
