from datetime import date

import pytest

from iopkit.charts.retention import days_shown, retention_chart

AS_OF = date(2026, 12, 31)
# Of four, one leaves on day 10 and one on day 20: three quarters, then exactly half, remain.
HALF = [10, 20, -40, -40]


def test_one_curve_tells_the_day_on_which_half_had_left(stays):
    chart = retention_chart(stays(Day=HALF), AS_OF)
    # The lower edge of the interval falls under a half at day 10, the upper one never does.
    assert chart.summary == "Half had left by day 20 (95 % interval day 10, no end yet; n 4)."
    assert chart.n == "4 episodes, 2 left"


def test_half_not_reached_is_told_with_its_counts(stays):
    assert retention_chart(stays(Day=[10, -30, -40]), AS_OF).summary == (
        "Half has not been reached: 1 of 3 episodes ended in leaving so far, "
        "and the longest was seen for 40 days."
    )


def test_everybody_leaving_at_once_leaves_no_interval(stays):
    assert retention_chart(stays(Day=[10]), AS_OF).summary == "Half had left by day 10 (n 1)."


def test_many_cohorts_that_have_not_reached_half_are_one_clause(stays):
    tracks = {name: [-90] for name in "ABCDE"}
    assert retention_chart(stays(**tracks), AS_OF, "track").summary == (
        "None of the 5 cohorts has reached half."
    )


def test_cohorts_are_told_in_the_order_in_which_half_had_left(stays):
    summary = retention_chart(stays(Day=[40, 60], Evening=[10, 20], Night=[-50, -60]), AS_OF, "track").summary
    assert summary.startswith(
        "Half of Evening (n 2) had left by day 10 and of Day (n 2) by day 40; "
        "Night (n 2) has not reached half (log-rank p "
    )


def test_no_cohort_at_half_is_told_with_counts(stays):
    chart = retention_chart(stays(Day=[10, -30, -40], Evening=[-30, -40]), AS_OF, "track")
    assert chart.summary.startswith(
        "No cohort has reached half: so far 1 of 3 in Day and 0 of 2 in Evening have left (log-rank p "
    )


def test_of_many_cohorts_the_first_and_the_last_are_told(stays):
    tracks = {name: [10 * place, -90] for place, name in enumerate("ABCDE", start=1)}
    assert retention_chart(stays(**tracks), AS_OF, "track").summary.startswith(
        "Half of A (n 2) had left by day 10, the earliest of 5 cohorts, and of E (n 2) by day 50, the latest"
    )


def test_cohorts_of_twenty_and_more_need_no_n_in_the_sentence(stays):
    assert retention_chart(stays(Day=[10] * 20, Night=[20] * 20), AS_OF, "track").summary == (
        "Half of Day had left by day 10 and of Night by day 20 (log-rank p under 0.001)."
    )


def test_the_test_is_in_the_definition_or_the_reason_why_not(stays):
    frame = stays(Day=[1, -3], Evening=[2])
    # Worked by hand: chi-square 1/17 on one degree of freedom, so p 0.81 by the normal table at 0.243.
    assert "chi-square 0.1, 1 df, p 0.81" in retention_chart(frame, AS_OF, "track").definition
    frame.loc[0, "populations"] = "adult;justice"
    overlapping = retention_chart(frame, AS_OF, "population")
    assert "No log-rank test: some clients stand in several cohorts" in overlapping.definition
    assert "log-rank" not in overlapping.summary
    assert "log-rank" not in retention_chart(frame, AS_OF).definition


def test_the_line_is_a_stair_from_all_and_its_band_goes_around_it(stays):
    high, low, line = retention_chart(stays(Day=HALF), AS_OF).figure.data
    assert list(line.x) == [0, 0, 10, 20, 40]
    assert list(line.y) == [1, 1, 0.75, 0.5, 0.5]
    assert {trace.line.shape for trace in (high, low, line)} == {"hv"}
    assert low.fill == "tonexty"
    assert all(a <= b <= c for a, b, c in zip(low.y, line.y, high.y, strict=True))


def test_cohorts_differ_in_colour_and_dash_and_are_named_with_n(stays):
    figure = retention_chart(stays(Day=HALF, Evening=[5, 9]), AS_OF, "track").figure
    day, evening = (trace for trace in figure.data if trace.name)
    assert day.line.color != evening.line.color
    assert day.line.dash != evening.line.dash
    named = [note.text.split("</span> ")[1] for note in figure.layout.annotations]
    assert sorted(named) == ["Day<br>n 4", "Evening<br>n 2"]


def test_the_number_at_risk_stands_beneath(stays):
    beneath = retention_chart(stays(Day=HALF, Evening=[5, 30]), AS_OF, "track").beneath
    assert beneath.to_numpy().tolist() == [["Day", 4, 3, 2], ["Evening", 2, 1, 1]]
    assert list(beneath.columns) == ["Still at risk", "day 0", "14", "28"]


def test_the_table_gives_share_and_interval_day_by_day(stays):
    table = retention_chart(stays(Day=HALF), AS_OF).table
    assert list(table.columns) == [
        "Day",
        "Still at risk",
        "Left so far",
        "Still in treatment",
        "95 % interval",
    ]
    assert table.iloc[:, :4].to_numpy().tolist() == [
        [0, 4, 0, "100 %"],
        [14, 3, 1, "75 %"],
        [28, 2, 2, "50 %"],
    ]
    assert table["95 % interval"].iloc[0] == "100 to 100 %"


def test_the_axes_say_what_they_are(stays):
    layout = retention_chart(stays(Day=HALF), AS_OF).figure.layout
    assert layout.xaxis.title.text == "Days since admission"
    assert layout.yaxis.title.text == "Still in treatment"
    assert layout.xaxis.tickvals == (0, 14, 28)
    assert layout.yaxis.range[0] == 0


@pytest.mark.parametrize("last", [0, 13, 84, 111, 112, 168, 169, 400, 900])
def test_at_most_seven_days_are_shown(last):
    days = days_shown(last)
    assert days[0] == 0
    assert days[-1] <= last
    assert len(days) <= 7


def test_typed_tracks_are_text_and_never_markup(stays):
    chart = retention_chart(stays(**{"<b>x</b>": HALF}), AS_OF, "track")
    assert "<b>" not in chart.figure.to_json()
    assert chart.beneath["Still at risk"].to_list() == ["<b>x</b>"]


@pytest.mark.parametrize("by", [None, "track", "population", "quarter"])
def test_nobody_admitted_says_so(stays, by):
    for frame in (stays(), stays(Day=HALF)):
        chart = retention_chart(frame, date(2025, 12, 31), by)
        assert chart.summary == "Nothing to show yet: nobody had been admitted by that day."
        assert chart.figure.layout.annotations[0].text == "Nothing to show yet"
        assert chart.table.empty
        assert "Still in treatment" in chart.table
        assert chart.beneath.empty
