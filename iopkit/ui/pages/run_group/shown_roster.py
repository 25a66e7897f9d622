"""What the roster shows of each client."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from iopkit.model.codes import AttendanceStatus, Mode, Moment
from iopkit.model.group_session import Attendance, CheckIn, GroupSession, Participation, Run
from iopkit.model.people import Client
from iopkit.model.timing import counted_minutes, whole_minutes
from iopkit.ui.words import clock

STATUSES: tuple[tuple[AttendanceStatus, str, str], ...] = (
    (AttendanceStatus.PRESENT, "Present", "ok"),
    (AttendanceStatus.LATE, "Late", "warn"),
    (AttendanceStatus.LEFT_EARLY, "Left early", "warn"),
    (AttendanceStatus.EXCUSED, "Excused", "accent"),
    (AttendanceStatus.ABSENT, "Absent", "stop"),
)
_SHORT = {
    AttendanceStatus.PRESENT: "present",
    AttendanceStatus.LATE: "late",
    AttendanceStatus.LEFT_EARLY: "present",
    AttendanceStatus.EXCUSED: "absent",
    AttendanceStatus.ABSENT: "absent",
}


@dataclass(frozen=True)
class Room:
    """Everything the store says of the people in a session, at one moment."""

    session: GroupSession
    run: Run
    members: list[Client]
    attendance: dict[str, Attendance]
    check_ins: dict[tuple[str, Moment], CheckIn]
    participation: dict[str, Participation]
    now: datetime

    @property
    def moment(self) -> Moment:
        """Check-ins belong to the start until the last step is in hand."""
        last = self.run.closed_at is not None or self.run.step == len(self.run.plan.steps) - 1
        return Moment.END if last else Moment.START

    def mark(self, client: str) -> Attendance:
        """What the roll says of a client now."""
        return self.attendance.get(client, Attendance(session=self.session.id, client=client))

    def counted(self, client: str) -> int | None:
        """Minutes that count so far, or those written down."""
        mark = self.mark(client)
        if mark.minutes is not None:
            return mark.minutes
        return counted_minutes(self.session, self.run, mark, self.now)


def count(room: Room) -> str:
    """How many are here, of how many.

    Clients who left early were here; the roll says so.
    """
    here = sum(room.mark(client.id).status.came for client in room.members)
    return f"{here} of {len(room.members)}"


def rows(room: Room) -> list[dict[str, Any]]:
    """One row per member for the roster widget."""
    return [_row(room, client) for client in room.members]


def _row(room: Room, client: Client) -> dict[str, Any]:
    mark = room.mark(client.id)
    check_in = room.check_ins.get((client.id, room.moment))
    level = room.participation.get(client.id)
    line, tone = _line(room, client)
    return {
        "client": client.id,
        "name": client.shown,
        "status": mark.status.value,
        "short": _SHORT.get(mark.status, ""),
        "came": mark.status.came,
        "version": mark.version,
        "line": line,
        "tone": tone,
        "arrived": _time(room, mark.arrived_at),
        "left": _time(room, mark.left_at),
        "minutes": mark.minutes,
        "counted": str(room.counted(client.id) or 0),
        "longest": room.session.minutes,
        "mode": mark.mode.value if mark.mode else Mode.IN_PERSON.value,
        "reason": mark.reason,
        "mood": check_in.mood if check_in else None,
        "craving": check_in.craving if check_in else None,
        "used": check_in.used.value if check_in and check_in.used else None,
        "check_in_version": check_in.version if check_in else 0,
        "level": level.level if level else None,
        "level_version": level.version if level else 0,
    }


def _line(room: Room, client: Client) -> tuple[str, str]:
    """The small line under a name, and its tone."""
    mark = room.mark(client.id)
    if mark.status is AttendanceStatus.UNMARKED:
        return "not marked yet", ""
    if not mark.status.came:
        word = mark.status.value
        return (f"{word}: {mark.reason}" if mark.reason else word), ""
    parts, tone = _presence(room, client, mark)
    return " · ".join([*parts, *_check_in_words(room, client)]), tone


def _presence(room: Room, client: Client, mark: Attendance) -> tuple[list[str], str]:
    counted = room.counted(client.id) or 0
    parts = ["virtual"] if mark.mode is Mode.VIRTUAL else []
    if mark.status is AttendanceStatus.PRESENT:
        return [*parts, f"{counted} min"], ""
    if mark.arrived_at:
        parts.append(f"came {clock(room.session.local(mark.arrived_at))}")
    if mark.left_at and mark.status is AttendanceStatus.LEFT_EARLY:
        parts.append(f"left {clock(room.session.local(mark.left_at))}")
    short = whole_minutes(room.session, room.run, room.now) - counted
    return [*parts, f"{short} min short" if short > 0 else f"{counted} min"], "warn" if short > 0 else ""


def _check_in_words(room: Room, client: Client) -> list[str]:
    start, end = (room.check_ins.get((client.id, moment)) for moment in Moment)
    cravings = [one.craving for one in (start, end) if one and one.craving is not None]
    if not cravings:
        return []
    change = cravings[-1] - cravings[0]
    return [f"craving {cravings[-1]}{' ↑' if change > 0 else ' ↓' if change < 0 else ''}"]


def _time(room: Room, moment: datetime | None) -> str:
    return room.session.local(moment).strftime("%H:%M") if moment else ""
