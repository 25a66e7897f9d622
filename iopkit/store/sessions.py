"""Verbs about group sessions: the calendar of a clinic."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Unpack
from zoneinfo import ZoneInfo

from sqlalchemy import Join, Row, Select, func, select

from iopkit.errors import NotFound, quoted
from iopkit.model.codes import SessionStatus
from iopkit.model.group_session import GroupSession
from iopkit.store import tables
from iopkit.store.stays import Within, in_groups
from iopkit.store.verbs import Verbs


class SessionVerbs(Verbs):
    """Group sessions."""

    def add_sessions(self, sessions: Iterable[GroupSession]) -> None:
        """Add group sessions."""
        self._add(
            tables.group_sessions,
            [
                {
                    "id": one.id,
                    "group_id": one.group,
                    "starts_at": one.starts_at,
                    "ends_at": one.ends_at,
                    "status": one.status,
                    "plan_id": one.plan,
                }
                for one in sessions
            ],
        )

    def get_session(self, session_id: str, *, hold: bool = False) -> GroupSession:
        """The group session of that id; ``hold`` keeps others from changing it until this is stored.

        Raises
        ------
        NotFound
            There is none.
        """
        query = _sessions().where(tables.group_sessions.c.id == session_id)
        if hold:
            query = query.with_for_update(of=tables.group_sessions, key_share=True)
        row = self._connection.execute(query).first()
        if row is None:
            raise NotFound(f"No group session {quoted(session_id)} in this store. Choose one from today's.")
        return _session(row)

    def list_sessions(
        self, since: datetime | None = None, until: datetime | None = None
    ) -> list[GroupSession]:
        """Group sessions that start in [since, until), by start; without bounds, all of them."""
        starts = tables.group_sessions.c.starts_at
        query = _sessions().order_by(starts, tables.groups.c.name)
        if since is not None:
            query = query.where(starts >= since)
        if until is not None:
            query = query.where(starts < until)
        return [_session(row) for row in self._connection.execute(query)]

    def session_rows(self) -> Iterator[GroupSession]:
        """Every group session, by id; they are read as they are needed."""
        return map(_session, self._each(_sessions(), tables.group_sessions.c.id))

    def list_sessions_of(self, ids: Collection[str]) -> list[GroupSession]:
        """The group sessions among these ids."""
        return [_session(row) for row in self._among(_sessions(), tables.group_sessions.c.id, ids)]

    def count_held(self, since: date, until: date, **within: Unpack[Within]) -> dict[str | None, int]:
        """How many sessions were held at each site on these local days, both included; None is no site.

        They are counted where they are kept, one time zone after the other: a day begins where it is lived.
        """
        programs, counts = tables.programs, Counter[str | None]()
        zone = func.coalesce(programs.c.time_zone, _own_zone(), "UTC")
        for name in self._connection.scalars(select(zone).select_from(_of_programs()).distinct()).all():
            begins, ends = (_midnight(day, name) for day in (since, until + timedelta(days=1)))
            starts = tables.group_sessions.c.starts_at
            query: Select[Any] = (
                select(programs.c.site_id, func.count())
                .select_from(_of_programs())
                .join(tables.group_sessions, tables.group_sessions.c.group_id == tables.groups.c.id)
                .where(zone == name, starts >= begins, starts < ends)
                .where(tables.group_sessions.c.status == SessionStatus.HELD)
                .group_by(programs.c.site_id)
            )
            counts.update({row[0]: row[1] for row in self._connection.execute(in_groups(query, **within))})
        return dict(counts)

    def set_session_status(self, session_id: str, status: SessionStatus) -> None:
        """Say where a group session stands."""
        self._update(tables.group_sessions, {"status": status}, tables.group_sessions.c.id == session_id)

    def set_session_plan(self, session_id: str, plan_id: str) -> None:
        """Say which plan a group session follows."""
        self._update(tables.group_sessions, {"plan_id": plan_id}, tables.group_sessions.c.id == session_id)

    def default_time_zone(self) -> str:
        """The zone of groups without a program."""
        row = self._one(tables.settings, tables.settings.c.key == "time_zone")
        return row.value if row else "UTC"


def _session(row: Row[Any]) -> GroupSession:
    return GroupSession(
        id=row.id,
        group=row.group_id,
        group_name=row.group_name,
        program=row.program_id,
        time_zone=row.time_zone,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        status=row.status,
        plan=row.plan_id,
    )


def _own_zone() -> Any:
    """The zone of groups without a program."""
    settings = tables.settings.c
    return select(settings.value).where(settings.key == "time_zone").scalar_subquery()


def _of_programs() -> Join:
    """Groups beside their programs."""
    return tables.groups.outerjoin(tables.programs, tables.programs.c.id == tables.groups.c.program_id)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _sessions() -> Select[Any]:
    """Group sessions beside their group's name and the time zone of their program, else the store's."""
    groups, programs = tables.groups, tables.programs
    return (
        select(
            tables.group_sessions,
            groups.c.name.label("group_name"),
            groups.c.program_id,
            func.coalesce(programs.c.time_zone, _own_zone(), "UTC").label("time_zone"),
        )
        .join(groups, groups.c.id == tables.group_sessions.c.group_id)
        .outerjoin(programs, programs.c.id == groups.c.program_id)
    )
