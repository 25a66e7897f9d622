import pandas as pd
import pytest

from iopkit.charts.attendance import attendance_chart

TWO_WEEKS = {"2026-11-09": "ppxx", "2026-11-16": "ppLe", "2026-11-18": "p?x<"}


def test_the_sentence_tells_the_latest_week_and_all_of_them(roll):
    # Week of 16 Nov: 3 of 4 on Monday and 2 of 3 on Wednesday; with 2 of 4 the week before, 7 of 11.
    chart = attendance_chart(roll(TWO_WEEKS))
    assert chart.summary == (
        "5 of 7 expected visits were kept in the week of 16 Nov (1 excused), "
        "and 7 of 11 over the 2 weeks shown."
    )
    assert chart.n == "11 expected visits, 3 sessions"


def test_from_twenty_on_a_share_is_a_percentage(roll):
    chart = attendance_chart(roll({"2026-11-16": "p" * 17 + "xxx"}))
    assert chart.summary == "85 % of 20 expected visits were kept in the week of 16 Nov (0 excused)."


def test_kept_and_excused_are_lines_of_their_own(roll):
    kept, excused = attendance_chart(roll(TWO_WEEKS)).figure.data
    assert list(kept.y) == pytest.approx([0.5, 5 / 7])
    assert list(excused.y) == pytest.approx([0, 1 / 7])
    assert kept.line.dash != excused.line.dash
    assert kept.hovertext[1] == (
        "kept, week of 16 Nov: 71 %<br>5 of 7 expected visits, 2 sessions, 1 excused"
    )


def test_the_table_is_in_words_with_its_counts(roll):
    table = attendance_chart(roll(TWO_WEEKS)).table
    assert table.to_dict("records") == [
        {
            "Week of": "9 Nov 2026",
            "Sessions": 1,
            "Expected": 4,
            "Kept": 2,
            "Share kept": "50 %",
            "Excused": 0,
        },
        {
            "Week of": "16 Nov 2026",
            "Sessions": 2,
            "Expected": 7,
            "Kept": 5,
            "Share kept": "71 %",
            "Excused": 1,
        },
    ]


def test_cohorts_are_compared_over_all_weeks(roll):
    rows = pd.concat(
        [roll({"2026-11-16": "ppx"}), roll({"2026-11-16": "px"}, track="Evening")], ignore_index=True
    )
    chart = attendance_chart(rows, by="track")
    assert chart.summary == (
        "In the week shown, 2 of 3 expected visits were kept in Day and 1 of 2 in Evening."
    )
    day, evening = chart.figure.data
    assert (day.name, evening.name) == ("Day", "Evening")
    assert day.line.color != evening.line.color
    assert day.line.dash != evening.line.dash
    assert day.marker.symbol != evening.marker.symbol
    assert chart.table.columns[0] == "Track"


def test_of_many_cohorts_the_sentence_names_the_extremes(roll):
    letters = {"A": "px", "B": "pp", "C": "ppx", "D": "xx", "E": "pxx"}
    rows = pd.concat([roll({"2026-11-16": marks}, track=track) for track, marks in letters.items()])
    chart = attendance_chart(rows, by="track")
    assert chart.summary == (
        "In the week shown, 2 of 2 expected visits were kept in B, the highest of 5 cohorts, "
        "and 0 of 2 in D, the lowest."
    )
    assert chart.figure.layout.showlegend


def test_a_client_of_two_populations_is_one_visit_in_n(roll):
    chart = attendance_chart(roll({"2026-11-16": "p"}, populations="adult;co_occurring"), by="population")
    assert chart.n == "1 expected visit, 1 session"
    assert chart.table["Population"].to_list() == ["adult", "co-occurring"]


def test_the_axes_say_what_they_are(roll):
    layout = attendance_chart(roll(TWO_WEEKS)).figure.layout
    assert layout.xaxis.title.text == "Week of"
    assert layout.xaxis.ticktext == ("9 Nov<br>2026", "16 Nov")
    assert layout.yaxis.title.text == "Share of expected visits"
    assert layout.yaxis.ticktext == ("0 %", "25 %", "50 %", "75 %", "100 %")
    assert layout.yaxis.range[0] == 0


def test_what_people_typed_is_text_in_the_figure_and_as_typed_in_the_table(roll):
    chart = attendance_chart(roll({"2026-11-16": "p"}, track="<b>A</b> & B"), by="track")
    drawn = chart.figure.to_json()
    assert "<b>" not in drawn
    assert chart.figure.data[0].name == "&lt;b&gt;A&lt;/b&gt; &amp; B"
    assert chart.table["Track"].to_list() == ["<b>A</b> & B"]


@pytest.mark.parametrize("by", [None, "track", "population"])
@pytest.mark.parametrize("days", [{}, {"2026-11-16": "??"}, {"2026-11-16": "cc"}])
def test_nothing_marked_says_so(roll, by, days):
    chart = attendance_chart(roll(days), by)
    assert chart.summary == "Nothing to show yet: no visit has been marked."
    assert [note.text for note in chart.figure.layout.annotations] == ["Nothing to show yet"]
    assert chart.table.empty
    assert "Share kept" in chart.table
