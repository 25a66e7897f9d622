"""What is checked in attendance.csv: each visit stands for itself, of a member, within the session."""

from dataclasses import dataclass, field

from iopkit.actions.import_folder.faults import Faults, shown
from iopkit.actions.import_folder.known import References
from iopkit.actions.import_folder.meetings import Meeting
from iopkit.actions.import_folder.sheet import Entry, Sheet
from iopkit.actions.import_folder.spans import Span
from iopkit.model.codes import AttendanceStatus

_CAME = frozenset(one.value for one in AttendanceStatus if one.came)


@dataclass
class Roll:
    """What a visit is checked against.

    ``members`` is by (group, client), ``marked`` holds the (session, client) of the store;
    ``members_known`` is False where members.csv cannot be read.
    """

    sessions: References
    clients: References
    meetings: dict[str, Meeting | None]
    members: dict[tuple[str, str], list[Span] | None]
    marked: set[tuple[str, str]]
    members_known: bool = True
    rows: dict[tuple[str, str], int] = field(default_factory=dict)

    def is_member(self, meeting: Meeting, client: str) -> bool:
        """Whether a client is a member on the day of a session, or may be by a row that cannot be read."""
        spans = self.members.get((meeting.group, client), ())
        return spans is None or any(meeting.day in span for span in spans)


def check_attendance(sheet: Sheet, roll: Roll, faults: Faults) -> None:
    """Every fault of every visit."""
    for entry in sheet.entries:
        roll.sessions.check(sheet, entry, faults)
        is_client = roll.clients.check(sheet, entry, faults)
        meeting = roll.meetings.get(entry["session_id"])
        if says := _twice(entry, roll):
            faults.add(sheet.file, says, entry.row, "client_id")
        if says := _no_member(entry, meeting, roll) if is_client else "":
            faults.add(sheet.file, says, entry.row, "client_id")
        if says := _wrong_minutes(entry, meeting):
            faults.add(sheet.file, says, entry.row, "minutes")


def _twice(entry: Entry, roll: Roll) -> str:
    visit = (entry["session_id"], entry["client_id"])
    if None in visit:
        return ""
    before = roll.rows.setdefault(visit, entry.row)
    if visit not in roll.marked and before == entry.row:
        return ""
    where = "in the store" if visit in roll.marked else f"in row {before}"
    says = f"{shown(visit[1])} is marked for session {shown(visit[0])} {where} already"
    return f"{says}; remove one row" if where != "in the store" else f"{says}; remove the row"


def _no_member(entry: Entry, meeting: Meeting | None, roll: Roll) -> str:
    client = entry["client_id"]
    if meeting is None or client is None or not roll.members_known:
        return ""
    if roll.is_member(meeting, client):
        return ""
    return (
        f"{shown(client)} is no member of group {shown(meeting.group)} on {meeting.day}, "
        f"the day of session {shown(entry['session_id'])}; add the time to members.csv, or remove the row"
    )


def _wrong_minutes(entry: Entry, meeting: Meeting | None) -> str:
    minutes, status = entry["minutes"], entry["status"]
    if not minutes:
        return ""
    if minutes < 0:
        return f"{minutes} is less than nothing; use 0 or more, or leave the cell empty"
    if meeting and minutes > meeting.minutes:
        return f"{minutes} is over the session's {meeting.minutes} minutes; use 0 to {meeting.minutes}"
    if status and status not in _CAME:
        return (
            f"{minutes} minutes are given for a client who is {status}; "
            "leave the cell empty, or use present, late or left_early"
        )
    return ""
