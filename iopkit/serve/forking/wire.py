"""Messages with descriptors over a pair of sockets: four bytes of length, then JSON."""

import json
import socket
from typing import Any

_LENGTH = 4
#: No message carries more descriptors.
_DESCRIPTORS = 1


def say(line: socket.socket, message: dict[str, Any], *descriptors: int) -> None:
    """Send a message, and descriptors that the other side gets copies of."""
    written = json.dumps(message).encode()
    socket.send_fds(line, [len(written).to_bytes(_LENGTH, "big")], list(descriptors))
    line.sendall(written)


def hear(line: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next message, and the descriptors that came with it; no program started later inherits those.

    Raises
    ------
    EOFError
        The other side is gone.
    """
    begun, descriptors, _, _ = socket.recv_fds(line, _LENGTH, _DESCRIPTORS, socket.MSG_CMSG_CLOEXEC)
    length = begun + _exactly(line, _LENGTH - len(begun)) if begun else b""
    if not length:
        raise EOFError
    message: dict[str, Any] = json.loads(_exactly(line, int.from_bytes(length, "big")))
    return message, descriptors


def _exactly(line: socket.socket, count: int) -> bytes:
    held = b""
    while len(held) < count:
        part = line.recv(count - len(held))
        if not part:
            raise EOFError
        held += part
    return held
