"""What was found: whether it is well, in one sentence, and what to do. It names no client."""

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """How it stands with something."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


class Finding(NamedTuple):
    """One thing that was looked at; ``do`` is empty where nothing need be done."""

    about: str
    state: State
    says: str
    do: str = ""


def ok(about: str, says: str) -> Finding:
    """Something is as it should be."""
    return Finding(about, State.OK, says)


def warning(about: str, says: str, do: str) -> Finding:
    """Something should be done soon."""
    return Finding(about, State.WARNING, says, do)


def fault(about: str, says: str, do: str) -> Finding:
    """Something must be done now."""
    return Finding(about, State.FAULT, says, do)
