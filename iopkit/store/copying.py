"""Verbs that copy the whole store: every row out of it, and into an empty one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import TableClause, func, insert, inspect, select, text, update

from iopkit.store import tables
from iopkit.store.backup.shapes import Contents, Shape, Tally
from iopkit.store.upgrading import upgrade, version_of
from iopkit.store.verbs import Verbs

_BATCH = 500
#: What a new store has before anybody has done anything.
_IN_A_NEW_STORE = {tables.audit_head.name, "alembic_version"}

_TRIGGER_FUNCTIONS = """
    SELECT DISTINCT tgfoid::regprocedure::text FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid
    WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
"""


class CopyVerbs(Verbs):
    """The store as a whole. What is put in is not counted as a change: whoever does it records it."""

    def version(self) -> int:
        """The version that the store is at."""
        return version_of(self._connection)

    def shapes(self) -> list[Shape]:
        """All tables, each after those that it refers to."""
        return [Shape.of(table) for table in tables.metadata.sorted_tables]

    def rows_of(self, shape: Shape) -> Iterator[Sequence[Any]]:
        """A table's rows in the order of its key, which is the same in every database; read as needed."""
        clause = shape.clause()
        kinds = dict(shape.columns)
        order = [
            self._bytewise(clause.c[name]) if kinds[name] == "text" else clause.c[name] for name in shape.key
        ]
        yield from self._connection.execute(
            select(*clause.c).order_by(*order).execution_options(yield_per=_BATCH)
        )

    def contents(self, shape: Shape) -> Contents:
        """How many rows a table has, and their checksum."""
        tally = Tally()
        for _ in tally.passing(shape.written(self.rows_of(shape))):
            pass
        return tally.contents()

    def count_rows(self, name: str) -> int:
        """How many rows a table has."""
        return self._connection.scalar(select(func.count()).select_from(tables.metadata.tables[name])) or 0

    def is_unused(self) -> bool:
        """Whether nothing was ever put into the store."""
        names = set(inspect(self._connection).get_table_names()) - _IN_A_NEW_STORE
        return not any(self._has_rows(Shape(table=name, columns=(), key=()).clause()) for name in names)

    def make_anew(self, version: int) -> None:
        """Bring an unused store to an older version, by making its tables again."""
        functions = self._trigger_functions()
        cascade = " CASCADE" if functions is not None else ""
        for name in inspect(self._connection).get_table_names():
            self._connection.execute(text(f'DROP TABLE "{name}"{cascade}'))
        for name in functions or ():
            self._connection.execute(text(f"DROP FUNCTION {name}"))
        upgrade(self._connection, version)

    def put_rows(self, shape: Shape, rows: Iterable[Sequence[Any]]) -> None:
        """Put rows into a table of an unused store."""
        clause, read = shape.clause(), map(shape.read, rows)
        if self._has_rows(clause):  # a row that every store has: it gets its values
            for row in read:
                where = [clause.c[name] == row[name] for name in shape.key]
                self._connection.execute(update(clause).where(*where).values(row))
            return
        while batch := list(islice(read, _BATCH)):
            self._connection.execute(insert(clause), batch)

    def finish_copy(self, at: datetime) -> None:
        """Bring what was put in to this iopkit's version; new rows are numbered behind the old ones."""
        upgrade(self._connection)
        self.number_on()
        self.set_last_backup(at)

    def number_on(self) -> None:
        """Number new rows behind those that were put in; a file does so by itself."""
        if self._connection.dialect.name != "postgresql":
            return
        for table in tables.metadata.sorted_tables:
            column = table.autoincrement_column
            if column is None:
                continue
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            last = select(func.max(column)).scalar_subquery()
            self._connection.execute(select(func.setval(sequence, last)).where(last.is_not(None)))

    def close_for(self, place: str) -> None:
        """Let nobody write here any more: the records were moved to that place."""
        self._insert(tables.settings, [{"key": "moved_to", "value": place}])

    def set_last_backup(self, at: datetime) -> None:
        """Remember when the last backup was made; the audit says it already."""
        table, value = tables.settings, {"value": at.isoformat()}
        if not self._change(table, value, table.c.key == "last_backup"):
            self._insert(table, [{"key": "last_backup", **value}])

    def find_last_backup(self) -> datetime | None:
        """When the last backup was made; None when there was none."""
        row = self._one(tables.settings, tables.settings.c.key == "last_backup")
        return datetime.fromisoformat(row.value) if row else None

    def _has_rows(self, clause: TableClause) -> bool:
        return self._connection.execute(select(text("1")).select_from(clause).limit(1)).first() is not None

    def _trigger_functions(self) -> list[str] | None:
        """What PostgreSQL's triggers on these tables call; None where there is no such thing."""
        if self._connection.dialect.name != "postgresql":
            return None
        return list(self._connection.scalars(text(_TRIGGER_FUNCTIONS)))
