"""Files that SQLCipher encrypts: how one is told from a plain file, and how it is opened with its key."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from iopkit.errors import StoreError
from iopkit.store.key_ring import find_in_ring
from iopkit.store.keys import VARIABLE, Key, key_file_of, read_key_file

_PLAIN = b"SQLite format 3\x00"
_SALT_BYTES = len(_PLAIN)
_SMALLEST_PAGE = 512


def salt_of(file: Path) -> bytes | None:
    """The random bytes that an encrypted file begins with; None for a plain store and for what is no store.

    Nothing in this process may have the file open: on POSIX, closing it here would let go of all locks that
    the process has on it. ``engines`` sees to that.
    """
    with open(file, "rb") as opened:
        head = opened.read(_SALT_BYTES)
    whole_pages = file.stat().st_size % _SMALLEST_PAGE == 0
    return head if len(head) == _SALT_BYTES and head != _PLAIN and whole_pages else None


def key_for(file: Path) -> Key | None:
    """The key that opens a store's file; None for a plain one.

    A file that is still empty becomes an encrypted store when there is a key file for it.

    Raises
    ------
    StoreError
        The file is encrypted, and its key is missing or another's, or SQLCipher is not installed.
    """
    if file.stat().st_size == 0:
        return _key_of_new(file)
    salt = salt_of(file)
    if salt is None:
        return None
    driver()
    found = False
    for key in _known_keys(file, salt):
        found = True
        if opens(file, key):
            return key
    raise StoreError(_wrong(file) if found else _missing(file))


def driver() -> Any:
    """SQLCipher's own sqlite3 module.

    Raises
    ------
    StoreError
        It is not installed.
    """
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise StoreError(
            "An encrypted store needs a package that is not installed. Run 'pip install iopkit[encryption]'."
        ) from error
    return dbapi2


def connect(file: Path, key: Key, salt: bytes = b"") -> Any:
    """A connection of SQLCipher to a file; whether the key fits shows when something is read."""
    connection = driver().connect(str(file), check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to the error stream
    connection.execute(f'PRAGMA key = "{raw(key, salt)}"')
    return connection


def raw(key: Key, salt: bytes = b"") -> str:
    """A key as SQLCipher takes it: used as it is, not derived from a passphrase; a salt only for a new file.

    >>> raw(Key(bytes(32)))[:8]
    "x'000000"
    """
    text = f"x'{key.secret.hex()}{salt.hex()}'"
    if not re.fullmatch(r"x'([0-9a-f]{64}|[0-9a-f]{96})'", text):
        raise StoreError("A key has 32 bytes; this one has not.")
    return text


def opens(file: Path, key: Key) -> bool:
    """Whether that key opens that file."""
    connection = connect(file, key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver().DatabaseError as error:
        if "not a database" in str(error):
            return False
        raise
    finally:
        connection.close()
    return True


def _key_of_new(file: Path) -> Key | None:
    place = key_file_of(file)
    if not place.exists():
        return None
    driver()
    return read_key_file(place)[0]


def _known_keys(file: Path, salt: bytes) -> Iterator[Key]:
    place = key_file_of(file)
    if place.exists():
        yield from read_key_file(place)
    if (found := find_in_ring(salt)) is not None:
        yield found


def _missing(file: Path) -> str:
    return (
        f"The store at {file} is encrypted, or it is no store, and there is no key for it: not in "
        f"{key_file_of(file)} and not in the system keyring. Put the key file back from your copy, "
        f"or name it in {VARIABLE}."
    )


def _wrong(file: Path) -> str:
    return (
        f"The store at {file} does not open with the key that is in {key_file_of(file)} or in the system "
        "keyring: it is another store's key, or the file is damaged. Put the right key file there, "
        f"or name it in {VARIABLE}; nothing was changed."
    )
