"""Tables as a backup describes them, so that it can be read by an iopkit whose tables have changed since."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    Float,
    Integer,
    Table,
    TableClause,
    Text,
    column,
    table,
)
from sqlalchemy.types import TypeEngine

from iopkit.model.value import Value
from iopkit.store.columns import UtcDateTime


class Kind(NamedTuple):
    """What a column holds: the type that the store has for it, and how JSON says a value."""

    type: TypeEngine[Any]
    written: Callable[[Any], Any] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value


def _without_zero_fraction(value: Any) -> Any:
    """JSON's 1.0 as 1: it means the same, and SQLite keeps a number that stands alone so."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


#: A kind that is a special case of another stands before it.
KINDS = {
    "moment": Kind(UtcDateTime(), datetime.isoformat, datetime.fromisoformat),
    "date": Kind(Date(), date.isoformat, date.fromisoformat),
    "boolean": Kind(Boolean()),
    "whole": Kind(BigInteger()),
    "number": Kind(Float(), float, float),
    "json": Kind(JSON(), _without_zero_fraction),
    "text": Kind(Text()),
}
_CLASSES: dict[str, type[TypeEngine[Any]]] = {name: type(kind.type) for name, kind in KINDS.items()}
_CLASSES["whole"] = Integer  # BigInteger is one


class Shape(Value):
    """A table: its name, its columns with their kinds, and the columns of its key."""

    table: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]

    @staticmethod
    def of(one: Table) -> "Shape":
        """The shape of one of the store's tables."""
        return Shape(
            table=one.name,
            columns=tuple((c.name, kind_of(c.type)) for c in one.columns),
            key=tuple(c.name for c in one.primary_key.columns),
        )

    def clause(self) -> TableClause:
        """The table as SQL is written with it."""
        return table(self.table, *(column(name, KINDS[kind].type) for name, kind in self.columns))

    def written(self, rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
        """Rows as lines of JSON."""
        ways = [KINDS[kind].written for _, kind in self.columns]
        for row in rows:
            values = [None if one is None else way(one) for way, one in zip(ways, row, strict=True)]
            yield line(values)

    def read(self, values: Sequence[Any]) -> dict[str, Any]:
        """A row from what JSON said."""
        pairs = zip(self.columns, values, strict=True)
        return {name: None if one is None else KINDS[kind].read(one) for (name, kind), one in pairs}


class Contents(Value):
    """What a table held: how many rows, and the SHA-256 of their lines."""

    rows: int
    sha256: str


class Tally:
    """Counts lines and takes their checksum as they go by."""

    def __init__(self) -> None:
        self._rows, self._sum = 0, hashlib.sha256()

    def passing(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The same lines, counted."""
        for one in lines:
            self._rows += 1
            self._sum.update(one)
            yield one

    def contents(self) -> Contents:
        """What went by so far."""
        return Contents(rows=self._rows, sha256=self._sum.hexdigest())


def kind_of(type_: TypeEngine[Any]) -> str:
    """The kind of a column.

    >>> kind_of(Integer()), kind_of(Text())
    ('whole', 'text')
    """
    for name, class_ in _CLASSES.items():
        if isinstance(type_, class_):
            return name
    raise TypeError(f"A backup does not know columns of type {type_!r}; add it to KINDS.")


def line(value: Any) -> bytes:
    """A value as one line of JSON."""
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"
