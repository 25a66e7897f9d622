import pandas as pd

from iopkit.charts.weeks import over_weeks, week_axis


def mondays(*days):
    return pd.Series(pd.to_datetime(list(days)).astype("datetime64[s]"))


def test_at_most_four_weeks_are_named_first_and_last_among_them():
    axis = week_axis(pd.Series(pd.date_range("2026-01-05", periods=30, freq="7D")))
    assert len(axis["tickvals"]) == 4
    assert axis["ticktext"][0] == "5 Jan<br>2026"
    assert axis["ticktext"][-1] == "27 Jul"


def test_the_year_is_named_where_it_changes():
    assert week_axis(mondays("2026-12-21", "2026-12-28", "2027-01-04"))["ticktext"] == [
        "21 Dec<br>2026",
        "28 Dec",
        "4 Jan<br>2027",
    ]


def test_one_week_has_room_on_both_sides():
    start, end = map(pd.Timestamp, week_axis(mondays("2026-11-16"))["range"])
    assert start < pd.Timestamp("2026-11-16") < end


def test_one_week_is_not_several():
    assert over_weeks(mondays("2026-11-16", "2026-11-16")) == "In the week shown"
    assert over_weeks(mondays("2026-11-09", "2026-11-16")) == "Over the 2 weeks shown"


def test_beside_the_names_of_lines_there_is_room_for_three_weeks():
    axis = week_axis(pd.Series(pd.date_range("2026-01-05", periods=13, freq="7D")), 3)
    assert axis["ticktext"] == ["5 Jan<br>2026", "16 Feb", "30 Mar"]
