"""Stays that the store counted, against the same stays looked at one by one."""

import random
from datetime import date, timedelta
from typing import Any, get_args

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from iopkit.metrics.cohorts import By, quarter_of, with_cohort
from iopkit.metrics.retention import compare_stays, stays
from iopkit.model.care import Episode, Group, Membership, Program
from iopkit.model.codes import DischargeReason, Population
from iopkit.model.people import Client
from iopkit.store.engines import writing
from iopkit.store.opening import memory_store, open_store
from iopkit.store.store import Store

FIRST = date(2025, 11, 1)
PROGRAMS, TRACKS = ("day", "evening", None), ("A", "B", None)
POPULATIONS = ((), (Population.ADULT,), (Population.ADULT, Population.JUSTICE))

a_stay = st.fixed_dictionaries(
    {
        "admitted": st.integers(0, 200),
        "length": st.none() | st.integers(0, 90),
        "reason": st.none() | st.sampled_from(list(DischargeReason)),
        "program": st.sampled_from(PROGRAMS),
        "track": st.sampled_from(TRACKS),
        "populations": st.sampled_from(POPULATIONS),
        "joined": st.none() | st.integers(0, 200),
    }
)


def keep(store: Store, drawn: list[dict[str, Any]]) -> None:
    """Each stay is of a client of its own, who may have been ten days in group g at some time."""
    with store.write() as w:
        w.add_programs([Program(id=one, name=one) for one in PROGRAMS if one])
        w.add_groups([Group(id="g", name="G"), Group(id="h", name="H")])
        w.add_clients([Client(id=f"c{n}", populations=one["populations"]) for n, one in enumerate(drawn)])
        w.add_episodes(_episode(number, one) for number, one in enumerate(drawn))
        w.add_memberships(
            Membership(
                group="gh"[n % 2], client=f"c{n}", joined_on=joined, left_on=joined + timedelta(days=10)
            )
            for n, one in enumerate(drawn)
            if one["joined"] is not None
            for joined in [FIRST + timedelta(days=one["joined"])]
        )


def _episode(number: int, one: dict[str, Any]) -> Episode:
    admitted = FIRST + timedelta(days=one["admitted"])
    ended = None if one["length"] is None else admitted + timedelta(days=one["length"])
    return Episode(
        id=f"e{number}",
        client=f"c{number}",
        program=one["program"],
        track=one["track"],
        admitted_on=admitted,
        discharged_on=ended,
        discharge_reason=one["reason"] if ended else None,
    )


def same(store: Store, as_of: date, **within: Any) -> None:
    """Both ways give the same curves and the same test, whatever cohorts are compared."""
    with store.read() as r:
        each = stays(r.episodes_frame(**within), as_of)
        for by in (None, *get_args(By)):
            counted = r.stays_frame(as_of, by=by, **within)
            assert counted["episodes"].sum() == len(each)
            one, other = compare_stays(each, by), compare_stays(counted, by)
            assert (one.log_rank is None, one.note) == (other.log_rank is None, other.note)
            if one.log_rank and other.log_rank:
                assert one.log_rank.df == other.log_rank.df
                assert one.log_rank.chi2 == pytest.approx(other.log_rank.chi2, abs=1e-9)
            assert [(c.cohort, c.n, c.events, c.median_days) for c in one.curves] == [
                (c.cohort, c.n, c.events, c.median_days) for c in other.curves
            ]
            for mine, theirs in zip(one.curves, other.curves, strict=True):
                pd.testing.assert_frame_equal(mine.points, theirs.points)


@settings(max_examples=10, deadline=None)
@given(drawn=st.lists(a_stay, max_size=25), as_of=st.integers(-5, 260))
def test_counted_stays_are_the_stays(drawn: list[dict[str, Any]], as_of: int) -> None:
    store = memory_store()
    try:
        keep(store, drawn)
        for within in ({}, {"program": "day"}, {"groups": ["g"]}):
            same(store, FIRST + timedelta(days=as_of), **within)
    finally:
        store.close()


@pytest.fixture
def many(store: Store) -> Store:
    draw = random.Random(7)
    keep(
        store,
        [
            {
                "admitted": draw.randrange(200),
                "length": draw.choice([None, draw.randrange(90)]),
                "reason": draw.choice([None, *DischargeReason]),
                "program": draw.choice(PROGRAMS),
                "track": draw.choice(TRACKS),
                "populations": draw.choice(POPULATIONS),
                "joined": draw.choice([None, draw.randrange(200)]),
            }
            for _ in range(300)
        ],
    )
    return store


@pytest.mark.parametrize(
    "within", [{}, {"program": "evening"}, {"group": "g"}, {"groups": ["g", "h"]}, {"groups": []}]
)
def test_every_database_counts_stays_alike(many: Store, within: dict[str, Any]) -> None:
    for as_of in (date(2025, 10, 1), date(2026, 2, 10), date(2026, 12, 1)):
        same(many, as_of, **within)


def test_admissions_can_be_bounded(many: Store) -> None:
    since, until = date(2026, 1, 1), date(2026, 3, 31)
    with many.read() as r:
        admitted = r.episodes_frame()["admitted_on"]
        counted = r.stays_frame(date(2026, 12, 1), since=since, until=until)
    assert counted["episodes"].sum() == admitted.between(pd.Timestamp(since), pd.Timestamp(until)).sum()


@pytest.mark.parametrize("within", [{}, {"program": "day"}, {"groups": ["h"]}])
def test_quarters_are_those_in_which_somebody_was_admitted(many: Store, within: dict[str, Any]) -> None:
    with many.read() as r:
        listed = [quarter_of(one) for one in r.list_quarters(**within)]
        assert listed == sorted(set(with_cohort(r.episodes_frame(**within), "quarter")["cohort"]))


def test_an_empty_store_has_no_stays(store: Store) -> None:
    with store.read() as r:
        assert r.list_quarters() == []
        for by in (None, *get_args(By)):
            assert r.stays_frame(FIRST, by=by)["episodes"].sum() == 0


def test_episodes_in_force_between_two_days_are_those_that_had_begun_and_not_ended(many: Store) -> None:
    since, until = date(2026, 2, 10), date(2026, 2, 20)
    with many.read() as r:
        every, some = r.episodes_frame(), r.episodes_frame(since=since, until=until)
    ended = every["discharged_on"]
    begun = every["admitted_on"] <= pd.Timestamp(until)
    expected = every[begun & (ended.isna() | (ended >= pd.Timestamp(since)))]
    assert 0 < len(some) < len(every)
    assert set(some["episode"]) == set(expected["episode"])


def test_an_older_store_gets_the_lengths_of_its_stays(store_address: str) -> None:
    _make_older(store_address)
    upgraded = open_store(store_address)
    with upgraded.read() as r:
        counted = r.stays_frame(date(2026, 6, 1))
        assert sorted(zip(counted["days"], counted["left"], strict=True)) == [(9, True), (151, False)]
        assert r.count_misfit_stays() == 0
    upgraded.close()


def _make_older(address: str) -> None:
    store = open_store(address)
    with store.write() as w:
        w.make_anew(4)
        w._connection.execute(text("INSERT INTO clients (id, populations) VALUES ('heron', '')"))
        for values in (
            "'e1', 'heron', '2026-01-01', '2026-01-10', 'left'",
            "'e2', 'heron', '2026-01-01', NULL, NULL",
        ):
            w._connection.execute(
                text(
                    "INSERT INTO episodes (id, client_id, admitted_on, discharged_on, discharge_reason) "
                    f"VALUES ({values})"
                )
            )
    store.close()


def test_a_length_that_does_not_fit_its_dates_is_found(many: Store) -> None:
    with many.read() as r:
        assert r.count_misfit_stays() == 0
    with writing(many._engine) as connection:
        connection.execute(text("UPDATE episodes SET days = 1000 WHERE id IN ('e1', 'e2')"))
    with many.read() as r:
        assert r.count_misfit_stays() == 2
