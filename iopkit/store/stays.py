"""Verbs that count stays where they are kept: what they give does not grow with the clinic's past."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final, TypedDict, Unpack

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


class Within(TypedDict, total=False):
    """Whose records are looked at: of one program, of some programs, of one group, of some groups.

    What is None or left out leaves nothing out.
    """

    program: str | None
    programs: Collection[str] | None
    group: str | None
    groups: Collection[str] | None


class StayVerbs(Verbs):
    """Stays, counted. Dates are local."""

    def stays_frame(
        self,
        as_of: date,
        *,
        by: str | None = None,
        since: date | None = None,
        until: date | None = None,
        **within: Unpack[Within],
    ) -> pd.DataFrame:
        """How many episodes were observed for how long up to a day: ``stays`` of all of them, counted.

        Stays that had ended are counted in the order of an index, without looking at a single one; only
        those who were in treatment that day are looked up. ``since`` and ``until`` are days of admission.

        Returns
        -------
        pandas.DataFrame
            ``days``, ``left``, ``episodes`` (how many), and what ``with_cohort`` reads for ``by``.
        """
        cohort = _COHORTS["program" if by == "site" else by] if by else ()
        asked = [_ended(cohort, as_of), _still(cohort, as_of)]
        if by == "population":
            asked = [one.join(tables.clients, tables.clients.c.id == _E.client_id) for one in asked]
        asked = [in_care(one, **within) for one in asked]
        ended, still = (self._counted(_admitted(one, since, until)) for one in asked)
        stays = _together(ended, still, as_of)
        return self.beside_sites(stays) if by == "site" else stays

    def count_care(self, since: date, as_of: date, **within: Unpack[Within]) -> pd.DataFrame:
        """Who was treated at each site: in treatment at the end of a day, admitted and discharged up to it.

        Whoever goes and comes back within the days is admitted twice. A discharge that day counts.

        Returns
        -------
        pandas.DataFrame
            ``site`` (id; None for programs of no site), ``in_treatment`` (clients), ``admitted``,
            ``discharged`` (episodes with that date from ``since`` to ``as_of``).
        """
        queries: dict[str, tuple[Any, ColumnElement[bool]]] = {
            "in_treatment": (_E.client_id.distinct(), (_E.admitted_on <= as_of) & not_over_on(as_of)),
            "admitted": (_E.id, _E.admitted_on.between(since, as_of)),
            "discharged": (_E.id, _E.discharged_on.between(since, as_of)),
        }
        site = tables.programs.c.site_id
        counts: dict[str, dict[str | None, int]] = {}
        for name, (counted, condition) in queries.items():
            query: Select[Any] = (
                select(site, func.count(counted))
                .select_from(tables.episodes)
                .outerjoin(tables.programs, tables.programs.c.id == _E.program_id)
                .where(condition)
                .group_by(site)
            )
            counts[name] = {row[0]: row[1] for row in self._connection.execute(in_care(query, **within))}
        sites = dict.fromkeys(one for some in counts.values() for one in some)
        rows = [(one, *(some.get(one, 0) for some in counts.values())) for one in sites]
        return pd.DataFrame(rows, columns=["site", *queries])

    def beside_sites(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows that have a ``program`` beside its ``site``, by name; None where it has none."""
        table = tables.programs.join(tables.sites, tables.sites.c.id == tables.programs.c.site_id)
        query = select(tables.programs.c.id, tables.sites.c.name).select_from(table)
        names = {row.id: row.name for row in self._connection.execute(query)}
        return frame.assign(site=pd.Series(frame["program"].map(names.get), dtype="object"))

    def list_quarters(self, **within: Unpack[Within]) -> list[date]:
        """The first days of the quarters in which somebody was admitted, from step to step of an index."""
        found: list[date] = []
        query = in_care(select(func.min(_E.admitted_on)), **within)
        while day := self._connection.scalar(_admitted(query, _next(found[-1]) if found else None, None)):
            found.append(day.replace(month=day.month - (day.month - 1) % _MONTHS, day=1))
        return found

    def count_misfit_stays(self) -> int:
        """How many stays have a length that is not what their dates say; there is none unless by mistake."""
        rows = self._connection.execute(select(_E.admitted_on, _E.discharged_on, _E.days))
        return sum(row.days != days_of(row.admitted_on, row.discharged_on) for row in rows)

    def _counted(self, query: Select[Any]) -> pd.DataFrame:
        return in_frame(self._connection.execute(query).all(), query)


def days_of(admitted_on: date, discharged_on: date | None) -> int | None:
    """The length of a stay in days; None while it goes on."""
    return (discharged_on - admitted_on).days if discharged_on else None


def in_frame(rows: Iterable[Row[Any]], query: Select[Any]) -> pd.DataFrame:
    """A query's rows. As plain tuples: pandas would ask each of SQLAlchemy's whether it is a mapping."""
    columns = query.selected_columns.keys()
    return pd.DataFrame.from_records([tuple(row) for row in rows], columns=columns)


def in_care(query: Select[Any], **within: Unpack[Within]) -> Select[Any]:
    """Only episodes in these programs, and during which the client was a member of one of these groups."""
    program, programs = within.get("program"), within.get("programs")
    group, groups = within.get("group"), within.get("groups")
    if program is not None:
        query = query.where(_E.program_id == program)
    if programs is not None:
        query = query.where(_E.program_id.in_(programs))
    for some in ([group] if group is not None else None, groups):
        if some is not None:
            query = query.where(*_member_during(some))
    return query


def in_groups(query: Select[Any], **within: Unpack[Within]) -> Select[Any]:
    """Only what is about these groups, or about groups of these programs."""
    program, programs = within.get("program"), within.get("programs")
    group, groups = within.get("group"), within.get("groups")
    if program is not None:
        query = query.where(tables.groups.c.program_id == program)
    if programs is not None:
        query = query.where(tables.groups.c.program_id.in_(programs))
    if group is not None:
        query = query.where(tables.groups.c.id == group)
    return query if groups is None else query.where(tables.groups.c.id.in_(groups))


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


def _ended(cohort: tuple[ColumnElement[Any], ...], as_of: date) -> Select[Any]:
    """Stays that had ended. A sum and no filter: one on dates would lead SQLite away from the index."""
    met = (_E.discharged_on <= as_of) & (_E.admitted_on <= as_of)
    keys = (*cohort, _E.days, _E.discharge_reason)
    return select(*keys, func.sum(case((met, 1), else_=0)).label("episodes")).group_by(*keys)


def _still(cohort: tuple[ColumnElement[Any], ...], as_of: date) -> Select[Any]:
    """Those in treatment that day, by their day of admission."""
    keys = (*cohort, _E.admitted_on.label("first"))
    query = select(*keys, func.count().label("episodes")).select_from(tables.episodes).group_by(*keys)
    return query.where(_E.admitted_on <= as_of, not_over_on(as_of))


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
