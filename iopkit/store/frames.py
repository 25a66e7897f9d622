"""DataFrames for metrics: the store's rows beside what they are compared by, in local times."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Unpack

import pandas as pd
from sqlalchemy import Select, func, select

from iopkit.store import tables
from iopkit.store.stays import StayVerbs, Within, in_care, in_frame, in_groups, not_over_on

_A_DAY = timedelta(days=1)
#: Columns of ``attendance_frame`` before those of the episode.
_OF_VISITS = """
    session group group_name program site starts_at session_minutes session_status client client_name
    status minutes mode reason populations
""".split()  # noqa: SIM905 - a list of quoted names is no easier to read


class FrameVerbs(StayVerbs):
    """What metrics take. ``since`` and ``until`` are local dates, both included."""

    def attendance_frame(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        **within: Unpack[Within],
    ) -> pd.DataFrame:
        """One row per client and group session; with ``groups``, of these groups alone.

        Returns
        -------
        pandas.DataFrame
            ``session``, ``group``, ``group_name``, ``program`` (the group's), its ``site`` (by name),
            ``starts_at`` (local, without a zone), ``session_minutes``, ``session_status``, ``client``,
            ``client_name`` (the id where there is none), ``status``, ``minutes`` (NaN where not
            given), ``mode``, ``reason``,
            and of the client's episode in force that day ``episode``, ``track``,
            ``level_of_care``, ``admitted_on``; ``populations`` are separated by ``;``.
        """
        days = {"since": since, "until": until}
        visits = self._frame(_within(_visits(), **days, **within))
        sessions = self._sessions(_within(_sessions_met(), **days, **within), since, until)
        frame = visits.merge(sessions, on="session")
        clients = set(frame["client"])
        frame = frame.merge(self._names_of(clients), on="client")
        frame["minutes"] = frame["minutes"].astype("float64")
        return _with_episode(frame[_OF_VISITS], self._episodes_of(clients))

    def _sessions(self, query: Select[Any], since: date | None, until: date | None) -> pd.DataFrame:
        """Sessions by themselves, once each: what is said of one would be read anew for each client in it."""
        frame = self._frame(query)
        frame["session_minutes"] = _whole_minutes(frame["starts_at"], frame["ends_at"])
        return self.beside_sites(self._local(frame, since, until).drop(columns="ends_at"))

    def _names_of(self, clients: Collection[str]) -> pd.DataFrame:
        table = tables.clients
        query = select(
            table.c.id.label("client"),
            func.coalesce(table.c.name, table.c.id).label("client_name"),
            table.c.populations,
        )
        return in_frame(self._among(query, table.c.id, clients), query)

    def episodes_frame(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        **within: Unpack[Within],
    ) -> pd.DataFrame:
        """One row per episode: ``episode``, ``client``, ``client_name``, ``program``, its ``site`` (by name),
        ``track``, ``level_of_care``, ``admitted_on``, ``discharged_on`` (NaT while enrolled),
        ``discharge_reason``, ``populations``.

        With ``group``, only episodes during which the client was a member of it; with ``groups``, of
        one of them. With ``since`` and ``until``, only those in force on some day between.
        """
        query = in_care(_episodes(), **within)
        if since is not None:
            query = query.where(not_over_on(since - _A_DAY))
        if until is not None:
            query = query.where(tables.episodes.c.admitted_on <= until)
        return _with_days(self.beside_sites(self._frame(query)))

    def _episodes_of(self, clients: Collection[str]) -> pd.DataFrame:
        """The episodes of these clients alone: whoever else the clinic ever had is not looked at."""
        query = _episodes()
        rows = self._among(query, tables.episodes.c.client_id, clients)
        return _with_days(in_frame(rows, query))

    def check_ins_frame(self, **within: Any) -> pd.DataFrame:
        """One row per check-in: ``session``, ``client``, ``starts_at``, ``moment``, ``mood``,
        ``craving``, ``used``. Takes what ``attendance_frame`` takes."""
        frame = self._frame(_within(_check_ins(), **within))
        frame = self._local(frame, within.get("since"), within.get("until")).drop(columns="ends_at")
        return frame.astype({"mood": "float64", "craving": "float64"})

    def scores_frame(self, measure: str) -> pd.DataFrame:
        """One row per score of a measure: ``administration``, ``client``, ``given_at`` (UTC),
        ``scale``, ``value``, ``band``."""
        given, scores = tables.administrations, tables.scores
        query = (
            select(
                given.c.id.label("administration"),
                given.c.client_id.label("client"),
                given.c.given_at,
                scores.c.scale,
                scores.c.value,
                scores.c.band,
            )
            .join(scores, scores.c.administration_id == given.c.id)
            .where(given.c.measure_id == measure)
            .order_by(given.c.given_at)
        )
        return self._frame(query)

    def _frame(self, query: Select[Any]) -> pd.DataFrame:
        return in_frame(self._connection.execute(query).all(), query)

    def _local(self, frame: pd.DataFrame, since: date | None, until: date | None) -> pd.DataFrame:
        """Turn UTC into each program's own time, and keep the local days that were asked for."""
        zones = frame.pop("time_zone").fillna(self.default_time_zone())  # type: ignore[attr-defined]
        for column in ("starts_at", "ends_at"):
            frame[column] = _in_zones(frame[column], zones)
        days = frame["starts_at"].dt.normalize()
        keep = pd.Series(True, index=frame.index)
        if since is not None:
            keep &= days >= pd.Timestamp(since)
        if until is not None:
            keep &= days <= pd.Timestamp(until)
        return frame[keep].reset_index(drop=True)


def _whole_minutes(starts: pd.Series, ends: pd.Series) -> pd.Series:
    """Lengths in minutes, from moments in UTC: local clocks jump for daylight saving."""
    length = pd.to_datetime(ends, utc=True) - pd.to_datetime(starts, utc=True)
    return (length.dt.total_seconds() // 60).astype("int64")


def _in_zones(moments: pd.Series, zones: pd.Series) -> pd.Series:
    utc = pd.to_datetime(moments, utc=True)
    local = pd.Series(pd.NaT, index=moments.index, dtype="datetime64[s]")
    for zone in zones.unique():
        here = zones == zone
        local[here] = utc[here].dt.tz_convert(zone).dt.tz_localize(None).astype("datetime64[s]")
    return local


def _session_columns() -> list[Any]:
    sessions = tables.group_sessions
    return [sessions.c.starts_at, sessions.c.ends_at, tables.programs.c.time_zone]


def _joined(query: Select[Any], session: Any) -> Select[Any]:
    return _beside_groups(query.join(tables.group_sessions, tables.group_sessions.c.id == session)).order_by(
        tables.group_sessions.c.starts_at
    )


def _beside_groups(query: Select[Any]) -> Select[Any]:
    return query.join(tables.groups, tables.groups.c.id == tables.group_sessions.c.group_id).outerjoin(
        tables.programs, tables.programs.c.id == tables.groups.c.program_id
    )


def _visits() -> Select[Any]:
    roll = tables.attendance
    query = select(
        roll.c.session_id.label("session"),
        roll.c.client_id.label("client"),
        roll.c.status,
        roll.c.minutes,
        roll.c.mode,
        roll.c.reason,
    ).select_from(roll)
    return _joined(query, roll.c.session_id)


def _sessions_met() -> Select[Any]:
    sessions, groups = tables.group_sessions, tables.groups
    query = select(
        sessions.c.id.label("session"),
        groups.c.id.label("group"),
        groups.c.name.label("group_name"),
        groups.c.program_id.label("program"),
        *_session_columns(),
        sessions.c.status.label("session_status"),
    ).select_from(sessions)
    return _beside_groups(query)


def _check_ins() -> Select[Any]:
    taken = tables.check_ins
    query = select(
        taken.c.session_id.label("session"),
        taken.c.client_id.label("client"),
        *_session_columns(),
        taken.c.moment,
        taken.c.mood,
        taken.c.craving,
        taken.c.used,
    ).select_from(taken)
    return _joined(query, taken.c.session_id)


def _within(
    query: Select[Any],
    *,
    since: date | None = None,
    until: date | None = None,
    **within: Unpack[Within],
) -> Select[Any]:
    """Let the database leave out what is not asked for; a day's slack covers every time zone."""
    starts = tables.group_sessions.c.starts_at
    query = in_groups(query, **within)
    if since is not None:
        query = query.where(starts >= _midnight(since) - _A_DAY)
    if until is not None:
        query = query.where(starts < _midnight(until) + 2 * _A_DAY)
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _episodes() -> Select[Any]:
    episodes, clients = tables.episodes, tables.clients
    return (
        select(
            episodes.c.id.label("episode"),
            episodes.c.client_id.label("client"),
            func.coalesce(clients.c.name, clients.c.id).label("client_name"),
            episodes.c.program_id.label("program"),
            episodes.c.track,
            episodes.c.level_of_care,
            episodes.c.admitted_on,
            episodes.c.discharged_on,
            episodes.c.discharge_reason,
            clients.c.populations,
        )
        .join(clients, clients.c.id == episodes.c.client_id)
        .order_by(episodes.c.admitted_on, episodes.c.id)
    )


def _with_days(episodes: pd.DataFrame) -> pd.DataFrame:
    for column in ("admitted_on", "discharged_on"):
        episodes[column] = pd.to_datetime(episodes[column]).astype("datetime64[s]")
    return episodes


def _with_episode(attendance: pd.DataFrame, episodes: pd.DataFrame) -> pd.DataFrame:
    """Put beside each row the client's episode in force that day: the latest, where two overlap."""
    columns = ["client", "episode", "track", "level_of_care", "admitted_on", "discharged_on"]
    rows = attendance[["client", "starts_at"]].assign(row=attendance.index)
    pairs = rows.merge(episodes[columns], on="client", how="inner")
    day = pairs["starts_at"].dt.normalize()
    ended = pairs["discharged_on"]
    in_force = pairs[(pairs["admitted_on"] <= day) & (ended.isna() | (ended >= day))]
    latest = in_force.sort_values("admitted_on", kind="stable").drop_duplicates("row", keep="last")
    beside = latest.set_index("row")[["episode", "track", "level_of_care", "admitted_on"]]
    return attendance.join(beside)
