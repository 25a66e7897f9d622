from datetime import date

import pandas as pd
import pytest

from iopkit.charts.hours import hours_chart

# Sessions of 180 minutes: Bird 0 has 9 hours, Bird 1 has 6 and Bird 2 has none.
WEEK = {"2026-11-16": "ppx", "2026-11-18": "ppx", "2026-11-20": "pee"}


def test_the_sentence_counts_clients_of_the_latest_week(roll):
    chart = hours_chart(roll(WEEK))
    assert chart.summary == "1 of 3 clients reached 9 hours in the week of 16 Nov."
    assert chart.n == "3 client-weeks, 3 clients"


@pytest.mark.parametrize(
    ("letters", "ending"),
    [
        ("pp", ", and 1 more was under 60 minutes short."),
        ("ppp", ", and 2 more were under 60 minutes short."),
    ],
)
def test_who_was_nearly_there_is_told(roll, letters, ending):
    frame = roll({"2026-11-16": letters}, minutes=500.0)
    frame.loc[0, "minutes"] = 540
    assert hours_chart(frame).summary.endswith(f"reached 9 hours in the week of 16 Nov{ending}")


def test_the_share_is_over_the_hours(roll):
    chart = hours_chart(roll(WEEK))
    dots, share, hours = chart.figure.data
    assert sorted(dots.y) == [0, 6, 9]
    assert list(share.y) == pytest.approx([1 / 3])
    assert list(hours.y) == [5]
    assert (share.yaxis, hours.yaxis, dots.yaxis) == (None, "y2", "y2")
    assert share.hovertext[0] == (
        "All, week of 16 Nov<br>1 of 3 clients reached it, 0 nearly<br>5.0 hours a client"
    )


def test_clients_with_the_same_hours_are_one_dot_whose_area_is_how_many(roll):
    dots = hours_chart(roll({"2026-11-16": "p" * 4 + "x", "2026-11-18": "ppppx"})).figure.data[0]
    assert dict(zip(dots.y, dots.marker.size, strict=True)) == {0: 6, 6: 12}
    assert dots.hovertext[1] == "week of 16 Nov: 4 clients with 6 hours"
    many = hours_chart(roll({"2026-11-16": "p" * 40})).figure.data[0]
    assert list(many.marker.size) == [24]


def test_the_threshold_is_a_line_across_the_hours(roll):
    for threshold, ticks in ((9, ("0 h", "3 h", "6 h", "9 h")), (20, ("0 h", "10 h", "20 h"))):
        layout = hours_chart(roll(WEEK), threshold).figure.layout
        (line,) = layout.shapes
        assert (line.y0, line.y1, line.yref) == (threshold, threshold, "y2")
        assert layout.yaxis2.ticktext == ticks
        assert layout.yaxis.title.text == f"Reached {threshold} h"


def test_a_week_under_way_is_left_out(roll):
    frame = roll({"2026-11-09": "p", **WEEK})
    assert hours_chart(frame, as_of=date(2026, 11, 21)).table["Week of"].to_list() == ["9 Nov 2026"]
    whole = hours_chart(frame, as_of=date(2026, 11, 22))
    assert whole.table["Week of"].to_list() == ["9 Nov 2026", "16 Nov 2026"]
    assert whole.definition.count("The week under way is left out.") == 1


def test_cohorts_are_compared_in_client_weeks(roll):
    rows = pd.concat([roll(WEEK), roll({"2026-11-16": "p"}, track="Evening", client="wren")])
    chart = hours_chart(rows, by="track")
    assert chart.summary == (
        "In the week shown, 1 of 3 client-weeks reached 9 hours in Day and 0 of 1 in Evening."
    )
    assert [trace.name for trace in chart.figure.data] == ["Day", "Day", "Evening", "Evening"]
    assert chart.table.to_dict("records")[1] == {
        "Track": "Evening",
        "Week of": "16 Nov 2026",
        "Clients": 1,
        "Reached 9 hours": 0,
        "Share": "0 %",
        "Under 60 minutes short": 0,
        "Hours a client": "3.0",
    }


def test_nothing_marked_says_so(roll):
    chart = hours_chart(roll({}))
    assert chart.summary == "Nothing to show yet: no visit has been marked."
    assert chart.figure.layout.annotations[0].text == "Nothing to show yet"
    assert list(chart.table.columns)[:2] == ["Week of", "Clients"]
    assert chart.table.empty


def test_a_first_week_under_way_says_so(roll):
    chart = hours_chart(roll(WEEK), as_of=date(2026, 11, 18))
    assert chart.summary == "Nothing to show yet: no visit has been marked in a week that is over."
