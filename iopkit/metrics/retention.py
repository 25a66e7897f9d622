"""How long episodes last until the client leaves, and how cohorts compare in it."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from iopkit.metrics.cohorts import By, cohort_order, with_cohort
from iopkit.metrics.log_rank import LogRank, log_rank
from iopkit.metrics.survival import Curve, kaplan_meier
from iopkit.model.codes import LEAVING

ONE_COHORT = "There is one cohort, so there is nothing to test."
OVERLAPPING = "Some clients stand in several cohorts; the log-rank test needs cohorts that do not overlap."
TOO_FEW = "Too few have left to compare the cohorts."


@dataclass(frozen=True, eq=False)
class Comparison:
    """Curves side by side; ``note`` says why there is no ``log_rank`` when it is None."""

    curves: tuple[Curve, ...]
    log_rank: LogRank | None
    note: str


def stays(episodes: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """How long each episode was observed up to the as-of date, and whether it ended in leaving.

    The event is a discharge as ``left`` or ``terminated``. Any other discharge, and still being
    enrolled, only ends the observation. A discharge after the as-of date has not happened yet; one
    dated before admission counts as day 0.

    Parameters
    ----------
    episodes
        One row per episode: ``admitted_on``, ``discharged_on`` (NaT while enrolled),
        ``discharge_reason``.

    Returns
    -------
    pandas.DataFrame
        Episodes admitted by the as-of date with ``days`` (int) and ``left`` (bool).
    """
    today = pd.Timestamp(as_of).normalize()
    admitted = pd.to_datetime(episodes["admitted_on"]).astype("datetime64[s]")
    discharged = pd.to_datetime(episodes["discharged_on"]).astype("datetime64[s]")
    over = discharged <= today
    days = (discharged.where(over, today) - admitted).dt.days
    left = over & episodes["discharge_reason"].isin(LEAVING)
    begun = admitted <= today
    return episodes[begun].assign(days=days[begun].clip(lower=0).astype("int64"), left=left[begun])


def retention_curves(episodes: pd.DataFrame, as_of: date, by: By | None = None) -> tuple[Curve, ...]:
    """A Kaplan-Meier curve for each cohort, or one named ``All``.

    Parameters
    ----------
    episodes
        What ``stays`` takes, and what ``with_cohort`` reads for ``by``.
    """
    return stay_curves(stays(episodes, as_of), by)


def compare_retention(episodes: pd.DataFrame, as_of: date, by: By | None = None) -> Comparison:
    """The curves of ``retention_curves`` with the log-rank test between them, where it holds."""
    return compare_stays(stays(episodes, as_of), by)


def stay_curves(observed: pd.DataFrame, by: By | None = None) -> tuple[Curve, ...]:
    """``retention_curves`` from stays, one by one or counted.

    Parameters
    ----------
    observed
        ``days``, ``left``, and what ``with_cohort`` reads for ``by``: what ``stays`` gives, or the same
        counted, with ``episodes``, the number of episodes that a row stands for.
    """
    if by is None:
        return (_curve(observed),)
    rows = with_cohort(observed, by)
    cohorts = ((cohort, rows[rows["cohort"] == cohort]) for cohort in cohort_order(rows["cohort"]))
    return tuple(_curve(stay, cohort) for cohort, stay in cohorts)


def compare_stays(observed: pd.DataFrame, by: By | None = None) -> Comparison:
    """``compare_retention`` from what ``stay_curves`` takes."""
    curves = stay_curves(observed, by)
    if by is None or len(curves) < 2:
        return Comparison(curves, None, ONE_COHORT)
    rows = with_cohort(observed, by)
    if len(rows) > len(observed):
        return Comparison(curves, None, OVERLAPPING)
    tested = log_rank(rows["days"], rows["left"], rows["cohort"].astype("object"), rows.get("episodes"))
    return Comparison(curves, tested, "" if tested else TOO_FEW)


def _curve(observed: pd.DataFrame, cohort: str = "All") -> Curve:
    return kaplan_meier(observed["days"], observed["left"], cohort, observed.get("episodes"))
