"""Retention curves in words: when half had left, and whether cohorts differ by more than chance."""

from iopkit.charts.cohorts import MOST_SAID, cohort_name
from iopkit.charts.words import FEW, counted, listed
from iopkit.metrics.cohorts import NOT_RECORDED, By
from iopkit.metrics.log_rank import LogRank
from iopkit.metrics.retention import Comparison
from iopkit.metrics.survival import Curve


def last_day(curve: Curve) -> int:
    """The last day anybody of this curve was seen."""
    return int(curve.points["day"].iloc[-1])


def one_said(curve: Curve) -> str:
    """When half had left, or how far it is from that."""
    if curve.median_days is None:
        return (
            f"Half has not been reached: {curve.events} of {counted(curve.n, 'episode')} ended in leaving "
            f"so far, and the longest was seen for {counted(last_day(curve), 'day')}."
        )
    end = ", no end yet" if curve.median_high is None else f" to {curve.median_high}"
    known = "" if curve.median_low is None else f"95 % interval day {curve.median_low}{end}; "
    return f"Half had left by day {curve.median_days} ({known}n {curve.n})."


def several_said(compared: Comparison, by: By) -> str:
    """When half of each cohort had left; of many only the first and the last."""
    test = f" (log-rank p {_p(compared.log_rank)})" if compared.log_rank else ""
    others = [curve for curve in compared.curves if curve.median_days is None]
    reached = [(c.median_days, _said(c, by)) for c in compared.curves if c.median_days is not None]
    if not reached:
        return f"{_none_reached(others, by)}{test}."
    rest = f"; {_not_reached(others, by)}" if others else ""
    return f"{_halves(sorted(reached))}{rest}{test}."


def _halves(reached: list[tuple[int, str]]) -> str:
    (day, first), *later = reached
    said = f"Half of {first} had left by day {day}"
    if len(reached) > MOST_SAID:
        day, last = later[-1]
        return f"{said}, the earliest of {len(reached)} cohorts, and of {last} by day {day}, the latest"
    return listed([said, *(f"of {name} by day {day}" for day, name in later)])


def _not_reached(others: list[Curve], by: By) -> str:
    many = len(others) > MOST_SAID
    who = f"{len(others)} cohorts" if many else listed(_said(curve, by) for curve in others)
    return f"{who} {'has' if len(others) == 1 else 'have'} not reached half"


def _none_reached(others: list[Curve], by: By) -> str:
    if len(others) > MOST_SAID:
        return f"None of the {len(others)} cohorts has reached half"
    left = listed(f"{curve.events} of {curve.n} in {_name(curve, by)}" for curve in others)
    return f"No cohort has reached half: so far {left} have left"


def _name(curve: Curve, by: By) -> str:
    return "those not recorded" if curve.cohort == NOT_RECORDED else cohort_name(curve.cohort, by)


def _said(curve: Curve, by: By) -> str:
    return f"{_name(curve, by)} (n {curve.n})" if curve.n < FEW else _name(curve, by)


def log_rank_said(compared: Comparison, by: By | None) -> str:
    """The log-rank test, or why there is none; a sentence to follow another one."""
    if by is None:
        return ""
    if compared.log_rank is None:
        return f" No log-rank test: {compared.note[0].lower()}{compared.note[1:]}"
    test = compared.log_rank
    return (
        f" Log-rank test of the cohorts: chi-square {test.chi2:.1f}, {test.df} df, p {_p(test)}; p is the "
        "chance of curves at least this far apart if the cohorts left at the same rate."
    )


def _p(test: LogRank) -> str:
    if test.p < 0.001:
        return "under 0.001"
    return "over 0.99" if test.p > 0.99 else f"{test.p:.2g}"
