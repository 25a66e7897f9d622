"""Back the store up while it is in use, and restore a backup into an empty store."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import iopkit
from iopkit.errors import NoStore, NotAllowed, StoreError
from iopkit.store.address import file_of, store_address
from iopkit.store.backup.lines import BackupReader, Manifest, Origin, reading, verify_backup, write_backup
from iopkit.store.backup.locks import Lock
from iopkit.store.keys import key_file_of, settle
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction
from iopkit.store.upgrading import latest_version, refuse_newer


def back_up(
    store: Store, file: Path, lock: Lock, *, replace: bool = False, by: str | None = None
) -> Manifest:
    """Write one moment of the store into a sealed file, and read it back.

    Others go on reading and writing meanwhile. The file gets its name once all of it was read back and
    found right, and once the audit says that it was made.

    Raises
    ------
    NotAllowed
        There is such a file already, or it cannot be written.
    StoreError
        What was read back is not what was written.
    """
    _refuse_name(file, replace=replace)
    with _part_of(file) as part:
        with store.read() as r, open(part, "wb") as out:
            written = _written(r, out, lock)
            out.flush()
            os.fsync(out.fileno())
        if verify_backup(part, lock) != written:
            raise StoreError(f"What was written to {file} is not what was read back. Is its disk sound?")
        with store.write(by) as w:
            w.record("back_up", detail={"file": file.name, "rows": written.rows})
        _name(part, file, replace=replace)
    with store.write(by) as w:
        w.set_last_backup(written.origin.made_at)
    return written


def restore(file: Path, lock: Lock, *, by: str | None = None, address: str | None = None) -> Manifest:
    """Put a backup into an empty store, which is made where there is none: all of it, or nothing.

    The whole file is read and held to its manifest before the store is touched, and the store is held to it
    again before the change is stored. A backup of an older store is migrated.

    Raises
    ------
    NotAllowed
        The store holds something.
    StoreTooNew
        A newer iopkit made the backup.
    StoreError
        It does not open, or it is not as it was written.
    """
    _refuse_used(address)
    manifest = verify_backup(file, lock)
    refuse_newer(manifest.origin.store_version, "This backup")
    store = open_store(address, create=True)
    try:
        with store.write(by) as w, reading(file, lock) as backup:
            if not w.is_unused():
                raise NotAllowed(_used())
            _put(w, backup, manifest)
            w.record("restore", detail={"file": file.name, "rows": manifest.rows})
    finally:
        store.close()
    return manifest


def _written(r: Transaction, out: BinaryIO, lock: Lock) -> Manifest:
    origin = Origin(iopkit=iopkit.__version__, store_version=r.version(), made_at=r.now)
    return write_backup(out, lock, origin, r.audit_head(), ((one, r.rows_of(one)) for one in r.shapes()))


def _put(w: Transaction, backup: BackupReader, manifest: Manifest) -> None:
    version, shapes = manifest.origin.store_version, []
    if version != latest_version():
        w.make_anew(version)
    for shape, rows in backup.tables():
        w.put_rows(shape, rows)
        shapes.append(shape)
    if {shape.table: w.contents(shape) for shape in shapes} != manifest.tables:
        raise StoreError("What was stored is not what the backup holds. Nothing was restored.")
    w.finish_copy(manifest.origin.made_at)


def _refuse_used(address: str | None) -> None:
    try:
        store = open_store(address)
    except NoStore:
        return
    try:
        with store.read() as r:
            if not r.is_unused():
                raise NotAllowed(_used())
    finally:
        store.close()


def _used() -> str:
    return (
        "The store holds something already, and a backup is restored into an empty store only. "
        "Set IOPKIT_DATABASE to a new place, such as sqlite:////srv/iopkit/restored.sqlite; "
        "nothing was restored."
    )


def _refuse_name(file: Path, *, replace: bool) -> None:
    store = file_of(store_address())
    own = {} if store is None else {store.resolve(), key_file_of(store).resolve()}
    if file.resolve() in own:
        raise NotAllowed(f"{file} is the store itself, or its key. Choose another name.")
    if file.exists() and not replace:
        raise NotAllowed(_taken(file))


def _taken(file: Path) -> str:
    return f"There is a file {file} already. Choose another name, or say --replace."


@contextmanager
def _part_of(file: Path) -> Iterator[Path]:
    """The name of a file beside the one that is to be; it is gone at the end, unless it was renamed."""
    try:
        opened, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".part")
        os.close(opened)
    except OSError as error:
        raise NotAllowed(f"No backup can be written into {file.parent}: {error.strerror}.") from error
    part = Path(name)
    try:
        yield part
    except OSError as error:
        raise NotAllowed(f"The backup {file} was not written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _name(part: Path, file: Path, *, replace: bool) -> None:
    if not replace and file.exists():  # it came while the backup was written
        raise NotAllowed(_taken(file))
    part.replace(file)
    settle(file.parent)
