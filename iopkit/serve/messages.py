"""Which messages pass between a browser and its kernel. What is not named here is dropped."""

import json
from itertools import pairwise
from typing import Any

PROTOCOL = "v1.kernel.websocket.jupyter.org"

#: What a browser may say.
TO_KERNEL = frozenset({"comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request"})
#: The one conversation that a browser may begin: asking for the states of the page's widgets.
MAY_OPEN = "jupyter.widget.control"
#: What a browser is told. No code, no output of programs, no traceback.
TO_BROWSER = frozenset(
    {
        "comm_open",
        "comm_close",
        "comm_msg",
        "comm_info_reply",
        "kernel_info_reply",
        "status",
        "display_data",
        "update_display_data",
        "clear_output",
    }
)

#: Channel, header, parent header, metadata and content; then buffers, of which no page has many.
_FEWEST, _MOST = 5, 64


def why_dropped(message: bytes | str) -> str | None:
    """Why a browser's message must not reach the kernel; None when it may."""
    try:
        channel, header, _, _, content = parts_of(message)[:5]
        said = _object(header)
        kind = str(said["msg_type"])
        opens = _object(content).get("target_name") if kind == "comm_open" else MAY_OPEN
    except (ValueError, KeyError, RecursionError):
        return "not a message"
    if channel != b"shell" or said.get("subshell_id"):
        return "channel"
    if kind not in TO_KERNEL:
        return "type"
    return None if opens == MAY_OPEN else "target"


def may_be_told(message: bytes | str | dict[str, Any]) -> bool:
    """Whether a kernel's message may go to the browser."""
    try:
        return kind_of(message) in TO_BROWSER
    except (ValueError, KeyError):
        return False


def kind_of(message: Any) -> str:
    """The type of a message."""
    return str(_object(parts_of(message)[1])["msg_type"])


def parts_of(message: Any) -> list[bytes]:
    """The parts of a message as a websocket brings it: a count, where each part begins and ends, the parts.

    Raises
    ------
    ValueError
        It is none, or one of another protocol.
    """
    if not isinstance(message, bytes):
        raise ValueError("no bytes")
    numbers = [int.from_bytes(message[at : at + 8], "little") for at in range(0, 8 * (_MOST + 2), 8)]
    count, edges = numbers[0] - 1, numbers[1 : numbers[0] + 1] if numbers[0] <= _MOST + 1 else []
    if not _FEWEST <= count <= _MOST or edges != sorted(edges) or edges[-1] > len(message):
        raise ValueError("no parts")
    return [message[begin:end] for begin, end in pairwise(edges)]


def _object(part: bytes) -> dict[str, Any]:
    held = json.loads(part.decode("utf-8"))
    if not isinstance(held, dict):
        raise ValueError("no object")
    return held
