"""Counted minutes of a program on paper against rules, worked out by hand."""

from datetime import date

import pandas as pd

from iopkit.metrics.planned_hours import DAY_COLUMNS, WEEK_COLUMNS, planned_days, planned_weeks
from iopkit.model.program import DayRule, ProgramRules, WeekRule


def _plans(*rows: tuple[int, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["week", "day", "minutes", "counted_minutes"])


def _rules(day: DayRule | None = None, week: WeekRule | None = None) -> ProgramRules:
    return ProgramRules(
        format=1,
        id="mine",
        title="Mine",
        kind="payer",
        applies_to="adults",
        day=day,
        week=week,
        source="s",
        seen="s",
        as_of=date(2026, 1, 5),
    )


NINE = _rules(DayRule(least_hours=3), WeekRule(least_hours=9, most_hours=19, least_days=3))


def test_breaks_do_not_count_and_plans_of_a_day_add_up() -> None:
    days = planned_days(_plans((1, 1, 100, 90), (1, 1, 110, 90), (1, 2, 200, 179)), NINE)
    assert days.to_dict("records") == [
        {"week": 1, "day": 1, "minutes": 210, "counted_minutes": 180, "short_by": 0},
        {"week": 1, "day": 2, "minutes": 200, "counted_minutes": 179, "short_by": 1},
    ]


def test_a_week_misses_hours_and_days_that_are_too_short_count_for_none() -> None:
    weeks = planned_weeks(_plans((1, 1, 200, 180), (1, 2, 200, 180), (1, 3, 190, 170)), NINE)
    assert weeks.to_dict("records") == [
        {"week": 1, "days": 2, "counted_minutes": 530, "short_by": 10, "over_by": 0, "days_missing": 1}
    ]


def test_a_week_without_a_day_has_nothing_and_the_one_after_it_stands() -> None:
    weeks = planned_weeks(_plans(*((3, day, 200, 180) for day in (1, 2, 3))), NINE)
    assert list(weeks["week"]) == [1, 2, 3]
    assert list(weeks["short_by"]) == [540, 540, 0]
    assert list(weeks["days_missing"]) == [3, 3, 0]


def test_too_many_hours_are_over() -> None:
    weeks = planned_weeks(_plans(*((1, day, 300, 300) for day in range(1, 5))), NINE)
    assert list(weeks["over_by"]) == [1200 - 1140]


def test_a_fourth_day_is_not_too_much() -> None:
    weeks = planned_weeks(_plans(*((1, day, 200, 180) for day in range(1, 5))), NINE)
    assert weeks.loc[0, ["short_by", "over_by", "days_missing"]].tolist() == [0, 0, 0]


def test_without_rules_nothing_is_short() -> None:
    plans = _plans((1, 1, 30, 20))
    assert planned_days(plans)["short_by"].tolist() == [0]
    assert planned_weeks(plans)[["short_by", "over_by", "days_missing"]].to_numpy().tolist() == [[0, 0, 0]]


def test_a_rule_for_days_alone_asks_nothing_of_weeks() -> None:
    weeks = planned_weeks(_plans((1, 1, 30, 20)), _rules(day=DayRule(least_hours=3)))
    assert weeks.to_dict("records") == [
        {"week": 1, "days": 0, "counted_minutes": 20, "short_by": 0, "over_by": 0, "days_missing": 0}
    ]


def test_hours_that_are_no_whole_number_are_held_to_the_minute() -> None:
    rules = _rules(DayRule(least_hours=2.5), WeekRule(least_hours=7.5))
    assert planned_days(_plans((1, 1, 160, 149)), rules)["short_by"].tolist() == [1]
    assert planned_weeks(_plans((1, 1, 160, 149)), rules)["short_by"].tolist() == [301]


def test_an_empty_program_has_the_same_columns() -> None:
    empty = _plans()
    assert list(planned_days(empty, NINE).columns) == DAY_COLUMNS
    assert list(planned_weeks(empty, NINE).columns) == WEEK_COLUMNS
    assert len(planned_days(empty, NINE)) == len(planned_weeks(empty, NINE)) == 0
