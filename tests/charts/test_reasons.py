from datetime import date

from iopkit.charts.reasons import absences_chart, ends_chart

YEAR = date(2026, 1, 1), date(2026, 12, 31)


def test_bars_of_missed_visits_are_absent_and_excused_and_the_sentence_names_the_first_reason(roll):
    frame = roll({"2026-11-16": "pxex"}).assign(reason=["bus", "<b>bus", "<b>bus", None])
    chart = absences_chart(frame)
    absent, excused = chart.figure.data
    assert (absent.name, list(absent.x)) == ("absent", [1, 1])
    assert (excused.name, list(excused.x)) == ("excused", [1, 0])
    assert list(chart.figure.layout.yaxis.ticktext) == ["&lt;b&gt;bus", "not recorded"]
    assert chart.summary == (
        "The most frequent reason for a missed visit was <b>bus (2 of 3); for 1 of 3 none was written."
    )
    assert chart.table.to_numpy().tolist() == [["<b>bus", 2, 1, "67 %"], ["not recorded", 1, 0, "33 %"]]
    assert chart.n == "3 missed visits"


def test_rare_reasons_are_in_the_table_and_the_definition_says_so(roll):
    frame = roll({"2026-11-16": "x" * 9}).assign(reason=[f"reason {number}" for number in range(9)])
    chart = absences_chart(frame)
    assert len(chart.figure.data[0].x) == 7
    assert len(chart.table) == 9
    assert chart.definition.endswith("The 7 most frequent of 9 reasons are drawn; the table has all.")


def test_ends_are_compared_in_shares_of_each_cohort(stays):
    chart = ends_chart(stays(Day=[-30], Evening=[30, -31]), *YEAR, "track")
    assert {bars.name: list(bars.x) for bars in chart.figure.data} == {"Day": [1, 0], "Evening": [0.5, 0.5]}
    assert (
        chart.summary == "2 of 3 episodes that ended were completed; 1 of 3 ended in leaving or termination."
    )
    assert chart.table["Track"].to_list() == ["Day", "Evening", "Evening"]


def test_with_too_many_cohorts_the_figure_is_of_all_and_the_table_has_each(stays):
    chart = ends_chart(stays(**{f"t{number}": [30] for number in range(6)}), *YEAR, "track")
    (bars,) = chart.figure.data
    assert list(bars.x) == [6]
    assert len(chart.table) == 6


def test_nothing_to_show_is_said(roll, stays):
    assert absences_chart(roll({}).assign(reason=[])).summary.startswith("Nothing to show yet")
    assert ends_chart(stays(Day=[30]), date(2020, 1, 1), date(2020, 1, 2), "program").table.empty
