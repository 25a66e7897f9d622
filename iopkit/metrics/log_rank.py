"""Whether cohorts leave treatment at different rates by more than chance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats


@dataclass(frozen=True)
class LogRank:
    """The k-sample log-rank test: ``p`` is the chance of curves this far apart if all were alike."""

    chi2: float
    df: int
    p: float


def log_rank(
    days: ArrayLike, events: ArrayLike, cohorts: ArrayLike, counts: ArrayLike | None = None
) -> LogRank | None:
    """The log-rank test over any number of cohorts that do not overlap.

    The variance is the hypergeometric one. A cohort in which nobody was still under observation
    at the first event says nothing and is left out, as in R's ``survdiff``.

    Parameters
    ----------
    days, events, cohorts
        One value for each episode: days under observation, whether it ended in leaving, cohort.
    counts
        How many episodes each of these stands for; one each without.

    Returns
    -------
    LogRank or None
        None with fewer than two cohorts to compare, or with no event that could tell them apart.
    """
    times, left, labels = np.asarray(days), np.asarray(events, dtype=bool), np.asarray(cohorts)
    many = np.ones(times.size, dtype="int64") if counts is None else np.asarray(counts, dtype="int64")
    members = (labels[:, None] == np.unique(labels)[None, :]) * many[:, None]
    observed, expected, variance = _tables(times, left, members)
    compared = int((expected > 0).sum())
    if compared < 2 or not variance.any():
        return None
    excess = observed - expected
    chi2 = float(excess @ np.linalg.pinv(variance, rcond=1e-10, hermitian=True) @ excess)
    return LogRank(chi2, compared - 1, float(stats.chi2.sf(chi2, compared - 1)))


def _tables(
    times: NDArray[np.int64], left: NDArray[np.bool_], members: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Events observed, expected and their covariance, summed over the days with an event."""
    cohorts = members.shape[1]
    observed, expected = np.zeros(cohorts), np.zeros(cohorts)
    variance = np.zeros((cohorts, cohorts))
    for day in np.unique(times[left]):
        here = members[times >= day].sum(axis=0)
        gone = members[left & (times == day)].sum(axis=0)
        share, total, events = here / here.sum(), here.sum(), gone.sum()
        observed, expected = observed + gone, expected + events * share
        spread = events * (total - events) / max(total - 1, 1)
        variance += spread * (np.diag(share) - np.outer(share, share))
    return observed, expected, variance
