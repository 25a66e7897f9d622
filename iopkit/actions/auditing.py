"""The audit, read: whether it is whole, and who did what on whose records."""

from iopkit.errors import NotAllowed
from iopkit.model.audit import BEFORE_ALL, AuditRow, seal
from iopkit.store.store import Store

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
    faults: list[str] = []
    number, last = 0, BEFORE_ALL
    with store.read() as r:
        for row in r.audit_rows():
            faults += _faults_of(row, number, last)
            if known and row.id == known[0] and row.hash != known[1]:
                faults.append(f"Row {row.id} is not the one whose hash was kept: the audit was written anew.")
            number, last = row.id, row.hash
        faults += _faults_at_the_end(r.audit_head(), (number, last))
    if known and known[0] > number:
        faults.append(f"Row {known[0]}, whose hash was kept, is gone.")
    return faults[:_MOST_FAULTS]


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
