"""Take a clinic's records out again: the tables that ``import_folder`` takes, as UTF-8 CSV."""

import csv
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from iopkit.errors import NotAllowed
from iopkit.model.exchange import TABLES, Kind, Table, tables_of
from iopkit.model.group_session import GroupSession
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction

#: Tables that the store calls otherwise.
_STORED = {"members": "memberships", "sessions": "group_sessions"}


def export_folder(store: Store, folder: Path | str) -> dict[str, int]:
    """Write the store's tables into a folder; the answer is how many rows each has.

    They are six, and ``sites`` and ``programs`` besides where there are sites.

    Times are local to the program. Imported into an empty store in the same time zone and
    exported again, the files are the same to the byte. They are tables for exchange and no backup:
    check-ins, responses and histories stay in the store.

    Cells are written as they are, also where a spreadsheet would take one for a formula (text that
    begins with =, +, - or @): changing them would change the record. Open them as text there.

    The folder is made when it is missing; the files can be read by their owner only.

    Raises
    ------
    NotAllowed
        The folder holds such tables already, or cannot be written.
    """
    target = Path(folder)
    _refuse_to_overwrite(target)
    with store.read() as r:
        tables = tables_of(sites=bool(r.list_sites()))
        counts = {table.name: r.count_rows(_STORED.get(table.name, table.name)) for table in tables}
    with store.write() as w:  # first: no table leaves the store without a row in the audit
        w.record("export", detail={"rows": counts})
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        with store.read() as r:
            return {table.name: _write(target / table.file, table, _rows(r, table)) for table in tables}
    except OSError as error:
        raise NotAllowed(f"The folder {folder} cannot be written: {error.strerror}.") from error


def _refuse_to_overwrite(folder: Path) -> None:
    there = [table.file for table in TABLES if (folder / table.file).exists()]
    if there:
        raise NotAllowed(
            f"The folder {folder} holds {', '.join(there)} already. "
            "Choose another folder, or move them away; nothing was written."
        )


def _write(file: Path, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write a table as its rows come, which may be more than fit into memory."""
    columns = [(column.name, column.kind) for column in table.columns]
    number = 0
    handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(handle, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(table.names)
        for row in rows:
            writer.writerow([_cell(row[name], kind) for name, kind in columns])
            number += 1
    return number


def _cell(value: Any, kind: Kind) -> str:
    """The text of a cell, as an import would read it back: without space at its ends."""
    if value is None:
        return ""
    if kind is Kind.MOMENT:
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if kind in (Kind.CODES, Kind.NAMES):
        parts = (part.strip() for one in value for part in one.split(";"))
        return ";".join(dict.fromkeys(part for part in parts if part))
    return str(value).strip()


def _rows(r: Transaction, table: Table) -> Iterable[Mapping[str, Any]]:
    """A table's rows in an order of their own, whatever order they were stored in."""
    if table.name == "attendance":  # by far the longest two come from the store in their order
        return r.attendance_rows()
    if table.name == "sessions":
        return _sessions(r)
    take = _TAKEN[table.name]
    return sorted(take(r), key=lambda row: tuple(row[column] for column in table.key))


def _sites(r: Transaction) -> Iterator[dict[str, Any]]:
    for one in r.list_sites():
        yield {"site_id": one.id, "name": one.name}


def _programs(r: Transaction) -> Iterator[dict[str, Any]]:
    for one in r.list_programs():
        yield {"program": one.id, "site": one.site}


def _clients(r: Transaction) -> Iterator[dict[str, Any]]:
    for one in r.list_clients():
        yield {**one.model_dump(), "client_id": one.id}


def _episodes(r: Transaction) -> Iterator[dict[str, Any]]:
    for one in r.list_episodes():
        yield {**one.model_dump(), "episode_id": one.id, "client_id": one.client}


def _groups(r: Transaction) -> Iterator[dict[str, Any]]:
    names = {one.id: one.name for one in r.list_staff()}
    for one in r.list_groups():
        facilitators = [names[staff] for staff in one.facilitators]
        yield {**one.model_dump(), "group_id": one.id, "facilitator": facilitators}


def _members(r: Transaction) -> Iterator[dict[str, Any]]:
    for one in r.list_memberships():
        yield {**one.model_dump(), "group_id": one.group, "client_id": one.client}


_TAKEN = {
    "sites": _sites,
    "programs": _programs,
    "clients": _clients,
    "episodes": _episodes,
    "groups": _groups,
    "members": _members,
}


def _sessions(r: Transaction) -> Iterator[dict[str, Any]]:
    for one in r.session_rows():
        yield {
            **one.model_dump(),
            "session_id": one.id,
            "group_id": one.group,
            "starts_at": _local(one, one.starts_at),
            "ends_at": _local(one, one.ends_at),
        }


def _local(session: GroupSession, moment: datetime) -> datetime:
    return session.local(moment).replace(tzinfo=None)
