"""Hours of group that each client had in a week, against what the level of care asks for."""

import pandas as pd

from iopkit.metrics.attendance import marked
from iopkit.metrics.cohorts import By, with_cohort

#: Weekly hours from which a program for adults is an intensive outpatient one.
THRESHOLD_HOURS = 9.0

#: Sums of minutes turned into hours may miss the threshold by this much and still have reached it.
_NOISE = 1e-9


def client_weeks(
    attendance: pd.DataFrame, threshold_hours: float = THRESHOLD_HOURS, by: By | None = None
) -> pd.DataFrame:
    """Hours of each client in each week in which the roll says anything of the client.

    A client who missed every session of a week is a client-week of 0 hours; a client with nothing
    marked is none. A visit without minutes counts the session's scheduled length. The hours are
    the client's whole week: who changed track in mid-week is in both cohorts, each time with all
    of them, because the threshold is for the client and not for the track.

    Parameters
    ----------
    attendance
        What ``marked`` takes, ``minutes`` (NaN where not given), ``session_minutes``, and what
        ``with_cohort`` reads for ``by``.

    Returns
    -------
    pandas.DataFrame
        ``cohort`` (with ``by`` only), ``week`` (the Monday), ``client``, ``hours``, ``reached``
        (hours >= threshold) and ``nearly`` (less than 60 minutes short of it).
    """
    rows = marked(attendance)
    minutes = rows["minutes"].astype("float64").fillna(rows["session_minutes"].astype("float64"))
    rows = rows.assign(minutes=minutes.where(rows["came"], 0.0))
    weeks = rows.groupby(["week", "client"], as_index=False)["minutes"].sum()
    weeks = weeks.assign(hours=weeks.pop("minutes") / 60)
    reached = weeks["hours"] >= threshold_hours - _NOISE
    nearly = ~reached & (weeks["hours"] > threshold_hours - 1 + _NOISE)
    weeks = weeks.assign(reached=reached, nearly=nearly)
    return weeks if by is None else _in_cohorts(weeks, with_cohort(rows, by))


def weekly_hours(
    attendance: pd.DataFrame, threshold_hours: float = THRESHOLD_HOURS, by: By | None = None
) -> pd.DataFrame:
    """How many clients reached the threshold in each week, and the hours they had.

    Parameters
    ----------
    attendance
        What ``client_weeks`` takes.

    Returns
    -------
    pandas.DataFrame
        ``cohort`` (with ``by`` only), ``week`` (the Monday), ``clients``, ``hours_mean``, ``reached``
        and ``nearly`` (counts of clients), ``share`` (reached / clients, in [0, 1]).
    """
    weeks = client_weeks(attendance, threshold_hours, by)
    keys = ["week"] if by is None else ["cohort", "week"]
    table = weeks.groupby(keys, as_index=False).agg(
        clients=("client", "size"),
        hours_mean=("hours", "mean"),
        reached=("reached", "sum"),
        nearly=("nearly", "sum"),
    )
    table = table.astype({"clients": "int64", "reached": "int64", "nearly": "int64"})
    return table.assign(share=table["reached"] / table["clients"])


def _in_cohorts(weeks: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    stands = rows[["cohort", "week", "client"]].drop_duplicates()
    return stands.merge(weeks, on=["week", "client"]).sort_values(
        ["cohort", "week", "client"], ignore_index=True
    )
