"""Verbs about who came, how they were, and how far they took part."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError

from iopkit.errors import ChangedElsewhere
from iopkit.model.group_session import Attendance, CheckIn, Mark, Participation
from iopkit.store import tables
from iopkit.store.verbs import Verbs

_FIELDS = ("status", "arrived_at", "left_at", "minutes", "mode", "reason")


class RollVerbs(Verbs):
    """Attendance with its history, check-ins, participation."""

    def list_attendance(self, session_id: str) -> list[Attendance]:
        """What the roll of a session says now."""
        table = tables.attendance
        return [_attendance(row._mapping) for row in self._all(table, table.c.session_id == session_id)]

    def set_attendance(self, attendance: Attendance) -> None:
        """Mark a client; what was marked before stays in the history.

        ``attendance.version`` is the version that the person saw when they pressed.

        Raises
        ------
        ChangedElsewhere
            Somebody else marked this client since then; their mark stands.
        """
        values = {name: getattr(attendance, name) for name in _FIELDS}
        if not self._keep(tables.attendance, attendance, {}, values):
            raise ChangedElsewhere(
                "Somebody else marked this client a moment ago. Your press was not stored; "
                "their mark is shown. Press again if yours is right."
            )
        row = {"session_id": attendance.session, "client_id": attendance.client, **values}
        said = {"version": attendance.version + 1, "marked_by": self.by, "marked_at": self.now}
        self._add(tables.attendance_marks, [row | said])

    def add_attendance(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add many first marks at once: ``session_id``, ``client_id``, ``status``, and what is known.

        Their history starts with who brought them in, and when.
        """
        given = list(rows)
        first = dict.fromkeys(sorted(set().union(*given))) | {"version": 1}  # a column for what any row says
        said = {"marked_by": self.by, "marked_at": self.now}
        self._add(tables.attendance, ({**first, **row} for row in given))
        self._add(tables.attendance_marks, ({**first, **row, **said} for row in given))

    def attendance_rows(self) -> Iterator[Mapping[str, Any]]:
        """What the rolls of all sessions say now, by session and client; it is read as it is needed."""
        table = tables.attendance
        for row in self._each(select(table), table.c.session_id, table.c.client_id):
            yield row._asdict()

    def list_marked(self, session_ids: Iterable[str]) -> set[tuple[str, str]]:
        """The (session, client) of these sessions that have a mark."""
        of, client = tables.attendance.c.session_id, tables.attendance.c.client_id
        rows = self._among(select(of, client), of, session_ids)
        return {(row.session_id, row.client_id) for row in rows}

    def list_marks(self, session_id: str, client_id: str) -> list[Mark]:
        """Everything that was ever marked for a client at a session, oldest first."""
        table = tables.attendance_marks
        rows = self._all(
            table, table.c.session_id == session_id, table.c.client_id == client_id, order=table.c.id
        )
        return [
            Mark(attendance=_attendance(row._mapping), marked_by=row.marked_by, marked_at=row.marked_at)
            for row in rows
        ]

    def set_check_in(self, check_in: CheckIn) -> None:
        """Keep a check-in; it replaces the one that was seen, by ``check_in.version``.

        Raises
        ------
        ChangedElsewhere
            Somebody else wrote this check-in since then; theirs stands.
        """
        values = {"mood": check_in.mood, "craving": check_in.craving, "used": check_in.used}
        by = {"taken_by": self.by, "taken_at": self.now}
        if not self._keep(tables.check_ins, check_in, {"moment": check_in.moment}, values | by):
            raise ChangedElsewhere(
                "Somebody else wrote this check-in a moment ago. Your press was not stored; "
                "theirs is shown. Press again if yours is right."
            )

    def add_check_ins(self, check_ins: Iterable[CheckIn]) -> None:
        """Add many first check-ins at once."""
        self._add(
            tables.check_ins,
            [
                {
                    "session_id": one.session,
                    "client_id": one.client,
                    "moment": one.moment,
                    "mood": one.mood,
                    "craving": one.craving,
                    "used": one.used,
                    "taken_by": self.by,
                    "taken_at": self.now,
                    "version": 1,
                }
                for one in check_ins
            ],
        )

    def list_check_ins(self, session_id: str) -> list[CheckIn]:
        """The check-ins of a session."""
        table = tables.check_ins
        return [
            CheckIn(
                session=row.session_id,
                client=row.client_id,
                moment=row.moment,
                mood=row.mood,
                craving=row.craving,
                used=row.used,
                version=row.version,
            )
            for row in self._all(table, table.c.session_id == session_id)
        ]

    def set_participation(self, participation: Participation) -> None:
        """Keep how far a client took part; it replaces the rating seen, by ``participation.version``.

        Raises
        ------
        ChangedElsewhere
            Somebody else rated this client since then; their rating stands.
        """
        values = {"level": participation.level, "noted_by": self.by, "noted_at": self.now}
        if not self._keep(tables.participation, participation, {}, values):
            raise ChangedElsewhere(
                "Somebody else rated this client's participation a moment ago. Your press was not stored; "
                "theirs is shown. Press again if yours is right."
            )

    def add_participation(self, ratings: Iterable[Participation]) -> None:
        """Add many first ratings at once of how far clients took part."""
        self._add(
            tables.participation,
            [
                {
                    "session_id": one.session,
                    "client_id": one.client,
                    "level": one.level,
                    "noted_by": self.by,
                    "noted_at": self.now,
                    "version": 1,
                }
                for one in ratings
            ],
        )

    def list_participation(self, session_id: str) -> list[Participation]:
        """How far each client took part in a session."""
        table = tables.participation
        return [
            Participation(session=row.session_id, client=row.client_id, level=row.level, version=row.version)
            for row in self._all(table, table.c.session_id == session_id)
        ]

    def _keep(
        self,
        table: Table,
        seen: Attendance | CheckIn | Participation,
        more_key: Mapping[str, Any],
        values: Mapping[str, Any],
    ) -> bool:
        """Write the next version of what was seen of a client; False when somebody else was faster."""
        key = {"session_id": seen.session, "client_id": seen.client, **more_key}
        row = {**values, "version": seen.version + 1}
        where = [table.c[name] == value for name, value in key.items()]
        if seen.version:
            return bool(self._update(table, row, *where, table.c.version == seen.version))
        try:
            with self._connection.begin_nested():
                self._add(table, [{**key, **row}])
        except IntegrityError:
            if self._one(table, *where) is None:
                raise
            return False
        return True


def _attendance(row: Mapping[Any, Any]) -> Attendance:
    known = {name: row[name] for name in (*_FIELDS, "version")}
    return Attendance(session=row["session_id"], client=row["client_id"], **known)
