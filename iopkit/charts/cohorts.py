"""Cohorts as charts name them and put them into words."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from iopkit.charts.words import listed, share_of
from iopkit.metrics.cohorts import By, cohort_order

#: A sentence names up to so many cohorts.
MOST_SAID: Final = 4

COMPARED_BY: Mapping[By, str] = {
    "site": "Site",
    "program": "Program",
    "track": "Track",
    "level_of_care": "Level of care",
    "population": "Population",
    "quarter": "Admitted in",
}


def cohort_name(cohort: str, by: By | None) -> str:
    """A cohort as people say it: populations are codes, everything else is what people typed."""
    return cohort.replace("co_occurring", "co-occurring").replace("_", " ") if by == "population" else cohort


def cohort_shares(weeks: pd.DataFrame, part: str, whole: str, by: By) -> dict[str, tuple[int, int]]:
    """Of each cohort by name, the sums of two columns of counts over all weeks."""
    totals = weeks.groupby("cohort")[[part, whole]].sum()
    parts, wholes = totals[part].to_dict(), totals[whole].to_dict()
    order = cohort_order(weeks["cohort"])
    return {cohort_name(cohort, by): (int(parts[cohort]), int(wholes[cohort])) for cohort in order}


def cohorts_said(shares: Mapping[str, tuple[int, int]], what: str) -> str:
    """Shares of cohorts in one clause; of more than four only the highest and the lowest.

    Examples
    --------
    >>> cohorts_said({"Day": (84, 100), "Evening": (7, 12)}, "visits were kept")
    '84 % of 100 visits were kept in Day and 7 of 12 in Evening'
    """
    ordered = list(shares.items())
    if len(ordered) > MOST_SAID:
        ordered.sort(key=lambda item: item[1][0] / item[1][1])
        (low, least), (high, most) = ordered[0], ordered[-1]
        said = f"{share_of(*most)} {what} in {high}, the highest of {len(ordered)} cohorts"
        return f"{said}, and {share_of(*least)} in {low}, the lowest"
    (name, counts), *others = ordered
    first = f"{share_of(*counts)} {what} in {name}"
    return listed([first, *(f"{share_of(*counts)} in {name}" for name, counts in others)])


def beside_cohort(table: pd.DataFrame, cohorts: pd.Series, by: By) -> pd.DataFrame:
    """A table for people with the cohort as its first column."""
    names = [cohort_name(cohort, by) for cohort in cohorts]
    return pd.concat([pd.DataFrame({COMPARED_BY[by]: names}, dtype="str"), table], axis=1)
