"""Encrypt the store, or give an encrypted one a new key, once somebody says that they keep a copy of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from iopkit.errors import NotAllowed
from iopkit.store.address import file_of, store_address
from iopkit.store.encrypted import key_for, salt_of
from iopkit.store.key_ring import SERVICE, entry_of, put_into_ring, take_from_ring
from iopkit.store.keys import Key, key_file_of, read_key_file, write_key_file
from iopkit.store.opening import open_store
from iopkit.store.rekeying import make_encrypted, new_salt, refuse_open, rekey_file
from iopkit.store.store import Store


class Place(StrEnum):
    """Where a store's key is kept."""

    KEYRING = "keyring"
    FILE = "file"


@dataclass(frozen=True)
class KeyPlace:
    """Where the new key is, in words, and how a copy of it is made."""

    words: str
    copy: str


@dataclass(frozen=True)
class Rekeyed:
    """What was done: ``rows`` in each table; whether there was a store before, and whether it was plain."""

    file: Path
    rows: dict[str, int]
    was_there: bool
    was_plain: bool


def rekey(
    to: Place, is_kept: Callable[[KeyPlace], bool], by: str | None = None, address: str | None = None
) -> Rekeyed:
    """Encrypt the store with a new key; where there is no store, make an empty one that is encrypted.

    The new key is put into its place first, so that a copy can be made of it; ``is_kept`` is asked whether
    there is one. Old keys stay where they are: copies of the store that were made before need them.

    Raises
    ------
    NotAllowed
        The store is on a server, or nobody has a copy of the key. Nothing was changed.
    StoreError
        The key or the store cannot be written, or the store is in use. Nothing was changed.
    """
    file = _file(address)
    was_there = file.exists() and file.stat().st_size > 0
    was_plain = was_there and _is_plain(file, address)
    key, salt = Key.new(), new_salt()
    place = _put(to, file, key, salt)
    try:
        if not is_kept(place):
            raise NotAllowed("Nothing was changed. Make a copy of the key, then run it again.")
        rows = _renew(file, key, salt, to, by) if was_there else _make(file, key, salt)
    except BaseException:  # Ctrl+C too
        _take_back(to, file, key, salt)
        raise
    return Rekeyed(file, rows, was_there=was_there, was_plain=was_plain)


def _is_plain(file: Path, address: str | None) -> bool:
    """Whether a store is not encrypted, once it is found to be one, and of this version."""
    refuse_open(file)
    plain = key_for(file) is None
    open_store(address).close()
    return plain


def _file(address: str | None) -> Path:
    file = file_of(store_address(address))
    if file is None:
        raise NotAllowed(
            "This store is not a file: its server encrypts its disk, or does not. "
            "'iopkit rekey' is for stores in a file."
        )
    return file


def _renew(file: Path, key: Key, salt: bytes, to: Place, by: str | None) -> dict[str, int]:
    def recorded(store: Store, rows: dict[str, int]) -> None:
        with store.write(by) as w:
            w.record("rekey", detail={"file": file.name, "to": to.value, "rows": rows})

    return rekey_file(file, key, salt, recorded)


def _make(file: Path, key: Key, salt: bytes) -> dict[str, int]:
    """An empty store; nothing is written into its audit, so that a backup can be restored into it."""
    make_encrypted(file, key, salt)
    return {}


def _put(to: Place, file: Path, key: Key, salt: bytes) -> KeyPlace:
    """Keep a new key beside the old ones, the new one first."""
    if to is Place.KEYRING:
        put_into_ring(salt, key)
        name = entry_of(salt)
        return KeyPlace(f"the system keyring, as {name!r}", f"'keyring get {SERVICE} \"{name}\"' shows it")
    kept = key_file_of(file)
    write_key_file(kept, [key, *_keys_in(kept)])
    return KeyPlace(f"the file {kept}", "copy that file")


def _take_back(to: Place, file: Path, key: Key, salt: bytes) -> None:
    """Remove a key that no store was encrypted with."""
    if file.exists() and salt_of(file) == salt:
        return
    if to is Place.KEYRING:
        take_from_ring(salt)
    else:
        kept = key_file_of(file)
        write_key_file(kept, [one for one in _keys_in(kept) if one != key])


def _keys_in(kept: Path) -> list[Key]:
    return read_key_file(kept) if kept.exists() else []
