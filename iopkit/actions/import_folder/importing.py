"""The import itself: read everything, check everything, then store everything or nothing."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from iopkit.actions.import_folder.faults import Faults
from iopkit.actions.import_folder.known import Known, References, known_in
from iopkit.actions.import_folder.meetings import (
    Meeting,
    check_plans,
    check_sessions,
    meetings_of,
    stored_meetings,
)
from iopkit.actions.import_folder.people import check_clients, check_groups
from iopkit.actions.import_folder.reading import read_folder
from iopkit.actions.import_folder.sheet import Progress, Sheet
from iopkit.actions.import_folder.sites import check_sites
from iopkit.actions.import_folder.stays import check_episodes, check_members, members_of
from iopkit.actions.import_folder.storing import new_programs, new_staff, store_all
from iopkit.actions.import_folder.time_zone import checked_time_zone, time_zone_here
from iopkit.actions.import_folder.visits import Roll, check_attendance
from iopkit.content.library import read_library
from iopkit.errors import ImportFolderError
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction

#: Who stands beside imported attendance in its history.
IMPORTED_BY = "import"

Sheets = dict[str, Sheet]


@dataclass(frozen=True)
class ImportReport:
    """What was stored, or would have been: rows by table, and what was made besides.

    ``programs`` and ``staff`` are the names of those that rows named and the store did not know;
    such programs are in ``time_zone``.
    """

    counts: dict[str, int]
    programs: tuple[str, ...]
    staff: tuple[str, ...]
    time_zone: str


def import_folder(
    store: Store,
    folder: Path | str,
    *,
    dry_run: bool = False,
    time_zone: str | None = None,
    progress: Progress | None = None,
    plans: Callable[[], Collection[str]] | None = None,
) -> ImportReport:
    """Store the tables of a folder as a whole; ``iopkit.model.exchange`` names them.

    Rows may refer to rows that are stored already, and never change these; except that a program may be
    given its site. Clients who are given none belong to that of their programs.

    Parameters
    ----------
    dry_run
        Find every fault and store nothing.
    time_zone
        The zone of programs that are new, and on first use of the store itself; without it the
        store's, else IOPKIT_TIME_ZONE, else the system's.
    progress
        Called with what is being done, how far it is, and how much there is.
    plans
        Gives the ids of plans that a scheduled session may follow; those of the curricula.

    Raises
    ------
    ImportFolderError
        With every fault of every file; nothing was stored.
    NotAllowed
        There is no such time zone.
    """
    faults, progress = Faults(), progress or _silently
    zone = checked_time_zone(time_zone) if time_zone else None
    sheets = read_folder(Path(folder), faults, progress)
    if not sheets:
        raise _refusal(folder, faults)
    with store.read() if dry_run else store.write(by=IMPORTED_BY) as w:
        known = _known(w, sheets, zone)
        meetings = _check(w, sheets, known, plans or _plans_of_the_curricula, faults)
        if faults:
            raise _refusal(folder, faults)
        if not dry_run:
            w.set_setting("time_zone", known.own_zone)
            store_all(w, sheets, known, meetings, progress)
            rows = {name: len(one.entries) for name, one in sheets.items()}
            w.record("import", detail={"rows": rows, "operator": w.operator})
    return _report(sheets, known)


def _silently(_doing: str, _done: int, _total: int) -> None:
    """Show no progress."""


def _plans_of_the_curricula() -> Collection[str]:
    return read_library().plans


def _known(w: Transaction, sheets: Sheets, zone: str | None) -> Known:
    own = w.find_setting("time_zone")
    own_zone, new_zone = own or zone or time_zone_here(), zone or own or time_zone_here()
    return known_in(w, sheets, own_zone=own_zone, new_zone=new_zone)


def _check(
    w: Transaction, sheets: Sheets, known: Known, plans: Callable[[], Collection[str]], faults: Faults
) -> dict[str, Meeting | None]:
    """Find what is wrong across rows, tables and the store; gives the folder's sessions."""
    clients = References("client", known.clients, sheets["clients"])
    groups = References("group", set(known.groups), sheets["groups"])
    check_sites(sheets, known, faults)
    check_clients(sheets["clients"], known, faults)
    check_episodes(sheets["episodes"], known, clients, faults)
    check_groups(sheets["groups"], known, faults)
    check_members(sheets["members"], known, groups, clients, faults)
    check_sessions(sheets["sessions"], known, groups, faults)
    meetings = meetings_of(sheets["sessions"], known, _zones(sheets["groups"], known), faults)
    check_plans(sheets["sessions"], meetings, plans, faults)
    check_attendance(sheets["attendance"], _roll(w, sheets, known, clients, meetings), faults)
    return meetings


def _zones(groups: Sheet, known: Known) -> dict[str, str]:
    """The time zone of each group, by its program."""
    stored = {one.id: known.zone_of(one.program) for one in known.groups.values()}
    return stored | {
        entry["group_id"]: known.zone_of(entry["program"]) for entry in groups.filled("group_id")
    }


def _roll(
    w: Transaction,
    sheets: Sheets,
    known: Known,
    clients: References,
    meetings: dict[str, Meeting | None],
) -> Roll:
    sessions = References("session", set(known.sessions), sheets["sessions"])
    return Roll(
        sessions=sessions,
        clients=clients,
        meetings=stored_meetings(known) | meetings,
        members=members_of(sheets["members"], known),
        marked=w.list_marked(sheets["attendance"].mentioned("session_id") & set(known.sessions)),
        members_known=sheets["members"].whole,
    )


def _refusal(folder: Path | str, faults: Faults) -> ImportFolderError:
    count = f"{len(faults):,} {'fault' if len(faults) == 1 else 'faults'}"
    return ImportFolderError(f"Nothing was imported from {folder}: {count}.", faults.sentences())


def _report(sheets: Sheets, known: Known) -> ImportReport:
    return ImportReport(
        counts={name: len(sheet.entries) for name, sheet in sheets.items() if sheet.present},
        programs=tuple(one.name for one in new_programs(sheets, known)),
        staff=tuple(one.name for one in new_staff(sheets, known)),
        time_zone=known.new_zone,
    )
