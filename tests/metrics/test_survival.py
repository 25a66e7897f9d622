import math
import warnings
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from iopkit.metrics.survival import at_risk_at, kaplan_meier, retained_at

# Freireich et al. 1963, weeks in remission on 6-mercaptopurine; a minus is a censored time.
SIX_MP = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35]
# Its Kaplan-Meier table with 95 % log-log intervals, as printed in textbooks and by Stata.
SIX_MP_TABLE = {
    6: (0.8571, 0.6197, 0.9516),
    7: (0.8067, 0.5631, 0.9228),
    10: (0.7529, 0.5032, 0.8894),
    13: (0.6902, 0.4316, 0.8491),
    16: (0.6275, 0.3675, 0.8049),
    22: (0.5378, 0.2678, 0.7468),
    23: (0.4482, 0.1881, 0.6801),
}

STAYS = st.lists(st.tuples(st.integers(0, 120), st.booleans()), max_size=40)


def curve_of(signed):
    return kaplan_meier(np.abs(signed), np.array(signed) > 0)


@pytest.mark.parametrize(("day", "expected"), SIX_MP_TABLE.items())
def test_the_curve_is_the_published_one(day, expected):
    assert retained_at(curve_of(SIX_MP), day) == pytest.approx(expected, abs=6e-5)


def test_the_median_and_its_interval_are_read_off_the_curve():
    curve = curve_of(SIX_MP)
    assert (curve.n, curve.events) == (21, 9)
    assert (curve.median_days, curve.median_low, curve.median_high) == (23, 13, None)


def test_points_start_at_day_0_and_have_one_row_a_day():
    points = kaplan_meier([5, 5, 9, 9], [True, False, False, False]).points
    assert points["day"].to_list() == [0, 5, 9]
    assert points["at_risk"].to_list() == [4, 4, 2]
    assert points["events"].to_list() == [0, 1, 0]
    assert points["retained"].to_list() == [1.0, 0.75, 0.75]


def test_who_left_on_the_day_of_admission_left_on_day_0():
    points = kaplan_meier([0, 3], [True, False]).points
    assert points[["day", "at_risk", "events", "retained"]].to_numpy().tolist() == [
        [0, 2, 1, 0.5],
        [3, 1, 0, 0.5],
    ]


def test_exactly_half_is_half():
    assert kaplan_meier([10, 20, 30, 40], [True, True, False, False]).median_days == 20


def test_nobody_left_keeps_the_interval_at_1():
    curve = kaplan_meier([3, 8], [False, False])
    assert curve.median_days is None
    assert curve.points[["retained", "low", "high"]].to_numpy().min() == 1


def test_everybody_left_has_no_interval():
    last = kaplan_meier([3, 8], [True, True]).points.iloc[-1]
    assert last["retained"] == 0
    assert math.isnan(last["low"])
    assert math.isnan(last["high"])


def test_nothing_is_known_past_the_last_day_seen():
    curve = kaplan_meier([3, 8], [True, False])
    assert retained_at(curve, 8).retained == 0.5
    assert all(math.isnan(value) for value in retained_at(curve, 9))


def test_everybody_gone_stays_gone():
    assert retained_at(kaplan_meier([3, 8], [True, True]), 90).retained == 0


def test_at_risk_are_those_seen_up_to_that_day():
    curve = kaplan_meier([3, 8, 8], [True, False, True])
    assert [at_risk_at(curve, day) for day in (0, 3, 4, 8, 9)] == [3, 3, 2, 2, 0]


def test_no_episodes_give_an_empty_curve():
    curve = kaplan_meier([], [])
    assert (curve.n, curve.events, curve.median_days) == (0, 0, None)
    assert curve.points.dtypes.astype(str).to_list() == ["int64"] * 3 + ["float64"] * 3
    assert math.isnan(retained_at(curve, 0).retained)
    assert at_risk_at(curve, 0) == 0


@given(stays=STAYS)
def test_a_curve_only_falls_and_counts_everybody(stays):
    curve = kaplan_meier([days for days, _ in stays], [left for _, left in stays])
    points = curve.points
    assert points["retained"].between(0, 1).all()
    assert points["retained"].is_monotonic_decreasing
    assert points["at_risk"].is_monotonic_decreasing
    assert points["events"].sum() == curve.events == sum(left for _, left in stays)
    banded = points.dropna()
    assert (banded["low"] <= banded["retained"] + 1e-12).all()
    assert (banded["retained"] <= banded["high"] + 1e-12).all()


@given(stays=st.lists(st.integers(0, 120), min_size=1, max_size=40))
def test_without_censoring_the_curve_is_the_share_that_stayed_longer(stays):
    points = kaplan_meier(stays, [True] * len(stays)).points
    longer = [sum(days > day for days in stays) / len(stays) for day in points["day"]]
    assert points["retained"].to_list() == pytest.approx(longer)


@given(stays=STAYS)
def test_stays_that_are_counted_give_the_curve_of_the_stays(stays):
    each = kaplan_meier([days for days, _ in stays], [left for _, left in stays])
    counts = Counter(stays)
    counted = kaplan_meier(
        [days for days, _ in counts], [left for _, left in counts], counts=list(counts.values())
    )
    assert (counted.n, counted.events, counted.median_days) == (each.n, each.events, each.median_days)
    pd.testing.assert_frame_equal(counted.points, each.points)


@given(stays=STAYS)
def test_the_curve_and_its_interval_agree_with_scipy(stays):
    points = kaplan_meier([days for days, _ in stays], [left for _, left in stays]).points
    gone, seen = [days for days, left in stays if left], [days for days, left in stays if not left]
    if not gone:
        return
    survival = stats.ecdf(stats.CensoredData(uncensored=gone, right=seen)).sf
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The confidence interval is undefined", RuntimeWarning)
        interval = survival.confidence_interval(0.95, method="log-log")
    rows = points.set_index("day").loc[[int(day) for day in survival.quantiles]]
    assert rows["retained"].to_list() == pytest.approx(survival.probabilities, abs=1e-9)
    within = rows["retained"].between(1e-6, 1 - 1e-6).to_numpy()
    for column, peer in (("low", interval.low), ("high", interval.high)):
        assert rows[column][within].to_list() == pytest.approx(peer.probabilities[within], abs=1e-9)
