"""What a backup is locked with, and how that becomes the key of one file."""

import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from iopkit.errors import NotAllowed, StoreError
from iopkit.store.keys import Key

SHORTEST_PASSPHRASE = 12
_MAGIC = b"iopkit backup "
_FORMAT = 1
_LONGEST_TERMS = 1_000
#: What Argon2id costs: 256 MiB and about half a second, each time somebody tries a passphrase.
_COST = {"memory_kib": 262_144, "passes": 3, "lanes": 4}
_MOST = {"memory_kib": 1_048_576, "passes": 64, "lanes": 64}


@dataclass(frozen=True)
class Passphrase:
    """Words that somebody remembers."""

    words: str = field(repr=False)

    @staticmethod
    def chosen(words: str) -> "Passphrase":
        """A passphrase for a new backup.

        Raises
        ------
        NotAllowed
            It is too short to keep anybody out.
        """
        if len(words) < SHORTEST_PASSPHRASE:
            raise NotAllowed(
                f"The passphrase has {len(words)} letters; use at least {SHORTEST_PASSPHRASE}, "
                "such as five words that have nothing to do with each other."
            )
        return Passphrase(words)


#: A passphrase, or a key from a file.
Lock = Passphrase | Key


def new_header(lock: Lock) -> bytes:
    """The first two lines of a new backup; each backup has a key of its own, whatever it is locked with."""
    terms: dict[str, Any] = (
        {"lock": "passphrase", **_COST} if isinstance(lock, Passphrase) else {"lock": "key"}
    )
    text = json.dumps({**terms, "salt": os.urandom(16).hex()})
    return b"%s%d\n%s\n" % (_MAGIC, _FORMAT, text.encode())


def read_header(file: BinaryIO, name: str) -> bytes:
    """The first two lines of a backup, read from its beginning.

    Raises
    ------
    StoreError
        It is no backup, or one of a later format.
    """
    first = file.readline(len(_MAGIC) + 10)
    number = first.removeprefix(_MAGIC).strip()
    if not first.startswith(_MAGIC) or not number.isdigit():
        raise StoreError(f"{name} is no backup of iopkit, or its beginning is damaged.")
    if int(number) != _FORMAT:
        raise StoreError(
            f"{name} is a backup of format {int(number)}, and this iopkit reads format {_FORMAT}. "
            "Upgrade iopkit."
        )
    return first + file.readline(_LONGEST_TERMS)


def takes_passphrase(header: bytes, name: str) -> bool:
    """Whether a backup opens with a passphrase; else with a key."""
    return bool(_terms(header, name)["lock"] == "passphrase")


def file_key(lock: Lock, header: bytes, name: str) -> bytes:
    """The key of one file, from what it is locked with and all that its header says.

    Raises
    ------
    NotAllowed
        It opens with the other kind of lock.
    StoreError
        The header was altered.
    """
    terms = _terms(header, name)
    salt = bytes.fromhex(terms["salt"])
    if isinstance(lock, Passphrase) != (terms["lock"] == "passphrase"):
        way = (
            "a passphrase: leave out --key-file" if terms["lock"] == "passphrase" else "a key: use --key-file"
        )
        raise NotAllowed(f"{name} opens with {way}.")
    secret = _stretched(lock, salt, terms) if isinstance(lock, Passphrase) else lock.secret
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=header).derive(secret)


def _terms(header: bytes, name: str) -> Mapping[str, Any]:
    try:
        terms = json.loads(header.split(b"\n", 1)[1])
        sound = terms["lock"] in ("passphrase", "key") and len(bytes.fromhex(terms["salt"])) == 16
        if terms["lock"] == "passphrase":
            sound = sound and all(0 < int(terms[name]) <= most for name, most in _MOST.items())
    except (ValueError, KeyError, TypeError, IndexError):
        sound = False
    if not sound:
        raise StoreError(f"{name} is damaged, or was altered: its second line says nothing that makes sense.")
    return terms


def _stretched(lock: Passphrase, salt: bytes, terms: Mapping[str, Any]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    # One passphrase, whichever keyboard typed its accents.
    words = unicodedata.normalize("NFKC", lock.words).encode()
    return hash_secret_raw(
        words,
        salt,
        time_cost=int(terms["passes"]),
        memory_cost=int(terms["memory_kib"]),
        parallelism=int(terms["lanes"]),
        hash_len=32,
        type=Type.ID,
    )
