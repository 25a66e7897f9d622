"""One row of the audit, and the chain that holds the rows together."""

import hashlib
import json
from typing import Any

from iopkit.model.value import UtcMoment, Value

#: What stands before the first row.
BEFORE_ALL = "0" * 64

#: Acts about a group session that leave it as it was.
LOOKED = ("see_session", "print", "refused")


class AuditRow(Value):
    """Who did what, when, on whose records.

    ``by`` is a member of staff, or who called a command; empty where nobody had signed in. ``session`` is
    a group session. ``clients`` and ``detail`` are JSON, as they were hashed. ``previous`` is the hash of
    the row before, so that none can be changed, taken out or put in without all later ones telling.
    """

    id: int
    at: UtcMoment
    by: str | None = None
    act: str
    session: str | None = None
    clients: str = "[]"
    detail: str = "{}"
    previous: str
    hash: str

    @property
    def client_ids(self) -> list[str]:
        """The clients whose records it is about."""
        return list(json.loads(self.clients))

    @property
    def said(self) -> dict[str, Any]:
        """What else is known of it."""
        return dict(json.loads(self.detail))


def plain(value: Any) -> str:
    """The one way in which a value is written as JSON, so that its hash can be worked out again.

    >>> plain({"b": 1, "a": ["x"]})
    '{"a":["x"],"b":1}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def chained(previous: str, **fields: Any) -> AuditRow:
    """The row that follows the one with the hash ``previous``."""
    unsealed = AuditRow(previous=previous, hash="", **fields)
    return unsealed.model_copy(update={"hash": seal(unsealed)})


def seal(row: AuditRow) -> str:
    """The hash of a row: SHA-256 over all that it says and the hash of the row before."""
    said = row.model_dump(exclude={"hash"}) | {"at": row.at.isoformat(timespec="microseconds")}
    return hashlib.sha256(plain(said).encode()).hexdigest()
