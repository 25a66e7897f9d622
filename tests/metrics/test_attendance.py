import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iopkit.metrics.attendance import MARKED, attendance_rate, weekly_attendance

VISITS = st.lists(
    st.fixed_dictionaries(
        {
            "session": st.sampled_from(["s1", "s2", "s3"]),
            "client": st.sampled_from(["heron", "otter", "wren", "lynx"]),
            "status": st.sampled_from([*MARKED, "unmarked"]),
            "session_status": st.sampled_from(["held", "scheduled", "cancelled"]),
            "starts_at": st.sampled_from(["2026-11-16 09:00", "2026-11-20 17:30", "2026-11-23 00:00"]),
        }
    ),
    max_size=15,
)
EACH = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def visits(roll, *statuses, **shared):
    return roll(*({"client": f"c{n}", "status": s, **shared} for n, s in enumerate(statuses)))


def test_late_and_left_early_came_and_excused_did_not(roll):
    rate = attendance_rate(visits(roll, "present", "late", "left_early", "excused", "absent"))
    assert rate["s1"] == pytest.approx(0.6)


def test_unmarked_clients_are_left_out(roll):
    assert attendance_rate(visits(roll, "present", "absent", "unmarked", "unmarked"))["s1"] == 0.5


def test_a_cancelled_session_does_not_count(roll):
    assert attendance_rate(visits(roll, "present", session_status="cancelled")).empty


def test_a_session_with_nobody_marked_has_no_rate(roll):
    assert attendance_rate(visits(roll, "unmarked", "unmarked")).empty


def test_weeks_start_on_monday(roll):
    days = ["2026-11-15 23:59", "2026-11-16 00:00", "2026-11-22 20:00", "2026-11-23 09:00"]
    weeks = weekly_attendance(roll(*({"session": day, "starts_at": day} for day in days)))
    assert weeks["week"].dt.strftime("%a %Y-%m-%d").to_list() == [
        "Mon 2026-11-09",
        "Mon 2026-11-16",
        "Mon 2026-11-23",
    ]
    assert weeks["sessions"].to_list() == [1, 2, 1]


def test_a_week_counts_visits_over_its_sessions(roll):
    weeks = weekly_attendance(
        pd.concat(
            [
                visits(roll, "present", "late", "absent", session="s1"),
                visits(roll, "present", "excused", "unmarked", session="s2"),
                visits(roll, "absent", session="s3", session_status="cancelled"),
            ]
        )
    )
    assert weeks.drop(columns="week").to_dict("records") == [
        {"sessions": 2, "expected": 5, "attended": 3, "excused": 1, "rate": 0.6}
    ]


def test_cohorts_are_counted_apart(roll):
    frame = roll(
        {"client": "heron", "track": "Evening", "status": "absent"},
        {"client": "otter", "track": "Day"},
        {"client": "wren", "track": "Day", "status": "excused"},
    )
    weeks = weekly_attendance(frame, by="track")
    assert weeks[["cohort", "expected", "attended", "excused"]].to_numpy().tolist() == [
        ["Day", 2, 1, 1],
        ["Evening", 1, 0, 0],
    ]


@pytest.mark.parametrize("by", [None, "track", "population", "quarter"])
def test_an_empty_roll_gives_an_empty_table_with_its_columns(roll, by):
    weeks = weekly_attendance(roll(), by)
    columns = ["week", "sessions", "expected", "attended", "excused", "rate"]
    assert list(weeks.columns) == (columns if by is None else ["cohort", *columns])
    assert str(weeks["week"].dtype) == "datetime64[s]"
    assert weeks.dtypes[columns[1:]].astype(str).to_list() == ["int64"] * 4 + ["float64"]
    assert attendance_rate(roll()).empty


@EACH
@given(rows=VISITS)
def test_a_rate_lies_between_nobody_and_everybody(roll, rows):
    frame = roll(*rows)
    assert attendance_rate(frame).between(0, 1).all()
    weeks = weekly_attendance(frame)
    assert weeks["rate"].between(0, 1).all()
    assert (weeks["attended"] + weeks["excused"] <= weeks["expected"]).all()


@EACH
@given(rows=VISITS, more=VISITS)
def test_an_unmarked_row_changes_nothing(roll, rows, more):
    unmarked = [{**row, "status": "unmarked"} for row in more]
    before, after = (weekly_attendance(roll(*these)) for these in (rows, [*rows, *unmarked]))
    pd.testing.assert_frame_equal(before, after)
