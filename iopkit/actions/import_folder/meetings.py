"""What is checked in sessions.csv: moments that exist, in the program's time, and plans to follow."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import cached_property
from zoneinfo import ZoneInfo

from iopkit.actions.import_folder.faults import Faults, shown
from iopkit.actions.import_folder.known import Known, References, check_new_ids
from iopkit.actions.import_folder.sheet import Entry, Sheet
from iopkit.model.codes import SessionStatus

LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class Meeting:
    """A group session whose row is sound: moments in UTC, the day in the program's time."""

    group: str
    day: date
    starts_at: datetime
    ends_at: datetime
    status: str

    @cached_property
    def minutes(self) -> int:
        """Scheduled length in whole minutes."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


def stored_meetings(known: Known) -> dict[str, Meeting | None]:
    """The sessions in the store, by id."""
    return {
        one.id: Meeting(one.group, one.local_day, one.starts_at, one.ends_at, one.status)
        for one in known.sessions.values()
    }


def check_sessions(sheet: Sheet, known: Known, groups: References, faults: Faults) -> None:
    """Ids are new, and groups are known; ``meetings_of`` looks at the moments."""
    check_new_ids(sheet, set(known.sessions), faults)
    for entry in sheet.entries:
        groups.check(sheet, entry, faults)


def meetings_of(
    sheet: Sheet, known: Known, zones: dict[str, str], faults: Faults
) -> dict[str, Meeting | None]:
    """Each session by its id; None where a fault leaves open when it is.

    Parameters
    ----------
    zones
        Time zones by group; without one a session's moments cannot be judged.
    """
    found: dict[str, Meeting | None] = dict.fromkeys(sheet.ids())
    for entry in sheet.filled("session_id", "group_id", "starts_at", "ends_at"):
        if entry["group_id"] in zones:
            zone = ZoneInfo(zones[entry["group_id"]])
            found[entry["session_id"]] = _meeting(sheet, entry, zone, known.now, faults)
    return found


def check_plans(
    sheet: Sheet, meetings: dict[str, Meeting | None], plans: Callable[[], Collection[str]], faults: Faults
) -> None:
    """A session still to come names a plan that can be run; one that is over may name any.

    ``plans`` is asked only when a session still to come names one.
    """
    for entry in sheet.filled("session_id", "plan"):
        meeting = meetings.get(entry["session_id"])
        if meeting is None or meeting.status != SessionStatus.SCHEDULED or entry["plan"] in plans():
            continue
        close = get_close_matches(entry["plan"], plans(), n=1)
        hint = (
            f"did you mean {close[0]}?"
            if close
            else "'iopkit curriculum list' names them, or leave the cell empty"
        )
        says = f"{shown(entry['plan'])} is not a plan that this scheduled session could follow; {hint}"
        faults.add(sheet.file, says, entry.row, "plan")


def _meeting(sheet: Sheet, entry: Entry, zone: ZoneInfo, now: datetime, faults: Faults) -> Meeting | None:
    starts_at, ends_at = _utc(entry["starts_at"], zone), _utc(entry["ends_at"], zone)
    if ends_at and starts_at and ends_at <= starts_at:
        ends_at = _utc(entry["ends_at"].replace(fold=1), zone)  # in the hour that comes twice
    for column, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
        if moment is None:
            says = f"{_local(entry[column])} does not exist in {zone.key}, where the clocks jump over it"
            faults.add(sheet.file, f"{says}; use a time before or after", entry.row, column)
    if starts_at is None or ends_at is None:
        return None
    if says := _wrong_length(entry, ends_at - starts_at):
        faults.add(sheet.file, says, entry.row, "ends_at")
        return None
    status = _status(entry, over=ends_at <= now)
    return Meeting(entry["group_id"], entry["starts_at"].date(), starts_at, ends_at, status)


def _status(entry: Entry, *, over: bool) -> str:
    """What the row says, else what the clock says; nothing where the cell has a fault."""
    if entry["status"] or "status" in entry.faulty:
        return entry["status"] or ""
    return SessionStatus.HELD.value if over else SessionStatus.SCHEDULED.value


def _utc(local: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC, of two the first; None for a time that the clocks jump over."""
    moment = local.replace(tzinfo=zone).astimezone(UTC)
    there_and_back = moment.astimezone(zone).replace(tzinfo=None, fold=0)
    return moment if there_and_back == local.replace(fold=0) else None


def _wrong_length(entry: Entry, length: timedelta) -> str:
    times = (
        f"{_local(entry['ends_at'])} is {{}} starts_at, which is {_local(entry['starts_at'])}; correct one"
    )
    if length <= timedelta():
        return times.format("not after")
    return times.format("more than 24 hours after") if length > LONGEST else ""


def _local(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}" if moment.second == 0 else f"{moment:%Y-%m-%dT%H:%M:%S}"
