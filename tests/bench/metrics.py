"""Rows a second of the three metrics, beside the same questions in plain pandas, polars and DuckDB.

polars and DuckDB serve this bench alone; they are pyproject's extra ``bench``, and CONTRIBUTING says how to
get them.
All four must give the same numbers, or the bench stops. What they count follows ``iopkit.metrics``: marked
visits of sessions not cancelled, hours from nine on, and leaving by discharge as left or terminated.
"""

import os
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
from clock import medians

from iopkit.metrics.attendance import weekly_attendance
from iopkit.metrics.hours import weekly_hours
from iopkit.metrics.retention import retention_curves

ROWS = int(os.environ.get("IOPKIT_BENCH_ROWS", "1000000"))
ROUNDS, CLIENTS_A_SESSION, SESSIONS_A_WEEK = 5, 8, 600
AS_OF = date(2026, 6, 12)
CAME = ["present", "late", "left_early"]
MARKED = [*CAME, "excused", "absent"]
LEAVING = ["left", "terminated"]


def run() -> list[dict[str, Any]]:
    """Each metric on a million rows, in turn by each way."""
    visits, episodes = attendance(ROWS), stays(ROWS)
    questions = {
        "attendance": (visits, _attendance(visits)),
        "hours": (visits, _hours(visits)),
        "retention": (episodes, _retention(episodes)),
    }
    found = []
    for metric, (frame, ways) in questions.items():
        _same(metric, {name: way() for name, way in ways.items()})
        taken = medians(ways, ROUNDS)
        for name, value in taken.items():
            rate = len(frame) / value.seconds
            found.append({"metric": metric, "by": name, "seconds": value.seconds, "rows_a_second": rate})
    return found


def _same(metric: str, answers: dict[str, Any]) -> None:
    ours = answers["iopkit"].reset_index(drop=True)
    for name, answer in answers.items():
        for column in ours:
            mine, theirs = ours[column].to_numpy(), answer[column].to_numpy()
            if mine.dtype.kind == "M":
                mine, theirs = mine.astype("datetime64[D]"), theirs.astype("datetime64[D]")
                assert (mine == theirs).all(), f"{metric}: {name} differs in {column}"
            else:
                np.testing.assert_allclose(
                    theirs.astype(float), mine.astype(float), err_msg=f"{metric}, {name}"
                )


def attendance(rows: int) -> pd.DataFrame:
    """Visits over years, with every column that the store gives to a metric."""
    drawn = np.random.default_rng(1)
    session = np.arange(rows) // CLIENTS_A_SESSION
    week, place = session // SESSIONS_A_WEEK, session % SESSIONS_A_WEEK
    starts = (
        np.datetime64("2022-01-03T09:00")
        + week.astype("timedelta64[W]")
        + (place % 5).astype("timedelta64[D]")
    )
    status = drawn.choice([*MARKED, "unmarked"], rows, p=[0.66, 0.05, 0.03, 0.08, 0.13, 0.05])
    minutes = np.where(np.isin(status, CAME), drawn.integers(60, 181, rows).astype(float), np.nan)
    minutes[drawn.random(rows) < 0.2] = np.nan
    client = week // 8 * 1200 + (place // 4) * CLIENTS_A_SESSION + np.arange(rows) % CLIENTS_A_SESSION
    return pd.DataFrame(
        {
            "session": pd.Series(session).astype("str"),
            "client": pd.Series(client).astype("str"),
            "starts_at": starts.astype("datetime64[s]"),
            "session_status": np.where(place % 50 == 0, "cancelled", "held"),
            "status": status,
            "minutes": minutes,
            "session_minutes": 180,
        }
    )


def stays(rows: int) -> pd.DataFrame:
    """Episodes over years, a tenth of them still open."""
    drawn = random.Random(2)
    admitted = [date(2016, 1, 1) + timedelta(days=drawn.randrange(3800)) for _ in range(rows)]
    ended = [None if drawn.random() < 0.1 else one + timedelta(days=drawn.randrange(150)) for one in admitted]
    reasons = ["completed", "left", "terminated", "transferred", "other"]
    return pd.DataFrame(
        {
            "admitted_on": pd.to_datetime(pd.Series(admitted)).astype("datetime64[s]"),
            "discharged_on": pd.to_datetime(pd.Series(ended)).astype("datetime64[s]"),
            "discharge_reason": [drawn.choice(reasons) if one else None for one in ended],
        }
    )


Ways = dict[str, Callable[[], Any]]


def _attendance(visits: pd.DataFrame) -> Ways:
    columns = ["week", "sessions", "expected", "attended", "excused", "rate"]
    many, database = _in_polars(visits), _in_duckdb("visits", visits)

    def in_pandas() -> pd.DataFrame:
        rows = visits[visits["status"].isin(MARKED) & visits["session_status"].ne("cancelled")]
        days = rows["starts_at"].dt.normalize()
        rows = rows.assign(week=days - pd.to_timedelta(days.dt.weekday, unit="D"))
        rows = rows.assign(came=rows["status"].isin(CAME), excused=rows["status"].eq("excused"))
        weeks = rows.groupby("week").agg(
            sessions=("session", "nunique"),
            expected=("came", "size"),
            attended=("came", "sum"),
            excused=("excused", "sum"),
        )
        return weeks.assign(rate=weeks["attended"] / weeks["expected"]).reset_index()

    def in_polars() -> pl.DataFrame:
        return (
            _counted(many)
            .group_by("week")
            .agg(
                sessions=pl.col("session").n_unique(),
                expected=pl.len(),
                attended=pl.col("came").sum(),
                excused=(pl.col("status") == "excused").sum(),
                rate=pl.col("came").mean(),
            )
            .sort("week")
            .collect()
        )

    def in_duckdb() -> pd.DataFrame:
        return database.sql(f"""
            SELECT date_trunc('week', starts_at) AS week, count(DISTINCT session) AS sessions,
                count(*) AS expected, count(*) FILTER (status IN {tuple(CAME)}) AS attended,
                count(*) FILTER (status = 'excused') AS excused, attended / expected AS rate
            FROM visits WHERE status IN {tuple(MARKED)} AND session_status <> 'cancelled'
            GROUP BY week ORDER BY week""").df()

    ours = lambda: weekly_attendance(visits)[columns]  # noqa: E731
    return {"iopkit": ours, "pandas": in_pandas, "polars": in_polars, "duckdb": in_duckdb}


def _in_polars(frame: pd.DataFrame) -> pl.DataFrame:
    """The same rows; polars' own way to take them over would need pyarrow."""
    return pl.DataFrame({name: _values(frame[name]) for name in frame})


def _values(column: pd.Series) -> Any:
    if column.dtype.kind == "M":
        return column.to_numpy().astype("datetime64[us]")
    if column.dtype.kind in "fib":
        return column.to_numpy()
    return [None if pd.isna(one) else one for one in column]


def _in_duckdb(name: str, frame: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    """A database in memory that holds the rows itself, as it would if it were the store."""
    database = duckdb.connect()
    database.register("given", frame)
    database.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
    return database


def _counted(visits: pl.DataFrame) -> pl.LazyFrame:
    """What counts, with its week: where two of polars' questions begin."""
    rows = visits.lazy().filter(pl.col("status").is_in(MARKED), pl.col("session_status") != "cancelled")
    return rows.with_columns(came=pl.col("status").is_in(CAME), week=pl.col("starts_at").dt.truncate("1w"))


def _hours(visits: pd.DataFrame) -> Ways:
    columns = ["week", "clients", "hours_mean", "reached", "share"]
    many, database = _in_polars(visits), _in_duckdb("visits", visits)

    def in_pandas() -> pd.DataFrame:
        rows = visits[visits["status"].isin(MARKED) & visits["session_status"].ne("cancelled")]
        days = rows["starts_at"].dt.normalize()
        minutes = rows["minutes"].fillna(rows["session_minutes"]).where(rows["status"].isin(CAME), 0)
        rows = rows.assign(week=days - pd.to_timedelta(days.dt.weekday, unit="D"), hours=minutes / 60)
        each = rows.groupby(["week", "client"], as_index=False)["hours"].sum()
        each = each.assign(reached=each["hours"] >= 9 - 1e-9)
        return each.groupby("week", as_index=False).agg(
            clients=("client", "size"),
            hours_mean=("hours", "mean"),
            reached=("reached", "sum"),
            share=("reached", "mean"),
        )

    def in_polars() -> pl.DataFrame:
        minutes = (
            pl.when("came")
            .then(pl.coalesce(pl.col("minutes").fill_nan(None), "session_minutes"))
            .otherwise(0)
        )
        each = _counted(many).group_by("week", "client").agg(hours=minutes.sum() / 60)
        return (
            each.with_columns(reached=pl.col("hours") >= 9 - 1e-9)
            .group_by("week")
            .agg(
                clients=pl.len(),
                hours_mean=pl.col("hours").mean(),
                reached=pl.col("reached").sum(),
                share=pl.col("reached").mean(),
            )
            .sort("week")
            .collect()
        )

    def in_duckdb() -> pd.DataFrame:
        return database.sql(f"""
            WITH each AS (
                SELECT date_trunc('week', starts_at) AS week, client, sum(
                    CASE WHEN status NOT IN {tuple(CAME)} THEN 0 WHEN isnan(minutes) THEN session_minutes
                    ELSE coalesce(minutes, session_minutes) END) / 60 AS hours
                FROM visits WHERE status IN {tuple(MARKED)} AND session_status <> 'cancelled' GROUP BY ALL)
            SELECT week, count(*) AS clients, avg(hours) AS hours_mean,
                count(*) FILTER (hours >= 9 - 1e-9) AS reached, reached / clients AS share
            FROM each GROUP BY week ORDER BY week""").df()

    ours = lambda: weekly_hours(visits)[columns]  # noqa: E731
    return {"iopkit": ours, "pandas": in_pandas, "polars": in_polars, "duckdb": in_duckdb}


def _retention(episodes: pd.DataFrame) -> Ways:
    columns = ["day", "at_risk", "events", "retained"]
    many, database = _in_polars(episodes), _in_duckdb("episodes", episodes)
    today = datetime.combine(AS_OF, datetime.min.time())

    def ours() -> pd.DataFrame:
        (curve,) = retention_curves(episodes, AS_OF)
        return curve.points[columns]

    def in_pandas() -> pd.DataFrame:
        rows = episodes[episodes["admitted_on"] <= today]
        over = rows["discharged_on"] <= today
        days = (rows["discharged_on"].where(over, today) - rows["admitted_on"]).dt.days
        left = over & rows["discharge_reason"].isin(LEAVING)
        points = left.groupby(days).agg(["size", "sum"]).rename_axis("day").reset_index()
        points["at_risk"] = points["size"][::-1].cumsum()[::-1]
        points["retained"] = (1 - points["sum"] / points["at_risk"]).cumprod()
        return points.rename(columns={"sum": "events"})

    def in_polars() -> pl.DataFrame:
        over = (pl.col("discharged_on") <= today).fill_null(False)
        end = pl.when(over).then("discharged_on").otherwise(today)
        points = (
            many.lazy()
            .filter(pl.col("admitted_on") <= today)
            .with_columns(
                day=(end - pl.col("admitted_on")).dt.total_days(),
                left=over & pl.col("discharge_reason").is_in(LEAVING),
            )
            .group_by("day")
            .agg(seen=pl.len(), events=pl.col("left").sum())
            .sort("day")
            .with_columns(at_risk=pl.col("seen").cum_sum(reverse=True))
        )
        return points.with_columns(retained=(1 - pl.col("events") / pl.col("at_risk")).cum_prod()).collect()

    def in_duckdb() -> pd.DataFrame:
        return database.sql(f"""
            WITH seen AS (
                SELECT date_diff('day', admitted_on, CASE WHEN discharged_on <= DATE '{AS_OF}'
                    THEN discharged_on ELSE TIMESTAMP '{AS_OF}' END) AS day, count(*) AS seen,
                    count(*) FILTER (discharged_on <= DATE '{AS_OF}'
                        AND discharge_reason IN {tuple(LEAVING)}) AS events
                FROM episodes WHERE admitted_on <= DATE '{AS_OF}' GROUP BY day),
            risk AS (SELECT *, sum(seen) OVER (ORDER BY day DESC) AS at_risk FROM seen)
            SELECT day, at_risk, events, product(1 - events / at_risk) OVER (ORDER BY day) AS retained
            FROM risk ORDER BY day""").df()

    return {"iopkit": ours, "pandas": in_pandas, "polars": in_polars, "duckdb": in_duckdb}
