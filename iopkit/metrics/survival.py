"""Kaplan-Meier curves: the share still in treatment, day by day, when some have not left yet."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

#: Products of fractions may miss 0, one half or 1 by this much and still be it.
_NOISE = 1e-9

#: How far a 95 % interval reaches to each side, in standard errors.
_Z = float(stats.norm.ppf(0.975))


class Retained(NamedTuple):
    """Share still in treatment, in [0, 1], with its 95 % interval; NaN where not known."""

    retained: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Curve:
    """One cohort's way out of treatment.

    ``points`` has one row for day 0 and for each distinct day on which somebody left or was last
    seen: ``day``, ``at_risk`` (in treatment up to that day), ``events`` (left on it), ``retained``
    (share that stays on after it) and its 95 % log-log interval ``low``, ``high``. Nobody having
    left, the interval is 1 to 1; everybody having left, it is undefined and NaN. ``median_days``
    is the first day on which half or fewer remain, None if that was not reached; ``median_low``
    and ``median_high`` read the same off the interval's two edges.
    """

    cohort: str
    n: int
    events: int
    median_days: int | None
    median_low: int | None
    median_high: int | None
    points: pd.DataFrame


def kaplan_meier(
    days: ArrayLike, events: ArrayLike, cohort: str = "All", counts: ArrayLike | None = None
) -> Curve:
    """The curve of one cohort.

    Parameters
    ----------
    days
        Whole days under observation, 0 or more, one for each episode.
    events
        True where the episode ended in leaving that day, False where it was only seen up to it.
    counts
        How many episodes each of these stands for; one each without.
    """
    times, left = np.asarray(days, dtype="int64"), np.asarray(events, dtype=bool)
    many = np.ones(times.size, dtype="int64") if counts is None else np.asarray(counts, dtype="int64")
    points = _points(times, left, many)
    median, low, high = (_first_day_at_half(points, column) for column in ("retained", "low", "high"))
    return Curve(cohort, int(many.sum()), int(many[left].sum()), median, low, high, points)


def retained_at(curve: Curve, day: int) -> Retained:
    """Share still in treatment after ``day``.

    Past the last day anybody was seen nothing is known, unless everybody had left by then.
    """
    before = curve.points[curve.points["day"] <= day]
    if before.empty:
        return Retained(np.nan, np.nan, np.nan)
    last = before.iloc[-1]
    seen = day <= curve.points["day"].iloc[-1] or last["retained"] < _NOISE
    return Retained(*(float(last[c]) if seen else np.nan for c in ("retained", "low", "high")))


def at_risk_at(curve: Curve, day: int) -> int:
    """Episodes under observation up to ``day``."""
    later = curve.points.loc[curve.points["day"] >= day, "at_risk"]
    return 0 if later.empty else int(later.iloc[0])


def _points(times: NDArray[np.int64], left: NDArray[np.bool_], many: NDArray[np.int64]) -> pd.DataFrame:
    seen = np.bincount(times, many).astype("int64")
    events = np.bincount(times[left], many[left], seen.size).astype("int64")
    days = np.flatnonzero((seen > 0) | (np.arange(seen.size) == 0))
    seen, events = seen[days], events[days]
    at_risk = seen[::-1].cumsum()[::-1]
    points = pd.DataFrame({"day": days, "at_risk": at_risk, "events": events})
    return points.astype("int64").assign(**_shares(at_risk, events))


def _shares(at_risk: NDArray[np.int64], events: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Kaplan and Meier's product, with Greenwood's variance on the log-log scale for its interval."""
    retained = np.cumprod(1 - events / at_risk)
    whole, none = retained > 1 - _NOISE, retained < _NOISE
    open_to = np.where(whole | none, np.nan, retained)
    staying = np.where(none, 1, at_risk * (at_risk - events))
    log = np.log(open_to)
    power = np.exp(_Z * np.sqrt(np.cumsum(events / staying)) / log)
    low, high = np.exp(log / power), np.exp(log * power)
    edges = {"low": low, "high": high}
    return {
        "retained": np.where(whole, 1.0, np.where(none, 0.0, retained)),
        **{name: np.where(whole, 1.0, edge) for name, edge in edges.items()},
    }


def _first_day_at_half(points: pd.DataFrame, column: str) -> int | None:
    reached = points.loc[points[column] <= 0.5 + _NOISE, "day"]
    return None if reached.empty else int(reached.iloc[0])
