"""What every family of verbs stands on: a connection, the moment, and who is acting."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, insert, select, update


class Verbs:
    """One transaction's connection; ``now`` and ``by`` stand beside every change made in it."""

    def __init__(self, connection: Connection, now: datetime, by: str | None) -> None:
        self._connection = connection
        self.now = now
        self.by = by

    def _add(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        batch = [dict(row) for row in rows]
        if batch:
            self._connection.execute(insert(table), batch)

    def _one(self, table: Table, *where: ColumnElement[bool]) -> Row[Any] | None:
        return self._connection.execute(select(table).where(*where)).first()

    def _all(self, table: Table, *where: ColumnElement[bool], order: Any = None) -> list[Row[Any]]:
        query = select(table).where(*where)
        return list(self._connection.execute(query if order is None else query.order_by(order)))

    def _update(self, table: Table, values: Mapping[str, Any], *where: ColumnElement[bool]) -> int:
        """Change rows; the answer is how many there were."""
        return self._connection.execute(update(table).where(*where).values(values)).rowcount

    def _set(self, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Change the row of that key, or add it."""
        where = [table.c[name] == value for name, value in key.items()]
        if not self._update(table, values, *where):
            self._add(table, [{**key, **values}])
