"""Hours that a program plans, against what a level of care or a payer asks for."""

import pandas as pd

from iopkit.model.program import ProgramRules

DAY_COLUMNS = ["week", "day", "minutes", "counted_minutes", "short_by"]
WEEK_COLUMNS = ["week", "days", "counted_minutes", "short_by", "over_by", "days_missing"]


def planned_days(plans: pd.DataFrame, rules: ProgramRules | None = None) -> pd.DataFrame:
    """Counted minutes of each planned day, and by how many it falls short of the rules.

    Breaks are not counted. Without rules, or without a rule for days, no day is short.

    Parameters
    ----------
    plans
        One row a plan on a day: ``week``, ``day``, ``minutes`` (breaks included), ``counted_minutes``.

    Returns
    -------
    pandas.DataFrame
        ``week``, ``day``, ``minutes``, ``counted_minutes``, ``short_by`` (minutes, 0 when long enough),
        one row a day, in order.
    """
    if plans.empty:
        return pd.DataFrame({name: pd.Series(dtype="int64") for name in DAY_COLUMNS})
    days = plans.groupby(["week", "day"], as_index=False)[["minutes", "counted_minutes"]].sum()
    least = rules.day.least_minutes if rules and rules.day else 0
    days["short_by"] = (least - days["counted_minutes"]).clip(lower=0)
    return days[DAY_COLUMNS]


def planned_weeks(plans: pd.DataFrame, rules: ProgramRules | None = None) -> pd.DataFrame:
    """Counted minutes and days of each planned week, and what it misses of the rules.

    A week between the first and the last that has no day counts as a week with nothing. Only days that are
    long enough count towards the days that the rules ask for: a payer does not pay the others.

    Parameters
    ----------
    plans
        One row a plan on a day: ``week``, ``day``, ``minutes``, ``counted_minutes``.

    Returns
    -------
    pandas.DataFrame
        ``week``, ``days`` (those long enough), ``counted_minutes``, ``short_by`` and ``over_by`` (minutes),
        ``days_missing``, one row a week from 1 to the last, in order.
    """
    days = planned_days(plans, rules)
    if days.empty:
        return pd.DataFrame({name: pd.Series(dtype="int64") for name in WEEK_COLUMNS})
    asked = rules.week if rules else None
    least = round((asked.least_hours or 0) * 60) if asked else 0
    most = round(asked.most_hours * 60) if asked and asked.most_hours else None
    by_week = days.groupby("week")
    weeks = pd.DataFrame(
        {
            "days": days[days["short_by"] == 0].groupby("week").size(),
            "counted_minutes": by_week["counted_minutes"].sum(),
        }
    )
    weeks = weeks.reindex(range(1, int(days["week"].max()) + 1), fill_value=0).fillna(0).astype("int64")
    weeks["short_by"] = (least - weeks["counted_minutes"]).clip(lower=0)
    weeks["over_by"] = 0 if most is None else (weeks["counted_minutes"] - most).clip(lower=0)
    weeks["days_missing"] = ((asked.least_days if asked else None) or 0) - weeks["days"]
    weeks["days_missing"] = weeks["days_missing"].clip(lower=0)
    return weeks.rename_axis("week").reset_index()[WEEK_COLUMNS]
