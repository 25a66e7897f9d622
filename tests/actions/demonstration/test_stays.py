"""The large clinic's discharges against TEDS 2004, tables 2.5 and 4.11.

Tolerances are three standard errors of as many independent draws. A share p of n discharges has
the binomial standard error sqrt(p (1 - p) / n): with n about 1,800 and p = 0.377 that is 0.0114. A
median of n lognormal stays has 1.25 * spread * median / sqrt(n): with 680 completed stays of spread
0.55 and median 50 days that is 1.3 days, with 130 other ones of spread 0.9 and median 36 it is 3.6.
The clinic draws evenly, so it should be nearer than that.
"""

from datetime import date, timedelta
from math import sqrt

import pandas as pd
import pytest

from iopkit.store.store import Store

OTHER = ("other", "incarcerated", "died")


@pytest.fixture(scope="module")
def discharges(large_clinic: Store) -> pd.DataFrame:
    with large_clinic.read() as r:
        episodes = r.episodes_frame()
    over = episodes[episodes["discharged_on"].notna()]
    reason = over["discharge_reason"].where(~over["discharge_reason"].isin(OTHER), "other")
    return over.assign(reason=reason, days=(over["discharged_on"] - over["admitted_on"]).dt.days)


@pytest.mark.parametrize(
    ("reason", "published"),
    [("completed", 0.377), ("transferred", 0.179), ("left", 0.232), ("terminated", 0.140), ("other", 0.072)],
)
def test_discharge_reasons_have_the_national_shares(
    discharges: pd.DataFrame, reason: str, published: float
) -> None:
    n = len(discharges)
    assert n > 1500
    within = 3 * sqrt(published * (1 - published) / n)
    assert (discharges["reason"] == reason).mean() == pytest.approx(published, abs=within)


@pytest.mark.parametrize(
    ("reason", "published", "within"),
    [
        ("completed", 50, 4),
        ("transferred", 42, 7),
        ("left", 26, 5),
        ("terminated", 36, 7),
        ("other", 36, 11),
    ],
)
def test_median_stays_are_the_national_ones(
    discharges: pd.DataFrame, reason: str, published: int, within: int
) -> None:
    days = discharges.loc[discharges["reason"] == reason, "days"]
    assert days.median() == pytest.approx(published, abs=within)


def test_the_median_of_all_stays_is_the_national_one(discharges: pd.DataFrame) -> None:
    assert discharges["days"].median() == pytest.approx(41, abs=3)


def test_incarceration_and_death_are_few_among_the_others(discharges: pd.DataFrame) -> None:
    counts = discharges["discharge_reason"].value_counts()
    assert counts["other"] > counts["incarcerated"] > counts["died"]


def test_stays_last_a_day_at_least_and_half_a_year_at_most(discharges: pd.DataFrame) -> None:
    assert discharges["days"].between(1, 180).all()


def test_admissions_are_on_weekdays_of_the_last_nine_months(large_clinic: Store, today: date) -> None:
    with large_clinic.read() as r:
        admitted = r.episodes_frame()["admitted_on"]
    assert (admitted.dt.day_of_week < 5).all()
    first = today - timedelta(days=273 + 2)  # the Friday before, for a Sunday
    assert admitted.between(pd.Timestamp(first), pd.Timestamp(today - timedelta(days=1))).all()


def test_nobody_is_discharged_today_or_later(large_clinic: Store, today: date) -> None:
    with large_clinic.read() as r:
        assert (r.episodes_frame()["discharged_on"].dropna() < pd.Timestamp(today)).all()


def test_a_reason_stands_beside_a_discharge_and_nowhere_else(clinic: Store) -> None:
    with clinic.read() as r:
        episodes = r.episodes_frame()
    assert (episodes["discharged_on"].isna() == episodes["discharge_reason"].isna()).all()


def test_some_clients_come_back_after_a_discharge(clinic: Store) -> None:
    with clinic.read() as r:
        episodes = r.episodes_frame().sort_values(["client", "admitted_on"])
    before = episodes.groupby("client")["discharged_on"].shift()
    back = episodes[episodes["client"].duplicated()]
    assert len(back) >= 1
    assert (back["admitted_on"] > before[back.index]).all()


def test_between_a_third_and_a_half_of_the_clients_are_enrolled(clinic: Store) -> None:
    with clinic.read() as r:
        enrolled = int(r.episodes_frame()["discharged_on"].isna().sum())
    assert 40 <= enrolled <= 60
