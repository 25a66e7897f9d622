"""What the store knows before an import, and what both of them know together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from iopkit.actions.import_folder.faults import Faults, shown
from iopkit.actions.import_folder.sheet import Entry, Sheet
from iopkit.model.care import Episode, Group, Membership, Program
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Staff
from iopkit.store.transaction import Transaction


@dataclass(frozen=True)
class Known:
    """The store as it is before the import, as far as a folder mentions it, however much it holds besides.

    ``sites`` are names by id, ``client_sites`` the sites of the folder's clients; ``elsewhere`` counts, for
    each program whose site the folder changes, its clients of another site than the new one. ``episodes``
    are those of the folder's clients, and ``episode_ids`` the folder's own that are taken. ``own_zone`` is
    that of groups without a program, ``new_zone`` that of programs to be made.
    """

    now: datetime
    own_zone: str
    new_zone: str
    sites: dict[str, str] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    client_sites: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)
    staff: list[Staff] = field(default_factory=list)
    clients: set[str] = field(default_factory=set)
    episode_ids: set[str] = field(default_factory=set)
    episodes: list[Episode] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    sessions: dict[str, GroupSession] = field(default_factory=dict)

    def zone_of(self, program: str | None) -> str:
        """The time zone of a program, or of groups without one."""
        if program is None:
            return self.own_zone
        return self.programs[program].time_zone if program in self.programs else self.new_zone


def known_in(w: Transaction, sheets: Mapping[str, Sheet], own_zone: str, new_zone: str) -> Known:
    """Everything in the store that the rows of a folder refer to or collide with."""
    clients = _mentioned(sheets, "client_id")
    programs = {program.id: program for program in w.list_programs()}
    return Known(
        now=w.now,
        own_zone=own_zone,
        new_zone=new_zone,
        sites={site.id: site.name for site in w.list_sites()},
        programs=programs,
        client_sites=w.list_client_sites(clients),
        elsewhere=_elsewhere(w, sheets["programs"], programs),
        staff=w.list_staff(),
        clients=w.list_client_ids(clients),
        episode_ids=w.list_episode_ids(_mentioned(sheets, "episode_id")),
        episodes=w.list_episodes(_mentioned(sheets, "client_id", "episodes")),
        groups={group.id: group for group in w.list_groups()},
        memberships=w.list_memberships(_mentioned(sheets, "client_id", "members", "attendance")),
        sessions={one.id: one for one in w.list_sessions_of(_mentioned(sheets, "session_id"))},
    )


def _elsewhere(w: Transaction, sheet: Sheet, programs: dict[str, Program]) -> dict[str, int]:
    changed = [
        (entry["program"], entry["site"])
        for entry in sheet.filled("program", "site")
        if entry["program"] in programs and programs[entry["program"]].site != entry["site"]
    ]
    return {program: w.count_clients_elsewhere(program, site) for program, site in changed}


def _mentioned(sheets: Mapping[str, Sheet], column: str, *names: str) -> set[str]:
    """All that stands in a column of these tables, or of all that have it; in faulty rows too."""
    having = [
        one for one in sheets.values() if column in one.table.names and (not names or one.table.name in names)
    ]
    return set().union(*(sheet.mentioned(column) for sheet in having))


def check_new_ids(sheet: Sheet, stored: set[str], faults: Faults) -> None:
    """Each id stands in one row only, and is not in the store yet."""
    column = sheet.table.key[0]
    rows: dict[str, int] = {}
    for entry in sheet.filled(column):
        one = entry[column]
        before = rows.setdefault(one, entry.row)
        if one in stored:
            says = f"{shown(one)} is in the store already; remove the row, or give it an id of its own"
        elif before != entry.row:
            says = f"{shown(one)} stands in row {before} already; remove one row, or give it an id of its own"
        else:
            continue
        entry.faulty.add(column)
        faults.add(sheet.file, says, entry.row, column)


class References:
    """The ids that rows may refer to: those in the store and those in one table of the folder."""

    def __init__(self, noun: str, stored: set[str], sheet: Sheet) -> None:
        self._noun = noun
        self._column = sheet.table.key[0]
        self._file = sheet.file
        self._ids = stored | sheet.ids() if sheet.whole else None

    def check(self, sheet: Sheet, entry: Entry, faults: Faults) -> bool:
        """Whether a row refers to something; what may stand in an unreadable row is let pass."""
        one = entry[self._column]
        if one is None or self._ids is None or one in self._ids:
            return True
        says = (
            f"no {self._noun} {shown(one)} in {self._file} or in the store; add it there, or correct the id"
        )
        faults.add(sheet.file, says, entry.row, self._column)
        return False
