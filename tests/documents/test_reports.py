"""The reports of a clinic whose numbers are worked by hand."""

import json
from datetime import date

import pytest

from iopkit.documents.reports import Report, Selection, Topic, report_on
from iopkit.store.store import Store

AS_OF = date(2026, 1, 31)


def told(store: Store, topic: Topic, **chosen) -> Report:
    with store.read() as r:
        return report_on(r, topic, Selection(**({"as_of": AS_OF} | chosen)))


def test_attendance_counts_who_came_out_of_all_marked(store, clinic):
    """Week 1: heron came 3 of 3, otter 1 of 3, wren 1 of 2. Week 2: heron 1; otter is not marked."""
    data = told(clinic(store), "attendance").data
    assert data == {
        "weeks": [
            {
                "week": "2026-01-05",
                "sessions": 5,
                "expected": 8,
                "attended": 5,
                "excused": 1,
                "rate": 0.625,
            },
            {
                "week": "2026-01-12",
                "sessions": 1,
                "expected": 1,
                "attended": 1,
                "excused": 0,
                "rate": 1.0,
            },
        ]
    }


def test_attendance_by_program_names_each_week_s_cohort(empty_store, clinic):
    weeks = told(clinic(empty_store), "attendance", by="program").data["weeks"]
    assert list(weeks[0])[:2] == ["cohort", "week"]
    counts = [(week["cohort"], week["week"], week["attended"], week["expected"]) for week in weeks]
    assert counts == [
        ("day", "2026-01-05", 4, 6),
        ("day", "2026-01-12", 1, 1),
        ("evening", "2026-01-05", 1, 2),
    ]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"program": "evening"}, [2]),
        ({"group": "morning"}, [6, 1]),
        ({"since": date(2026, 1, 12)}, [1]),
        ({"until": date(2026, 1, 6)}, [5]),
        ({"since": date(2026, 1, 8), "until": date(2026, 1, 11)}, [3]),
        ({"as_of": date(2026, 1, 6)}, [5]),
        ({"as_of": date(2026, 1, 6), "until": date(2026, 1, 20)}, [5]),
        ({"program": "day", "group": "late"}, []),
    ],
)
def test_attendance_is_of_what_was_chosen(empty_store, clinic, chosen, expected):
    weeks = told(clinic(empty_store), "attendance", **chosen).data["weeks"]
    assert [week["expected"] for week in weeks] == expected


def test_hours_are_a_client_s_whole_week(store, clinic):
    """Week 1: heron 9 h, otter 3 h by the schedule, wren 3 h. Week 2: heron an hour and a half."""
    assert told(clinic(store), "hours").data == {
        "weeks": [
            {
                "week": "2026-01-05",
                "clients": 3,
                "hours_mean": 5.0,
                "reached": 1,
                "share": pytest.approx(1 / 3),
            },
            {"week": "2026-01-12", "clients": 1, "hours_mean": 1.5, "reached": 0, "share": 0.0},
        ],
        "threshold_hours": 9,
    }


def test_retention_steps_down_where_somebody_leaves(store, clinic):
    """Of 4, one leaves on day 10 (3/4 stay) and one of 3 on day 20 (3/4 * 2/3); one is seen up to day 30."""
    data = told(clinic(store), "retention").data
    (curve,) = data["curves"]
    assert (data["as_of"], data["logrank"]) == ("2026-01-31", None)
    assert (curve["cohort"], curve["n"], curve["events"], curve["median_days"]) == ("All", 4, 2, 20)
    points = [(one["day"], one["at_risk"], one["events"], one["retained"]) for one in curve["points"]]
    assert points == [
        (0, 4, 0, 1.0),
        (10, 4, 1, pytest.approx(0.75)),
        (20, 3, 1, pytest.approx(0.5)),
        (30, 1, 0, pytest.approx(0.5)),
    ]
    # exp(-exp(ln(-ln 0.75) +- 1.96 * sqrt(1/12) / |ln 0.75|)), by hand
    assert curve["points"][1]["low"] == pytest.approx(0.1279, abs=5e-4)
    assert curve["points"][1]["high"] == pytest.approx(0.9605, abs=5e-4)
    assert "note" not in data


def test_cohorts_are_compared_by_the_log_rank_test(empty_store, clinic):
    """Day program: 2 left, expected 2/4 + 1/3; variance 1/4 + 2/9; chi2 = (7/6)^2 / (17/36) = 49/17."""
    data = told(clinic(empty_store), "retention", by="program").data
    assert [(curve["cohort"], curve["n"], curve["events"]) for curve in data["curves"]] == [
        ("day", 2, 2),
        ("evening", 2, 0),
    ]
    assert data["logrank"] == {
        "chi2": pytest.approx(49 / 17),
        "df": 1,
        "p": pytest.approx(0.0896, abs=1e-4),
    }


def test_what_is_not_known_is_null_and_not_a_number(empty_store, clinic):
    data = told(clinic(empty_store), "retention", by="program").data
    day, evening = data["curves"]
    assert (evening["median_days"], evening["median_low"], evening["median_high"]) == (None, None, None)
    assert day["points"][-1]["low"] is None  # nobody is left: the interval is undefined
    json.dumps(data, allow_nan=False)


def test_cohorts_that_share_clients_are_not_tested_and_it_is_said(empty_store, clinic):
    data = told(clinic(empty_store), "retention", by="population").data
    assert [curve["cohort"] for curve in data["curves"]] == ["adult", "justice", "not recorded"]
    assert data["logrank"] is None
    assert data["note"].startswith("Some clients stand in several cohorts")


@pytest.mark.parametrize(
    ("chosen", "n"),
    [
        ({"program": "day"}, 2),
        ({"group": "late"}, 1),
        ({"since": date(2026, 1, 2)}, 0),
        ({"since": date(2026, 1, 1), "until": date(2026, 1, 1)}, 4),
        ({"until": date(2025, 12, 31)}, 0),
        ({"as_of": date(2025, 12, 31)}, 0),
    ],
)
def test_retention_is_of_those_admitted_within_the_dates(empty_store, clinic, chosen, n):
    (curve,) = told(clinic(empty_store), "retention", **chosen).data["curves"]
    assert curve["n"] == n


def test_what_happened_after_the_as_of_date_has_not_happened(empty_store, clinic):
    (curve,) = told(clinic(empty_store), "retention", as_of=date(2026, 1, 15)).data["curves"]
    assert (curve["events"], curve["median_days"], curve["points"][-1]["day"]) == (1, None, 14)


def test_the_retention_table_has_a_line_and_the_rows_a_point(empty_store, clinic):
    found = told(clinic(empty_store), "retention", by="program")
    assert list(found.table["cohort"]) == ["day", "evening"]
    assert list(found.table.loc[0, ["median_days", "day_30"]]) == [10, 0.0]
    assert list(found.rows.columns) == ["cohort", "day", "at_risk", "events", "retained", "low", "high"]
    assert len(found.rows) == sum(len(curve["points"]) for curve in found.data["curves"])


@pytest.mark.parametrize("by", [None, "program", "track", "level_of_care", "population", "quarter"])
@pytest.mark.parametrize("topic", ["attendance", "hours", "retention"])
def test_an_empty_store_is_no_error(empty_store, topic, by):
    found = told(empty_store, topic, by=by)
    assert found.rows.empty
    json.dumps(found.data, allow_nan=False)


@pytest.mark.parametrize("by", ["program", "track", "level_of_care", "population", "quarter"])
@pytest.mark.parametrize("topic", ["attendance", "hours", "retention"])
def test_every_cohort_can_be_asked_for(empty_store, clinic, topic, by):
    found = told(clinic(empty_store), topic, by=by)
    cohorts = {
        "program": ["day", "evening"],
        "track": ["early", "not recorded"],
        "level_of_care": ["not recorded"],
        "population": ["adult", "justice"],
        "quarter": ["2026 Q1"],
    }[by]
    assert set(cohorts) <= set(found.rows["cohort"])
