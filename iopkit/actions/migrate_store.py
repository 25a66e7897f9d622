"""Move a whole store to another place, such as from a file to a PostgreSQL server."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from iopkit.errors import NotAllowed, StoreError
from iopkit.store.backup.shapes import Contents, Tally
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction

_ACT = "migrate_store"


def migrate_store(source: str, target: str, *, by: str | None = None) -> dict[str, Contents]:
    """Copy every row into an empty store, hold the copy to the original, and close the original.

    While rows are copied nobody can write into the original: who presses is told that the store is busy.
    Afterwards nobody can at all, pages that are still open included, so that no record goes astray; its rows
    stay as they were. When anything fails before, the original goes on as if nothing had been, and the
    target is empty.

    Returns
    -------
    dict
        For each table how many rows it has, and their checksum, the same in both stores.

    Raises
    ------
    NoStore
        There is none at ``source``.
    NotAllowed
        The target holds something.
    StoreError
        One of the two cannot be reached, or what was stored is not what was read.
    """
    with _opened(source, create=False) as old, _opened(target, create=True) as new:
        _refuse_used(new)
        with old.write(by) as leaving:
            with new.write(by) as arriving:
                moved = _copied(leaving, arriving)
                arriving.record(_ACT, detail={"rows": sum(one.rows for one in moved.values())})
            leaving.record(_ACT, detail={"to": new.place})
            leaving.close_for(new.place)
    return moved


@contextmanager
def _opened(address: str, *, create: bool) -> Iterator[Store]:
    store = open_store(address, create=create)
    try:
        yield store
    finally:
        store.close()


def _refuse_used(store: Store) -> None:
    with store.read() as r:
        if not r.is_unused():
            raise NotAllowed(
                f"The store at {store.place} holds something already, and records are moved into an empty "
                "one only. Name another place; nothing was moved."
            )


def _copied(leaving: Transaction, arriving: Transaction) -> dict[str, Contents]:
    found = {}
    shapes = leaving.shapes()
    for shape in shapes:
        tally = Tally()
        lines = tally.passing(shape.written(leaving.rows_of(shape)))
        arriving.put_rows(shape, map(json.loads, lines))
        found[shape.table] = tally.contents()
    if {shape.table: arriving.contents(shape) for shape in shapes} != found:
        raise StoreError("What was stored is not what was read. Nothing was moved.")
    arriving.number_on()
    return found
