"""Give a store's file a new key: a copy is made under it, verified, and takes the file's place.

Until the copy takes its place, which is one step of the file system, the old file is as it was. The new key
is kept before that, and the old one stays where it is, so a crash at any moment leaves one store and the
key that opens it.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine

from iopkit.errors import StoreBusy, StoreError
from iopkit.store.encrypted import connect, driver, key_for, raw
from iopkit.store.engines import BUSY_SECONDS, is_open, log_ahead, sqlite_engine, writing
from iopkit.store.keys import Key, settle
from iopkit.store.store import Store
from iopkit.store.upgrading import upgrade

#: What is written into the copy before it takes the store's place, given the rows of each table.
Record = Callable[[Store, dict[str, int]], None]

_OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"


def new_salt() -> bytes:
    """The random bytes that a new encrypted file begins with."""
    return secrets.token_bytes(16)


def refuse_open(file: Path) -> None:
    """Say so when this process has a store open: not even its first bytes may be looked at then.

    Raises
    ------
    StoreBusy
        It has.
    """
    if is_open(file):
        raise StoreBusy(_in_use(file))


def rekey_file(file: Path, key: Key, salt: bytes, record: Record) -> dict[str, int]:
    """Encrypt a store's file with a new key; the answer is how many rows each table had.

    Raises
    ------
    StoreBusy
        Somebody has the store open. Nothing was changed.
    StoreError
        The copy is not like the store, or cannot be written. Nothing was changed.
    """
    refuse_open(file)
    old = key_for(file)
    with _sentences(file), _alone(file, old) as connection, _copy_beside(file) as fresh:
        held = _objects(connection), _counts(connection)
        _export(connection, fresh, key, salt)
        _verify(fresh, key, held)
        with _engine(fresh, key) as engine:
            record(Store(engine), held[1])
        _take_place(fresh, file, connection, plain=old is None)
    return held[1]


def make_encrypted(file: Path, key: Key, salt: bytes) -> None:
    """Make an empty store that was never on the disk in the plain."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _sentences(file), _copy_beside(file) as fresh:
        connection = connect(fresh, key, salt)
        connection.execute("PRAGMA user_version = 0")  # the first page, and with it the salt
        connection.close()
        with _engine(fresh, key) as engine, writing(engine) as opened:
            upgrade(opened)
        fresh.replace(file)
        settle(file.parent)


@contextmanager
def _alone(file: Path, key: Key | None) -> Iterator[Any]:
    """A connection that lets nobody else in, not even to read, and leaves no log beside the file."""
    connection = connect(file, key) if key else driver().connect(str(file), isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        if connection.execute("PRAGMA journal_mode").fetchone() != ("delete",):
            raise StoreBusy(_in_use(file))
        yield connection
    finally:
        connection.close()


@contextmanager
def _copy_beside(file: Path) -> Iterator[Path]:
    """The name of a new file that only its owner can read; it is gone at the end unless it was renamed."""
    fresh = file.with_name(file.name + ".rekey")
    _remove(fresh)  # of a process that was killed
    os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        yield fresh
    finally:
        _remove(fresh)


def _remove(fresh: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)


def _export(connection: Any, fresh: Path, key: Key, salt: bytes) -> None:
    connection.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(fresh), raw(key, salt)))
    connection.execute("SELECT sqlcipher_export('fresh')").fetchall()
    connection.execute("DETACH DATABASE fresh")


def _objects(connection: Any) -> list[Any]:
    return connection.execute(_OBJECTS).fetchall()


def _counts(connection: Any) -> dict[str, int]:
    names = [name for kind, name, *_ in _objects(connection) if kind == "table"]
    counted = {name: f'SELECT count(*) FROM "{name}"' for name in names}  # noqa: S608 (names of our own tables)
    return {name: connection.execute(query).fetchone()[0] for name, query in counted.items()}


def _verify(fresh: Path, key: Key, held: tuple[list[Any], dict[str, int]]) -> None:
    connection = connect(fresh, key)
    try:
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        untouched = connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        same = (_objects(connection), _counts(connection)) == held
    finally:
        connection.close()
    if not (sound and untouched and same):
        raise StoreError(
            "The encrypted copy is not like the store. Nothing was changed; run 'iopkit doctor'."
        )


@contextmanager
def _engine(fresh: Path, key: Key) -> Iterator[Engine]:
    engine = sqlite_engine(URL.create("sqlite", database=str(fresh)), key)
    try:
        log_ahead(engine)
        yield engine
    finally:
        engine.dispose()


def _take_place(fresh: Path, file: Path, connection: Any, *, plain: bool) -> None:
    """Put the copy in the store's place; what was there in the plain is overwritten, if the disk lets us."""
    if os.name == "nt":  # where an open file cannot be replaced
        connection.close()
        fresh.replace(file)
        return
    old = os.open(file, os.O_RDWR)
    try:
        fresh.replace(file)
        settle(file.parent)
        if plain:
            _overwrite(old)
        connection.close()
    finally:
        os.close(old)  # not sooner: it lets go of the locks that the connection has


def _overwrite(opened: int) -> None:
    left = os.fstat(opened).st_size
    os.lseek(opened, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(opened, bytes(min(left, 1 << 20)))
    os.fsync(opened)


@contextmanager
def _sentences(file: Path) -> Iterator[None]:
    try:
        yield
    except driver().Error as error:
        if "locked" in str(error):
            raise StoreBusy(_in_use(file)) from None
        raise StoreError(f"The store has no new key: {error}. Nothing was changed.") from None
    except OSError as error:
        raise StoreError(f"The store has no new key: {error.strerror}. Nothing was changed.") from error


def _in_use(file: Path) -> str:
    return (
        f"The store at {file} is in use. Stop 'iopkit serve' and close every notebook, then try again; "
        "nothing was changed."
    )
