"""Who came, out of those who were expected."""

import pandas as pd

from iopkit.metrics.cohorts import By, with_cohort

CAME = ("present", "late", "left_early")
MARKED = (*CAME, "excused", "absent")


def marked(attendance: pd.DataFrame) -> pd.DataFrame:
    """The visits that count: marked, at a group session that was not cancelled.

    Parameters
    ----------
    attendance
        One row per client and group session: ``session``, ``client``, ``starts_at``,
        ``session_status``, ``status``. Rows that were marked here before are taken as they are.

    Returns
    -------
    pandas.DataFrame
        Those rows with ``came`` (bool) and ``week`` (the Monday, datetime64).
    """
    if {"came", "week"} <= set(attendance.columns):
        return attendance
    rows = attendance[attendance["status"].isin(MARKED) & (attendance["session_status"] != "cancelled")]
    return rows.assign(
        came=rows["status"].isin(CAME),
        week=mondays(rows["starts_at"]),
        session=rows["session"].astype("str"),
        client=rows["client"].astype("str"),
    )


def mondays(moments: pd.Series) -> pd.Series:
    """The Monday of each moment's week, as midnight in the same local time."""
    days = pd.to_datetime(moments).astype("datetime64[s]").dt.normalize()
    return days - pd.to_timedelta(days.dt.day_of_week, unit="D").astype("timedelta64[s]")


def attendance_rate(attendance: pd.DataFrame) -> pd.Series:
    """Share of expected clients who came, for each group session.

    A client still ``unmarked`` is left out of both halves of the fraction, so a half-taken roll
    never looks like a half-empty room. Excused counts as expected and not there.

    Parameters
    ----------
    attendance
        What ``marked`` takes.

    Returns
    -------
    pandas.Series
        Rate in [0, 1], indexed by ``session``; sessions cancelled or with nobody marked are absent.
    """
    return marked(attendance).groupby("session")["came"].mean().astype("float64").rename("rate")


def weekly_attendance(attendance: pd.DataFrame, by: By | None = None) -> pd.DataFrame:
    """Visits expected and kept, week by week.

    Parameters
    ----------
    attendance
        What ``marked`` takes, and what ``with_cohort`` reads for ``by``.

    Returns
    -------
    pandas.DataFrame
        ``cohort`` (with ``by`` only), ``week`` (the Monday, datetime64), ``sessions``, ``expected``
        (marked visits), ``attended``, ``excused`` (counts) and ``rate`` (attended / expected, in
        [0, 1]); a week in which nobody was marked is absent.
    """
    rows = marked(attendance)
    if by is not None:
        rows = with_cohort(rows, by)
    keys = ["week"] if by is None else ["cohort", "week"]
    rows = rows.assign(excused=rows["status"] == "excused")
    weeks = rows.groupby(keys, as_index=False).agg(
        sessions=("session", "nunique"),
        expected=("came", "size"),
        attended=("came", "sum"),
        excused=("excused", "sum"),
    )
    counts = dict.fromkeys(["sessions", "expected", "attended", "excused"], "int64")
    weeks = weeks.astype(counts)
    return weeks.assign(rate=weeks["attended"] / weeks["expected"])
