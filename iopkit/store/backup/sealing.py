"""Bytes in sealed chunks: what was altered, left out, put elsewhere or cut off does not open."""

import io
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from iopkit.errors import StoreError

CHUNK = 64 * 1024
_TAG = 16


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class SealedWriter(io.RawIOBase):
    """Takes bytes and writes them sealed; ``close`` writes the last chunk, without which nothing opens."""

    def __init__(self, out: BinaryIO, key: bytes) -> None:
        self._out = out
        self._cipher = AESGCM(key)
        self._number = 0
        self._held = bytearray()

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: "memoryview | bytes") -> int:  # type: ignore[override]
        """Take bytes; whole chunks are written at once, but for one that may be the last."""
        self._held += data
        while len(self._held) > CHUNK:
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Write what is held as the last chunk."""
        self._seal(bytes(self._held), last=True)
        self._held.clear()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Gives the bytes of sealed chunks, none before its chunk was found to be as it was written.

    ``read`` raises StoreError at a chunk that was not.
    """

    def __init__(self, source: BinaryIO, key: bytes, name: str) -> None:
        self._source = source
        self._cipher = AESGCM(key)
        self._name = name
        self._number = 0
        self._next = source.read(CHUNK + _TAG)
        self._open = b""
        self._ended = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer with what comes next; 0 at the end."""
        while not self._open and not self._ended:
            self._unseal()
        taken = self._open[: len(buffer)]
        buffer[: len(taken)] = taken
        self._open = self._open[len(taken) :]
        return len(taken)

    def _unseal(self) -> None:
        sealed, self._next = self._next, self._source.read(CHUNK + _TAG)
        self._ended = not self._next
        try:
            self._open = self._cipher.decrypt(_nonce(self._number, last=self._ended), sealed, None)
        except (InvalidTag, ValueError):
            raise StoreError(self._fault()) from None
        self._number += 1

    def _fault(self) -> str:
        if self._number == 0:
            return f"{self._name} does not open: the passphrase or key is another's, or the file was altered."
        return (
            f"{self._name} is damaged, cut off or was altered, "
            f"somewhere after its first {self._number * (CHUNK + _TAG):,} bytes. Use another backup."
        )
