"""What a planned program amounts to, week by week, and in sentences what is missing."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from iopkit.content.library import Library
from iopkit.metrics.planned_hours import planned_days, planned_weeks
from iopkit.model.plan import Plan
from iopkit.model.program import Outline, ProgramRules

_COLUMNS = ["week", "day", "plan", "minutes", "counted_minutes"]


def outline_frame(outline: Outline, library: Library) -> pd.DataFrame:
    """One row a plan on a day; plans that the library has no more are left out.

    Returns
    -------
    pandas.DataFrame
        ``week``, ``day``, ``plan``, ``minutes`` (breaks included), ``counted_minutes``.
    """
    placed = ((day.week, day.day, library.plans.get(plan)) for day, plan in outline.plans())
    return _frame((week, day, plan) for week, day, plan in placed if plan)


def program_hours(outline: Outline, library: Library, rules: ProgramRules | None = None) -> dict[str, Any]:
    """Weeks with their days, minutes and what they miss; ``says`` is one sentence for each thing missed.

    Returns
    -------
    dict
        ``id``, ``title``, ``rules`` (id, title, source, as_of; None without), ``weeks`` (``week``, ``days``,
        ``counted_minutes``, ``counted_hours``, ``short_by``, ``over_by``, ``days_missing``), ``plans``,
        ``counted_minutes``, ``meets`` (None without rules), ``says``. Times are in minutes, without breaks.
    """
    frame = outline_frame(outline, library)
    days, weeks = planned_days(frame, rules), planned_weeks(frame, rules)
    says = _sentences(days, weeks, rules) if rules else []
    return {
        "id": outline.id,
        "title": outline.title,
        "rules": _named(rules),
        "counted_minutes": int(frame["counted_minutes"].sum()),
        "plans": len(frame),
        "meets": None if rules is None else not says and len(frame) > 0,
        "says": says,
        "weeks": [_week(week, days, frame) for week in weeks.to_dict("records")],
    }


def _frame(placed: Iterable[tuple[int, int, Plan]]) -> pd.DataFrame:
    rows = [(week, day, plan.id, plan.minutes, plan.counted_minutes) for week, day, plan in placed]
    return pd.DataFrame(rows, columns=_COLUMNS).astype(
        {"week": "int64", "day": "int64", "minutes": "int64", "counted_minutes": "int64"}
    )


def _named(rules: ProgramRules | None) -> dict[str, Any] | None:
    return (
        rules.model_dump(mode="json", include={"id", "title", "kind", "source", "as_of"}) if rules else None
    )


def _week(week: dict[Any, Any], days: pd.DataFrame, frame: pd.DataFrame) -> dict[str, Any]:
    inside = days[days["week"] == week["week"]].to_dict("records")
    return {
        "week": int(week["week"]),
        "days": [_day(day, frame) for day in inside],
        "counted_minutes": int(week["counted_minutes"]),
        "counted_hours": round(int(week["counted_minutes"]) / 60, 2),
        "short_by": int(week["short_by"]),
        "over_by": int(week["over_by"]),
        "days_missing": int(week["days_missing"]),
    }


def _day(day: dict[Any, Any], frame: pd.DataFrame) -> dict[str, Any]:
    plans = frame[(frame["week"] == day["week"]) & (frame["day"] == day["day"])]["plan"]
    numbers = {name: int(day[name]) for name in ("day", "minutes", "counted_minutes", "short_by")}
    return {**numbers, "plans": list(plans)}


def _sentences(days: pd.DataFrame, weeks: pd.DataFrame, rules: ProgramRules) -> list[str]:
    said = [
        f"Week {day['week']}, day {day['day']} has {day['counted_minutes']} counted minutes and is "
        f"{day['short_by']} short of {rules.day.least_minutes if rules.day else 0}."
        for day in days[days["short_by"] > 0].to_dict("records")
    ]
    for week in weeks.to_dict("records"):
        said += _week_sentences(week, rules)
    longest = rules.longest_weeks
    if longest and len(weeks) > longest:
        said.append(
            f"The program takes {len(weeks)} weeks; beyond {longest} these rules want reasons in writing."
        )
    return said


def _week_sentences(week: dict[Any, Any], rules: ProgramRules) -> list[str]:
    asked = rules.week
    if asked is None:
        return []
    hours = f"Week {week['week']} has {round(week['counted_minutes'] / 60, 2):g} counted hours"
    said = []
    if week["short_by"]:
        said.append(f"{hours} and is {week['short_by']} minutes short of {asked.least_hours:g}.")
    if week["over_by"]:
        said.append(f"{hours} and is {week['over_by']} minutes over {asked.most_hours:g}.")
    if week["days_missing"]:
        days = "1 day" if week["days"] == 1 else f"{week['days']} days"
        enough = " long enough to count" if rules.day else ""
        said.append(f"Week {week['week']} has {days}{enough} and needs {asked.least_days}.")
    return said
