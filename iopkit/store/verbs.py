"""What every family of verbs stands on: a connection, the moment, and who is acting."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, delete, insert, select, update

#: Databases limit how many values one statement takes.
_AT_ONCE = 1000


class Verbs:
    """One transaction's connection; ``now`` and ``by`` stand beside every change made in it.

    Every change goes through ``_add``, ``_update``, ``_set`` or ``_remove``, which count it: a transaction
    that changed something cannot end without a row in the audit. ``operator`` is the computer's
    user, where nobody has signed in.
    """

    def __init__(
        self, connection: Connection, now: datetime, by: str | None, operator: str | None = None
    ) -> None:
        self._connection = connection
        self.now = now
        self.by = by
        self.operator = operator
        self._changes: Counter[str] = Counter()
        self._records: list[dict[str, Any]] = []

    def _add(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        self._changes[table.name] += self._insert(table, rows)

    def _add_from(self, table: Table, query: Select[Any]) -> None:
        """Add what a query finds, by the names of its columns; no row comes out of the database."""
        names = query.selected_columns.keys()
        added = self._connection.execute(insert(table).from_select(names, query)).rowcount
        self._changes[table.name] += added

    def _one(self, table: Table, *where: ColumnElement[bool]) -> Row[Any] | None:
        return self._connection.execute(select(table).where(*where)).first()

    def _all(self, table: Table, *where: ColumnElement[bool], order: Any = None) -> list[Row[Any]]:
        query = select(table).where(*where)
        return list(self._connection.execute(query if order is None else query.order_by(order)))

    def _among(
        self, query: Select[Any], column: ColumnElement[Any], values: Iterable[Any]
    ) -> Iterator[Row[Any]]:
        """The rows in which a column has one of these values, however many these are."""
        for some in self._batches(values):
            yield from self._connection.execute(query.where(column.in_(some))).all()

    def _batches(self, values: Iterable[Any]) -> Iterator[list[Any]]:
        """Values in order, as many at a time as one statement takes."""
        rest = iter(sorted(values))
        while some := list(islice(rest, _AT_ONCE)):
            yield some

    def _bytewise(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Text in the order of its bytes, as SQLite has it; PostgreSQL would follow the server's language."""
        return column.collate("C") if self._connection.dialect.name == "postgresql" else column

    def _each(self, query: Select[Any], *order: ColumnElement[Any]) -> Iterator[Row[Any]]:
        """All rows in the order of these texts' bytes; they are read as they are needed."""
        ordered = query.order_by(*map(self._bytewise, order))
        yield from self._connection.execute(ordered.execution_options(yield_per=_AT_ONCE))

    def _update(self, table: Table, values: Mapping[str, Any], *where: ColumnElement[bool]) -> int:
        """Change rows; the answer is how many there were."""
        changed = self._change(table, values, *where)
        self._changes[table.name] += changed
        return changed

    def _set(self, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Change the row of that key, or add it."""
        where = [table.c[name] == value for name, value in key.items()]
        if not self._update(table, values, *where):
            self._add(table, [{**key, **values}])

    def _remove(self, table: Table, *where: ColumnElement[bool]) -> None:
        self._changes[table.name] += self._connection.execute(delete(table).where(*where)).rowcount

    def _insert(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
        """Add rows without counting them as a change: for the audit itself."""
        batch = list(rows)
        if batch:
            self._connection.execute(insert(table), batch)
        return len(batch)

    def _change(self, table: Table, values: Mapping[str, Any], *where: ColumnElement[bool]) -> int:
        """Change rows without counting them as a change: for the audit itself, and for who was seen when."""
        return self._connection.execute(update(table).where(*where).values(values)).rowcount
