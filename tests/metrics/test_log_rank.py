import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from iopkit.metrics.log_rank import log_rank

# Klein and Moeschberger, Survival Analysis, exercise 7.7: days lived by rats untreated, irradiated,
# and irradiated with boron. R's survdiff prints 33.4 on 2 degrees of freedom, p 5.64e-08.
RATS = {
    "untreated": [20, 21, 23, 24, 24, 26, 26, 27, 28, 30],
    "irradiated": [26, 28, 29, 29, 30, 30, 31, 31, 32, -35],
    "boron": [31, 32, 34, 35, 36, 38, 38, 39, -42, -42],
}
# Freireich et al. 1963, weeks in remission; the log-rank chi-square is 16.79.
REMISSION = {
    "6-MP": [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35],
    "placebo": [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
}


def compare(signed):
    """The test of times by cohort; a minus is a censored time."""
    times = np.concatenate([np.array(times) for times in signed.values()])
    return log_rank(np.abs(times), times > 0, np.repeat(list(signed), [len(t) for t in signed.values()]))


def test_three_cohorts_give_the_published_value():
    result = compare(RATS)
    assert result.chi2 == pytest.approx(33.38033, abs=1e-5)
    assert result.df == 2
    assert result.p == pytest.approx(5.64e-08, rel=1e-3)


def test_two_cohorts_give_the_published_value():
    result = compare(REMISSION)
    assert result.chi2 == pytest.approx(16.79294, abs=1e-5)
    assert result.df == 1
    assert result.p == pytest.approx(4.168809e-05, rel=1e-5)


def test_a_test_worked_by_hand():
    # Day 1: of 2 + 1 at risk one leaves A, expected 2/3, variance 2/9. Day 2: of 1 + 1 one leaves B,
    # expected in A 1/2, variance 1/4. Excess in A 1 - 7/6, so chi-square (1/6)^2 / (17/36) = 1/17.
    assert compare({"A": [1, -3], "B": [2]}).chi2 == pytest.approx(1 / 17)


@given(
    first=st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=2, max_size=15),
    second=st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=2, max_size=15),
)
def test_two_cohorts_agree_with_scipy(first, second):
    signed = {"A": [d if e else -d for d, e in first], "B": [d if e else -d for d, e in second]}
    result = compare(signed)
    if result is None:
        return
    samples = (
        stats.CensoredData(uncensored=[d for d in times if d > 0], right=[-d for d in times if d < 0])
        for times in signed.values()
    )
    peer = stats.logrank(*samples)
    assert result.chi2 == pytest.approx(peer.statistic**2, abs=1e-9)
    assert result.p == pytest.approx(peer.pvalue, abs=1e-9)


def test_cohorts_that_are_alike_differ_by_nothing():
    result = compare({"A": [1, 2, 3], "B": [1, 2, 3], "C": [1, 2, 3]})
    assert result.chi2 == pytest.approx(0)
    assert result.p == pytest.approx(1)


@pytest.mark.parametrize(
    "signed",
    [{"A": [1, 2]}, {"A": [-1, -2], "B": [-3]}, {"A": [5], "B": [5]}, {"A": [-1], "B": [2, 3]}],
    ids=["one cohort", "no events", "all left at once", "one cohort seen too briefly"],
)
def test_nothing_to_compare_gives_none(signed):
    assert compare(signed) is None


def test_no_episodes_give_none():
    assert log_rank([], [], []) is None


def test_a_cohort_seen_too_briefly_takes_no_degree_of_freedom():
    assert compare({**REMISSION, "brief": [-0.5]}).df == 1


def test_episodes_that_are_counted_give_the_same_test():
    labels = np.repeat(list(REMISSION), [len(times) for times in REMISSION.values()])
    signed = np.concatenate([np.array(times) for times in REMISSION.values()])
    rows, counts = np.unique(np.column_stack([signed, labels == "placebo"]), axis=0, return_counts=True)
    counted = log_rank(np.abs(rows[:, 0]), rows[:, 0] > 0, rows[:, 1], counts)
    assert len(rows) < len(signed)
    assert counted.chi2 == pytest.approx(compare(REMISSION).chi2)
