"""The cohorts that a metric can be compared by."""

from datetime import date, timedelta
from typing import Literal, get_args

import pandas as pd

By = Literal["program", "track", "level_of_care", "population", "quarter", "site"]

NOT_RECORDED = "not recorded"


def with_cohort(frame: pd.DataFrame, by: By) -> pd.DataFrame:
    """Each row beside the cohort it is counted in.

    By ``population`` a row is repeated for every population of its client, so cohorts overlap
    and their counts add up to more than the frame. A value that is missing is a cohort of its
    own, ``not recorded``, rather than a row that vanishes.

    Parameters
    ----------
    frame
        Attendance or episodes, with the column named by ``by``; ``population`` reads
        ``populations`` (separated by ``;``) and ``quarter`` reads ``admitted_on``.

    Returns
    -------
    pandas.DataFrame
        The same columns and ``cohort`` (str), with a fresh index.

    Examples
    --------
    >>> stays = pd.DataFrame({"client": ["heron", "otter"], "populations": ["adult;justice", ""]})
    >>> with_cohort(stays, "population")["cohort"].to_list()
    ['adult', 'justice', 'not recorded']
    """
    if by == "population":
        return _by_population(frame)
    if by == "quarter":
        return frame.assign(cohort=_named(_quarters(frame["admitted_on"]))).reset_index(drop=True)
    if by not in get_args(By):
        raise ValueError(f"by is {by!r}; use {', '.join(get_args(By))}.")
    return frame.assign(cohort=_named(frame[by])).reset_index(drop=True)


def cohort_order(cohorts: pd.Series) -> list[str]:
    """Cohorts in the order of a legend: alphabetical, ``not recorded`` last."""
    return sorted(set(cohorts), key=lambda cohort: (cohort == NOT_RECORDED, cohort.casefold(), cohort))


def quarter_of(day: date) -> str:
    """The quarter of a day, as ``with_cohort`` names it.

    Examples
    --------
    >>> quarter_of(date(2026, 9, 30)), [str(day) for day in quarter_days("2026 Q4")]
    ('2026 Q3', ['2026-10-01', '2026-12-31'])
    """
    return f"{day.year} Q{(day.month + 2) // 3}"


def quarter_days(quarter: str) -> tuple[date, date]:
    """The first and the last day of a quarter such as ``2026 Q3``."""
    year, number = (int(part) for part in quarter.split(" Q"))
    following = date(year + number // 4, number % 4 * 3 + 1, 1)
    return date(year, number * 3 - 2, 1), following - timedelta(days=1)


def _by_population(frame: pd.DataFrame) -> pd.DataFrame:
    listed = frame["populations"].astype("string").fillna("").str.split(";").map(_distinct)
    rows = frame.assign(cohort=listed.astype("object")).explode("cohort", ignore_index=True)
    return rows.assign(cohort=_named(rows["cohort"]))


def _distinct(populations: list[str]) -> list[str]:
    stripped = [population.strip() for population in populations]
    return list(dict.fromkeys(population for population in stripped if population)) or [NOT_RECORDED]


def _quarters(admitted_on: pd.Series) -> pd.Series:
    days = pd.to_datetime(admitted_on)
    years, quarters = days.dt.year.astype("Int64"), days.dt.quarter.astype("Int64")
    return years.astype("string") + " Q" + quarters.astype("string")


def _named(values: pd.Series) -> pd.Series:
    words = values.astype("string").str.strip()
    return words.where(words != "").fillna(NOT_RECORDED).astype("str")
