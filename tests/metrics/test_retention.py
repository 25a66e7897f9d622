from datetime import date

import pytest

from iopkit.metrics.retention import (
    ONE_COHORT,
    OVERLAPPING,
    TOO_FEW,
    compare_retention,
    retention_curves,
    stays,
)

AS_OF = date(2026, 11, 20)


def ended(reason, on="2026-11-10", **more):
    return {"admitted_on": "2026-11-01", "discharged_on": on, "discharge_reason": reason, **more}


@pytest.mark.parametrize(
    ("reason", "left"),
    [
        ("left", True),
        ("terminated", True),
        ("completed", False),
        ("transferred", False),
        ("incarcerated", False),
        ("died", False),
        ("other", False),
        (None, False),
    ],
)
def test_only_leaving_and_termination_count_as_leaving(episodes, reason, left):
    stay = stays(episodes(ended(reason)), AS_OF).iloc[0]
    assert (stay["days"], stay["left"]) == (9, left)


def test_still_enrolled_is_seen_up_to_the_as_of_date(episodes):
    stay = stays(episodes({"admitted_on": "2026-11-01"}), AS_OF).iloc[0]
    assert (stay["days"], stay["left"]) == (19, False)


def test_a_discharge_after_the_as_of_date_has_not_happened_yet(episodes):
    stay = stays(episodes(ended("left", on="2026-11-21")), AS_OF).iloc[0]
    assert (stay["days"], stay["left"]) == (19, False)


def test_a_discharge_on_the_as_of_date_has_happened(episodes):
    stay = stays(episodes(ended("left", on="2026-11-20")), AS_OF).iloc[0]
    assert (stay["days"], stay["left"]) == (19, True)


def test_episodes_admitted_later_are_left_out(episodes):
    assert stays(episodes({"admitted_on": "2026-11-21"}, {"admitted_on": "2026-11-20"}), AS_OF)[
        "days"
    ].to_list() == [0]


def test_a_discharge_before_admission_counts_as_day_0(episodes):
    assert stays(episodes(ended("left", on="2026-10-30")), AS_OF)["days"].to_list() == [0]


def test_without_cohorts_there_is_one_curve_of_all(episodes):
    (curve,) = retention_curves(episodes(ended("left"), ended("completed"), {}), AS_OF)
    assert (curve.cohort, curve.n, curve.events) == ("All", 3, 1)
    assert curve.points["day"].to_list() == [0, 9, 32]


def test_each_cohort_has_its_own_curve(episodes):
    curves = retention_curves(
        episodes(ended("left", track="Evening"), {"track": "Day"}, {"track": None}), AS_OF, by="track"
    )
    assert [(c.cohort, c.n, c.events) for c in curves] == [
        ("Day", 1, 0),
        ("Evening", 1, 1),
        ("not recorded", 1, 0),
    ]


def test_no_episodes_give_one_empty_curve_or_none(episodes):
    (curve,) = retention_curves(episodes(), AS_OF)
    assert curve.n == 0
    assert retention_curves(episodes(), AS_OF, by="track") == ()


def test_cohorts_are_compared_by_the_log_rank_test(episodes):
    # The hand-worked example of the log-rank test: chi-square 1/17.
    frame = episodes(
        ended("left", on="2026-11-02", track="A"),
        ended("completed", on="2026-11-04", track="A"),
        ended("terminated", on="2026-11-03", track="B"),
    )
    comparison = compare_retention(frame, AS_OF, by="track")
    assert comparison.log_rank.chi2 == pytest.approx(1 / 17)
    assert comparison.note == ""


def test_cohorts_that_overlap_are_not_tested(episodes):
    frame = episodes(ended("left", populations="adult;justice"), ended("left", on="2026-11-05"))
    comparison = compare_retention(frame, AS_OF, by="population")
    assert len(comparison.curves) == 2
    assert (comparison.log_rank, comparison.note) == (None, OVERLAPPING)


def test_populations_that_do_not_overlap_are_tested(episodes):
    frame = episodes(ended("left", populations="justice"), ended("left", on="2026-11-05"), ended("completed"))
    assert compare_retention(frame, AS_OF, by="population").log_rank is not None


def test_the_note_says_why_there_is_no_test(episodes):
    two = episodes({"track": "Day"}, {"track": "Evening"})
    assert compare_retention(two, AS_OF).note == ONE_COHORT
    assert compare_retention(two, AS_OF, by="program").note == ONE_COHORT
    assert compare_retention(two, AS_OF, by="track").note == TOO_FEW
