import pandas as pd
import pytest

from iopkit.metrics.cohorts import cohort_order, with_cohort


@pytest.mark.parametrize("by", ["program", "track", "level_of_care"])
def test_a_cohort_is_the_value_of_its_column(episodes, by):
    frame = with_cohort(episodes({by: "A"}, {by: "B"}), by)
    assert frame["cohort"].to_list() == ["A", "B"]


@pytest.mark.parametrize("missing", [None, "", "  ", float("nan"), pd.NA])
@pytest.mark.parametrize("by", ["program", "track", "level_of_care"])
def test_a_missing_value_is_a_cohort_of_its_own(episodes, by, missing):
    assert with_cohort(episodes({by: missing}, {by: "A"}), by)["cohort"].to_list() == ["not recorded", "A"]


def test_a_client_of_two_populations_is_counted_in_each(episodes):
    frame = with_cohort(
        episodes({"client": "heron", "populations": "adult; justice;adult"}, {"client": "otter"}),
        "population",
    )
    assert frame[["client", "cohort"]].to_numpy().tolist() == [
        ["heron", "adult"],
        ["heron", "justice"],
        ["otter", "adult"],
    ]


@pytest.mark.parametrize("missing", ["", ";", None])
def test_a_client_of_no_population_is_not_recorded(episodes, missing):
    assert with_cohort(episodes({"populations": missing}), "population")["cohort"].to_list() == [
        "not recorded"
    ]


def test_a_quarter_is_that_of_the_admission(episodes):
    days = ["2026-03-31", "2026-04-01", "2025-12-31", None]
    frame = with_cohort(episodes(*({"admitted_on": day} for day in days)), "quarter")
    assert frame["cohort"].to_list() == ["2026 Q1", "2026 Q2", "2025 Q4", "not recorded"]


@pytest.mark.parametrize("by", ["program", "track", "level_of_care", "population", "quarter"])
def test_no_rows_give_no_cohorts_but_the_column(episodes, by):
    frame = with_cohort(episodes(), by)
    assert frame.empty
    assert frame["cohort"].dtype == "str"


def test_an_unknown_cohort_is_refused_with_the_choices(episodes):
    with pytest.raises(ValueError, match="by is 'colour'; use program, track"):
        with_cohort(episodes(), "colour")


def test_not_recorded_comes_last():
    assert cohort_order(pd.Series(["not recorded", "zebra", "Ape", "badger"])) == [
        "Ape",
        "badger",
        "zebra",
        "not recorded",
    ]
