"""Write a backup and read it again, row by row: however large the store, little of it is in memory."""

import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from iopkit.errors import StoreError
from iopkit.model.value import UtcMoment, Value
from iopkit.store.backup.locks import Lock, file_key, new_header, read_header
from iopkit.store.backup.sealing import SealedReader, SealedWriter
from iopkit.store.backup.shapes import Contents, Shape, Tally, line

Rows = Iterable[Sequence[Any]]


class Origin(Value):
    """What made a backup, and when; the store was as it was at that moment."""

    backup: int = 1
    iopkit: str
    store_version: int
    made_at: UtcMoment


class Manifest(Value):
    """What a backup holds. ``audit`` is the number of rows and the last hash of the audit at that moment."""

    origin: Origin
    tables: dict[str, Contents]
    audit: tuple[int, str]

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each table has, of those that have any."""
        return {name: held.rows for name, held in self.tables.items() if held.rows}


def write_backup(
    out: BinaryIO, lock: Lock, origin: Origin, audit: tuple[int, str], tables: Iterable[tuple[Shape, Rows]]
) -> Manifest:
    """Write a whole backup; the answer is the manifest that it ends with."""
    header = new_header(lock)
    out.write(header)
    sealed = SealedWriter(out, file_key(lock, header, "This backup"))
    held: dict[str, Contents] = {}
    with gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=6, mtime=0, filename="") as packed:
        packed.write(line(origin.model_dump(mode="json")))
        for shape, rows in tables:
            packed.write(line(shape.model_dump(mode="json")))
            tally = Tally()
            packed.writelines(tally.passing(shape.written(rows)))
            held[shape.table] = tally.contents()
        manifest = Manifest(origin=origin, tables=held, audit=audit)
        packed.write(line(manifest.model_dump(mode="json")))
    sealed.finish()
    return manifest


class BackupReader:
    """A backup that is being read: ``origin`` first, then ``tables``, and at their end the ``manifest``."""

    def __init__(self, packed: Iterator[bytes], name: str) -> None:
        self._said = map(json.loads, packed)
        self._name = name
        self._next: Any = None
        self.origin = Origin.model_validate(self._take())
        self.manifest: Manifest | None = None

    def tables(self) -> Iterator[tuple[Shape, Iterator[list[Any]]]]:
        """Each table with its rows, which must be taken before the next table."""
        self._next = self._take()
        while "table" in self._next:
            yield Shape.model_validate(self._next), self._rows()
        self.manifest = Manifest.model_validate(self._next)
        if next(self._said, None) is not None:
            raise StoreError(f"{self._name} goes on behind its end. Use another backup.")

    def _rows(self) -> Iterator[list[Any]]:
        while isinstance(found := self._take(), list):
            yield found
        self._next = found

    def _take(self) -> Any:
        found = next(self._said, None)
        if found is None:
            raise StoreError(f"{self._name} ends too early. Use another backup.")
        return found


@contextmanager
def reading(file: Path, lock: Lock) -> Iterator[BackupReader]:
    """Open a backup.

    Raises
    ------
    StoreError
        It is no backup, it does not open with that lock, or it is not as it was written. Nothing that was
        read before may be kept then.
    """
    with _opened(file) as source:
        header = read_header(source, file.name)
        sealed = SealedReader(source, file_key(lock, header, file.name), file.name)
        with gzip.GzipFile(fileobj=io.BufferedReader(sealed)) as packed:
            yield BackupReader(iter(packed), file.name)


def verify_backup(file: Path, lock: Lock) -> Manifest:
    """Read a whole backup and hold each table to the manifest; nothing is stored.

    Raises
    ------
    StoreError
        It cannot be read, or it does not hold what it says.
    """
    found: dict[str, Contents] = {}
    with reading(file, lock) as backup:
        for shape, rows in backup.tables():
            tally = Tally()
            for _ in tally.passing(map(line, rows)):
                pass
            found[shape.table] = tally.contents()
    manifest = backup.manifest
    if manifest is None or manifest.tables != found or manifest.origin != backup.origin:
        raise StoreError(f"{file.name} does not hold the rows that its manifest names. Use another backup.")
    return manifest


def header_of(file: Path) -> bytes:
    """The first two lines of a backup.

    Raises
    ------
    StoreError
        It is no backup, or cannot be read.
    """
    with _opened(file) as source:
        return read_header(source, file.name)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        with open(file, "rb") as source:
            yield source
    except OSError as error:
        raise StoreError(f"The backup {file} cannot be read: {error.strerror}.") from error
