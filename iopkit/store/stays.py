"""Verbs that count stays where they are kept: what they give does not grow with the clinic's past."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnElement, Integer, Row, Select, case, cast, extract, func, select, union_all

from iopkit.model.codes import LEAVING
from iopkit.store import tables
from iopkit.store.verbs import Verbs

_E: Final = tables.episodes.c
_MONTHS: Final = 3

#: What stays can be counted apart by, as the columns that metrics take.
_COHORTS: Final[Mapping[str, tuple[ColumnElement[Any], ...]]] = {
    "program": (_E.program_id.label("program"),),
    "track": (_E.track,),
    "level_of_care": (_E.level_of_care,),
    "population": (tables.clients.c.populations,),
    "quarter": (
        extract("year", _E.admitted_on).label("year"),
        ((cast(extract("month", _E.admitted_on), Integer) - 1) // _MONTHS).label("quarter"),
    ),
}


class StayVerbs(Verbs):
    """Stays, counted. Dates are local."""

    def stays_frame(
        self,
        as_of: date,
        *,
        by: str | None = None,
        program: str | None = None,
        group: str | None = None,
        groups: Collection[str] | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> pd.DataFrame:
        """How many episodes were observed for how long up to a day: ``stays`` of all of them, counted.

        Stays that had ended are counted in the order of an index, without looking at a single one; only
        those who were in treatment that day are looked up. ``since`` and ``until`` are days of admission.

        Returns
        -------
        pandas.DataFrame
            ``days``, ``left``, ``episodes`` (how many), and what ``with_cohort`` reads for ``by``.
        """
        cohort = _COHORTS[by] if by else ()
        within = {"program": program, "group": group, "groups": groups}

        def counted(*columns: Any, count: Any) -> Select[Any]:
            query = select(*cohort, *columns, count.label("episodes")).select_from(tables.episodes)
            if by == "population":
                query = query.join(tables.clients, tables.clients.c.id == _E.client_id)
            query = _admitted(in_care(query, **within), since, until)
            return query.group_by(*cohort, *columns)

        ended = self._counted(
            counted(
                _E.days,
                _E.discharge_reason,
                count=_how_many(_E.discharged_on <= as_of, _E.admitted_on <= as_of),
            )
        )
        still = counted(_E.admitted_on.label("first"), count=func.count()).where(
            _E.admitted_on <= as_of, not_over_on(as_of)
        )
        return _together(ended, self._counted(still), as_of)

    def list_quarters(
        self,
        *,
        program: str | None = None,
        group: str | None = None,
        groups: Collection[str] | None = None,
    ) -> list[date]:
        """The first days of the quarters in which somebody was admitted, from step to step of an index."""
        found: list[date] = []
        query = in_care(select(func.min(_E.admitted_on)), program=program, group=group, groups=groups)
        while day := self._connection.scalar(_admitted(query, _next(found[-1]) if found else None, None)):
            found.append(day.replace(month=day.month - (day.month - 1) % _MONTHS, day=1))
        return found

    def count_misfit_stays(self) -> int:
        """How many stays have a length that is not what their dates say; there is none unless by mistake."""
        rows = self._connection.execute(select(_E.admitted_on, _E.discharged_on, _E.days))
        return sum(row.days != days_of(row.admitted_on, row.discharged_on) for row in rows)

    def _counted(self, query: Select[Any]) -> pd.DataFrame:
        return in_frame(self._connection.execute(query), query)


def days_of(admitted_on: date, discharged_on: date | None) -> int | None:
    """The length of a stay in days; None while it goes on."""
    return (discharged_on - admitted_on).days if discharged_on else None


def in_frame(rows: Iterable[Row[Any]], query: Select[Any]) -> pd.DataFrame:
    """A query's rows. As plain tuples: pandas would ask each of SQLAlchemy's whether it is a mapping."""
    columns = query.selected_columns.keys()
    return pd.DataFrame.from_records([tuple(row) for row in rows], columns=columns)


def in_care(
    query: Select[Any],
    *,
    program: str | None = None,
    group: str | None = None,
    groups: Collection[str] | None = None,
) -> Select[Any]:
    """Only episodes in a program, and during which the client was a member of one of these groups."""
    if program is not None:
        query = query.where(_E.program_id == program)
    for some in ([group] if group is not None else None, groups):
        if some is not None:
            query = query.where(*_member_during(some))
    return query


def not_over_on(day: date) -> ColumnElement[bool]:
    """Only episodes that end after a day, or have no end yet.

    As ids of two stretches of an index: asked in any other way, SQLite walks through all admissions.
    """
    ids = select(_E.id)
    return _E.id.in_(union_all(ids.where(_E.discharged_on.is_(None)), ids.where(_E.discharged_on > day)))


def _member_during(groups: Collection[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The first condition says nothing new; it lets the database begin with the groups' members."""
    member = tables.memberships
    ever = select(member.c.client_id).where(member.c.group_id.in_(groups))
    during = ever.where(
        member.c.client_id == _E.client_id,
        _E.discharged_on.is_(None) | (member.c.joined_on <= _E.discharged_on),
        member.c.left_on.is_(None) | (member.c.left_on >= _E.admitted_on),
    )
    return _E.client_id.in_(ever), during.exists()


def _admitted(query: Select[Any], since: date | None, until: date | None) -> Select[Any]:
    if since is not None:
        query = query.where(_E.admitted_on >= since)
    return query if until is None else query.where(_E.admitted_on <= until)


def _how_many(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """A sum and no filter: a filter on dates would lead the database away from the index in order."""
    met = conditions[0]
    for other in conditions[1:]:
        met = met & other
    return func.sum(case((met, 1), else_=0))


def _next(quarter: date) -> date:
    month = quarter.month + _MONTHS
    return date(quarter.year + month // 12, (month - 1) % 12 + 1, 1)


def _together(ended: pd.DataFrame, still: pd.DataFrame, as_of: date) -> pd.DataFrame:
    ended = ended[ended["episodes"].astype("int64") > 0]
    ended = ended.assign(left=ended.pop("discharge_reason").isin(LEAVING))
    seen = pd.Timestamp(as_of) - pd.to_datetime(still.pop("first"))
    both = pd.concat([ended, still.assign(days=seen.dt.days, left=False)], ignore_index=True)
    both = both.assign(days=both["days"].astype("int64").clip(lower=0))
    both = both.astype({"left": bool, "episodes": "int64"})
    if "quarter" in both:
        first = {"year": both.pop("year"), "month": both.pop("quarter") * _MONTHS + 1, "day": 1}
        both["admitted_on"] = pd.to_datetime(pd.DataFrame(first, index=both.index))
    return both
