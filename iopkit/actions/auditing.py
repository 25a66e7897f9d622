"""The audit, read: whether it is whole, and who did what on whose records."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from iopkit.actions.access import reached_groups, reached_programs, reached_staff, require
from iopkit.actions.viewing import record_view
from iopkit.errors import NotAllowed, NotFound
from iopkit.model.access import Act, reach
from iopkit.model.audit import BEFORE_ALL, AuditRow, plain, seal
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction

#: So many faults are told; a chain that is broken early is broken in every row behind.
_MOST_FAULTS = 100


def verify(store: Store, head: str | None = None) -> list[str]:
    """Everything in the audit that does not fit: rows altered, removed, put in or moved, and a missing end.

    Parameters
    ----------
    head
        ``NUMBER:HASH`` as an earlier verification named it; that row must still be there. Without one,
        somebody who can write the database and works out every hash anew is not found.

    Raises
    ------
    NotAllowed
        ``head`` is no such text.
    """
    known = _known(head)
    with store.read() as r:
        faults, number, last = _walked(r, known)
        if number is None:  # it could not be read to its end
            return faults[:_MOST_FAULTS]
        faults += _faults_at_the_end(r.audit_head(), (number, last))
    if known and known[0] > number:
        faults.append(f"Row {known[0]}, whose hash was kept, is gone.")
    return faults[:_MOST_FAULTS]


def _walked(r: Transaction, known: tuple[int, str] | None) -> tuple[list[str], int | None, str]:
    """The faults of all rows, and the number and hash of the last; no number where one cannot be read."""
    faults: list[str] = []
    number, last = 0, BEFORE_ALL
    try:
        for row in r.audit_rows():
            faults += _faults_of(row, number, last)
            if known and row.id == known[0] and row.hash != known[1]:
                faults.append(f"Row {row.id} is not the one whose hash was kept: the audit was written anew.")
            number, last = row.id, row.hash
    except ValueError:  # no moment, or no text where one belongs
        unread = f"Some row behind row {number} was altered: it cannot be read."
        return [*faults[: _MOST_FAULTS - 1], unread], None, last
    return faults, number, last


def _faults_of(row: AuditRow, number: int, last: str) -> list[str]:
    faults = []
    if row.id != number + 1:
        missing = f"{number + 1}" if row.id == number + 2 else f"{number + 1} to {row.id - 1}"
        faults.append(f"Before row {row.id}, row {missing} is missing.")
    if row.hash != seal(row):
        faults.append(f"Row {row.id} was altered: it does not fit its own hash.")
    if row.previous != last:
        faults.append(f"Row {row.id} does not follow the row before it.")
    return faults


def _faults_at_the_end(head: tuple[int, str], end: tuple[int, str]) -> list[str]:
    if head == end:
        return []
    if head[0] > end[0]:
        return [f"The audit ends at row {end[0]}, and had {head[0]} rows: the end is missing."]
    return [f"The audit ends at row {end[0]}, which is not the row that was written last."]


def _known(head: str | None) -> tuple[int, str] | None:
    if head is None:
        return None
    number, _, kept = head.partition(":")
    if not number.isdigit() or len(kept) != len(BEFORE_ALL):
        raise NotAllowed(f"{head[:80]!r} is no head; give NUMBER:HASH as 'iopkit audit verify' shows it.")
    return int(number), kept


#: So many rows are shown, and so many looked through for them.
SHOWN, _LOOKED_THROUGH = 200, 20_000
_AT_A_TIME = 1000

#: Acts by which somebody learned something of a client, or took it along. Those of the second kind are
#: about everybody in the store when they name nobody.
_SEEING = ("see_", "search", "print", "account_for_disclosures")
_TAKING = ("export", "report")


@dataclass(frozen=True)
class Watched:
    """What of the audit somebody reaches: rows about these sessions or clients, and their own.

    Of rows that are about no session and no client, such as sign-ins, those by or about ``staff`` too.
    """

    by: str | None
    sessions: frozenset[str]
    clients: frozenset[str]
    staff: frozenset[str] = frozenset()

    def reaches(self, row: AuditRow) -> bool:
        """Whether they may see that row."""
        about = row.session in self.sessions or not self.clients.isdisjoint(row.client_ids)
        return about or (self.by is not None and row.by == self.by) or self._is_of_staff(row)

    def _is_of_staff(self, row: AuditRow) -> bool:
        if row.session or row.client_ids:
            return False
        return row.by in self.staff or row.said.get("staff") in self.staff

    def narrowed(self, row: AuditRow) -> AuditRow:
        """The row, naming only clients whom they reach."""
        return row.model_copy(update={"clients": plain([c for c in row.client_ids if c in self.clients])})


@dataclass(frozen=True)
class Search:
    """What is looked for; empty asks for everything."""

    by: str = ""
    act: str = ""
    client: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """The question, for the store."""
        named = {"by": self.by, "act": self.act, "client": self.client}
        return {**named, "since": self.since, "until": self.until}


@dataclass(frozen=True)
class Found:
    """Rows of the audit, the newest first; ``more`` says that older ones were left out."""

    rows: tuple[AuditRow, ...]
    more: bool


def watched(t: Transaction, act: Act) -> Watched | None:
    """What of the audit ``t.by`` reaches; None for all of it.

    A supervisor reaches what is about sessions of the groups of their programs and about clients who are or
    were in those programs or groups, and what they did themselves. Sign-ins of others and changes of accounts
    are for administrators: for those who were given sites, of the staff of these.

    Raises
    ------
    Refused
        They may not see the audit at all.
    """
    groups = reached_groups(t, act)
    if groups is None:
        return None
    programs = reached_programs(t, act) or frozenset()
    person = t.find_person(t.by) if t.by else None
    clients = {one.client for one in t.list_episodes() if one.program in programs}
    clients |= {one.client for one in t.list_memberships() if one.group in groups}
    administers = person is not None and reach(person.staff.role, Act.MANAGE_ACCOUNTS)
    return Watched(
        by=t.by,
        sessions=frozenset(one.id for one in t.list_sessions() if one.group in groups),
        clients=frozenset(clients | t.list_clients_of(person.sites if person else ())),
        staff=(reached_staff(t, act) or frozenset()) if administers else frozenset(),
    )


def search(store: Store, by: str, asked: Search) -> Found:
    """Rows of the audit that fit and that ``by`` reaches. The search itself goes into the audit.

    Raises
    ------
    Refused
        They may not search it.
    """
    with store.read(by) as r:
        reached = watched(r, Act.SEARCH_AUDIT)
        found = _look_through(r, reached, asked)
    detail = {name: str(value) for name, value in asked.asked.items() if value and name != "client"}
    clients = [asked.client] if asked.client and (reached is None or asked.client in reached.clients) else []
    record_view(store, Act.SEARCH_AUDIT, by, clients=clients, detail=detail)
    return found


def disclosures(store: Store, by: str, client_id: str) -> list[AuditRow]:
    """Every time that somebody saw, printed or exported the data of one client, the newest first.

    What was exported or reported of the whole store is in it too. Asking for it goes into the audit.

    Raises
    ------
    Refused
        They may not account for disclosures.
    NotFound
        There is no such client among those whom they reach.
    """
    with store.read(by) as r:
        reached = watched(r, Act.ACCOUNT_FOR_DISCLOSURES)
        if client_id not in (r.list_client_ids() if reached is None else reached.clients):
            raise NotFound("There is no such client among those of your programs.")
        rows = [row for row in _rows(r, {"client": client_id}) if row.act.startswith((*_SEEING, *_TAKING))]
        for act in _TAKING:
            rows += [row for row in _rows(r, {"act": act}) if not row.client_ids]
    record_view(store, Act.ACCOUNT_FOR_DISCLOSURES, by, clients=[client_id])
    return sorted(rows, key=lambda row: row.id, reverse=True)


def acts(store: Store, by: str) -> list[str]:
    """What may be searched for: the acts that the audit knows.

    Raises
    ------
    Refused
        They may not search it.
    """
    with store.read(by) as r:
        require(r, Act.SEARCH_AUDIT)
        return r.list_acts()


def _look_through(r: Transaction, reach: Watched | None, asked: Search) -> Found:
    found: list[AuditRow] = []
    for looked, row in enumerate(_rows(r, asked.asked)):
        if len(found) == SHOWN or looked == _LOOKED_THROUGH:
            return Found(tuple(found), more=True)
        if reach is None or reach.reaches(row):
            found.append(row if reach is None else reach.narrowed(row))
    return Found(tuple(found), more=False)


def _rows(r: Transaction, asked: dict[str, Any]) -> Iterator[AuditRow]:
    before = None
    while batch := r.search_audit(**asked, before=before, limit=_AT_A_TIME):
        yield from batch
        before = batch[-1].id
