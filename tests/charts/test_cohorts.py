import pytest

from iopkit.charts.cohorts import cohort_name


@pytest.mark.parametrize(
    ("cohort", "by", "name"),
    [
        ("co_occurring", "population", "co-occurring"),
        ("not recorded", "population", "not recorded"),
        ("co_occurring", "track", "co_occurring"),
        ("Day_2", None, "Day_2"),
    ],
)
def test_only_codes_are_rewritten(cohort, by, name):
    assert cohort_name(cohort, by) == name
