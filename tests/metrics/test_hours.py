import pytest

from iopkit.metrics.hours import client_weeks, weekly_hours


def week_of(roll, *minutes, **shared):
    """One client's week: one session for each number of minutes."""
    return roll(*({"session": f"s{n}", "minutes": m, **shared} for n, m in enumerate(minutes)))


def test_hours_are_minutes_attended(roll):
    weeks = client_weeks(week_of(roll, 180, 150, 60))
    assert weeks["hours"].to_list() == [6.5]


def test_a_visit_without_minutes_counts_the_scheduled_length(roll):
    assert client_weeks(week_of(roll, None, 100, session_minutes=170))["hours"].to_list() == [4.5]


@pytest.mark.parametrize("status", ["absent", "excused"])
def test_missed_sessions_give_no_hours_but_a_client_week(roll, status):
    weeks = client_weeks(week_of(roll, None, 180, status=status))
    assert weeks[["client", "hours", "reached"]].to_numpy().tolist() == [["heron", 0.0, False]]


@pytest.mark.parametrize("left_out", [{"status": "unmarked"}, {"session_status": "cancelled"}])
def test_nothing_marked_is_no_client_week(roll, left_out):
    assert client_weeks(week_of(roll, 180, **left_out)).empty


@pytest.mark.parametrize(
    ("minutes", "reached", "nearly"),
    [
        ((180, 180, 180), True, False),
        ((180, 180, 179), False, True),
        ((180, 180, 121), False, True),
        ((180, 180, 120), False, False),
        ((200, 200, 200), True, False),
    ],
)
def test_nine_hours_are_reached_from_540_minutes_and_nearly_from_481(roll, minutes, reached, nearly):
    week = client_weeks(week_of(roll, *minutes)).iloc[0]
    assert (week["reached"], week["nearly"]) == (reached, nearly)


def test_fractions_of_minutes_do_not_lose_the_threshold(roll):
    tenths = [0.1] * 10  # adds up to 0.9999999999999999
    assert client_weeks(week_of(roll, *tenths), threshold_hours=1 / 60)["reached"].to_list() == [True]


def test_a_week_tells_how_many_reached_the_threshold(roll):
    frame = roll(
        {"client": "heron", "session": "s1", "minutes": 540},
        {"client": "otter", "session": "s1", "minutes": 500},
        {"client": "wren", "session": "s1", "minutes": 100},
        {"client": "lynx", "session": "s1", "status": "absent"},
        {"client": "lynx", "session": "s2", "minutes": 600, "starts_at": "2026-11-23 09:00"},
    )
    weeks = weekly_hours(frame)
    assert weeks["week"].dt.day.to_list() == [16, 23]
    assert weeks["clients"].to_list() == [4, 1]
    assert weeks["reached"].to_list() == [1, 1]
    assert weeks["nearly"].to_list() == [1, 0]
    assert weeks["share"].to_list() == [0.25, 1.0]
    assert weeks["hours_mean"].to_list() == pytest.approx([1140 / 60 / 4, 10])


def test_a_client_who_changes_track_brings_the_whole_week_to_both(roll):
    frame = roll(
        {"session": "s1", "minutes": 300, "track": "Day"},
        {"session": "s2", "minutes": 240, "track": "Evening"},
        {"session": "s3", "minutes": 60, "track": "Evening", "client": "otter"},
    )
    weeks = client_weeks(frame, by="track")
    assert weeks[["cohort", "client", "hours", "reached"]].to_numpy().tolist() == [
        ["Day", "heron", 9.0, True],
        ["Evening", "heron", 9.0, True],
        ["Evening", "otter", 1.0, False],
    ]


def test_populations_overlap_in_hours_too(roll):
    weeks = weekly_hours(week_of(roll, 300, 300, populations="adult;justice"), by="population")
    assert weeks[["cohort", "clients", "reached"]].to_numpy().tolist() == [
        ["adult", 1, 1],
        ["justice", 1, 1],
    ]


@pytest.mark.parametrize("by", [None, "track", "population"])
def test_an_empty_roll_gives_empty_tables_with_their_columns(roll, by):
    cohort = [] if by is None else ["cohort"]
    weeks, table = client_weeks(roll(), by=by), weekly_hours(roll(), by=by)
    assert list(weeks.columns) == [*cohort, "week", "client", "hours", "reached", "nearly"]
    assert weeks.dtypes[["hours", "reached", "nearly"]].astype(str).to_list() == ["float64", "bool", "bool"]
    assert list(table.columns) == [*cohort, "week", "clients", "hours_mean", "reached", "nearly", "share"]
    assert table.dtypes[["clients", "reached", "nearly", "share"]].astype(str).to_list() == [
        *["int64"] * 3,
        "float64",
    ]
