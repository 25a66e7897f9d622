"""Keys of encrypted stores and backups: 32 random bytes each, in files that only their owner can read."""

import os
import re
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from iopkit.errors import StoreError

VARIABLE = "IOPKIT_KEY_FILE"
_LINE = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True)
class Key:
    """A secret of 32 bytes. It is never shown: not as text, not in a message, not in a log."""

    secret: bytes = field(repr=False)

    @staticmethod
    def new() -> "Key":
        """A key that nobody had before."""
        return Key(secrets.token_bytes(32))


def key_file_of(store_file: Path) -> Path:
    """Where the key of a store is when it is in a file: IOPKIT_KEY_FILE, else beside the store."""
    named = os.environ.get(VARIABLE, "").strip()
    return Path(named).expanduser() if named else store_file.with_name(store_file.name + ".key")


def read_key_file(file: Path) -> list[Key]:
    """The keys of a file, one a line; while a store gets a new key, its old one is in the file too.

    Raises
    ------
    StoreError
        There is no such file, others can read it, or it holds something else. What it holds is not repeated.
    """
    lines = _private_text(file).split()
    if not lines or not all(map(_LINE.fullmatch, lines)):
        raise StoreError(
            f"The key file {file} holds no key: a key is a line of 64 digits from 0 to 9 and a to f. "
            "Put back the file that iopkit wrote, from your copy."
        )
    return [Key(bytes.fromhex(line)) for line in lines]


def write_key_file(file: Path, keys: Sequence[Key]) -> None:
    """Put keys into a file that only its owner can read; no keys remove it. It is never half written."""
    if not keys:
        file.unlink(missing_ok=True)
        return
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
            out.writelines(f"{key.secret.hex()}\n" for key in keys)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
        settle(file.parent)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise StoreError(f"The key file {file} cannot be written: {error.strerror}.") from error


def settle(folder: Path) -> None:
    """Wait until the disk knows which names a folder holds."""
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _private_text(file: Path) -> str:
    try:
        with open(file, encoding="ascii", errors="replace") as opened:
            refuse_shared(file, os.fstat(opened.fileno()).st_mode)
            return opened.read(100_000)
    except FileNotFoundError:
        raise StoreError(f"There is no key file {file}. Put it back from your copy.") from None
    except OSError as error:
        raise StoreError(f"The key file {file} cannot be read: {error.strerror}.") from error


def refuse_shared(file: Path, mode: int) -> None:
    """Say so when others than its owner can read a file of keys.

    Raises
    ------
    StoreError
        They can.
    """
    if os.name == "posix" and mode & 0o077:
        raise StoreError(
            f"The key file {file} can be used by others (mode {stat.S_IMODE(mode):o}). "
            f"Run 'chmod 600 {file}', and when somebody may have read it, use a new key: 'iopkit rekey'."
        )
