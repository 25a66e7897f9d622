from datetime import date

import pytest

from iopkit.metrics.absences import missed_visits
from iopkit.metrics.ends import episode_ends

NOVEMBER = date(2026, 11, 1), date(2026, 11, 30)


def test_missed_visits_are_counted_by_reason_the_most_frequent_first(roll):
    frame = roll(
        {"status": "present", "reason": "bus"},
        {"client": "a", "status": "absent", "reason": "illness"},
        {"client": "b", "status": "excused", "reason": " bus "},
        {"client": "c", "status": "absent", "reason": "bus"},
        {"client": "d", "status": "absent", "reason": None},
        {"client": "e", "status": "absent", "reason": "  "},
        {"client": "f", "status": "absent"},
        {"client": "g", "status": "absent", "session_status": "cancelled"},
        {"client": "h", "status": "unmarked"},
    )
    assert missed_visits(frame)[["reason", "visits", "excused"]].to_numpy().tolist() == [
        ["bus", 2, 1],
        ["illness", 1, 0],
        ["not recorded", 3, 0],
    ]
    assert missed_visits(frame)["share"].to_list() == pytest.approx([2 / 6, 1 / 6, 3 / 6])


def test_shares_are_of_each_cohort(roll):
    frame = roll(
        {"client": "a", "status": "absent", "reason": "bus", "track": "Day"},
        {"client": "b", "status": "absent", "reason": "work", "track": "Evening"},
        {"client": "c", "status": "absent", "reason": "bus", "track": "Evening"},
    )
    table = missed_visits(frame, "track")
    assert table[["cohort", "reason", "share"]].to_numpy().tolist() == [
        ["Day", "bus", 1.0],
        ["Evening", "bus", 0.5],
        ["Evening", "work", 0.5],
    ]


def test_episodes_that_ended_on_the_first_and_last_day_are_in(episodes):
    frame = episodes(
        {"discharged_on": "2026-10-31", "discharge_reason": "left"},
        {"discharged_on": "2026-11-01", "discharge_reason": "left"},
        {"discharged_on": "2026-11-30", "discharge_reason": "completed"},
        {"discharged_on": "2026-11-30", "discharge_reason": None},
        {"discharged_on": "2026-12-01", "discharge_reason": "left"},
        {},
    )
    assert episode_ends(frame, *NOVEMBER)[["reason", "episodes"]].to_numpy().tolist() == [
        ["completed", 1],
        ["left", 1],
        ["not recorded", 1],
    ]


def test_nothing_gives_no_reasons(roll, episodes):
    assert missed_visits(roll()).empty
    assert missed_visits(roll(), "track").empty
    assert episode_ends(episodes(), *NOVEMBER, "quarter").empty
