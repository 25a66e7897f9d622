import pandas as pd

from iopkit.charts.roll import who_came_chart

WEEK = {"2026-11-16": "pLx", "2026-11-18": "<e?", "2026-11-20": "px."}


def test_every_status_but_present_has_a_letter(roll):
    (cells,) = who_came_chart(roll(WEEK)).figure.data
    assert [list(row) for row in cells.text] == [["", "←", ""], ["L", "e", "×"], ["×", "?", ""]]


def test_each_status_has_its_own_colour_and_not_expected_has_none(roll):
    (cells,) = who_came_chart(roll(WEEK)).figure.data
    assert [list(row) for row in cells.z] == [[0, 2, 0], [1, 3, 4], [4, 5, None]]
    colours = [colour for _, colour in cells.colorscale]
    assert len(set(colours)) == 6
    assert (cells.zmin, cells.zmax) == (-0.5, 5.5)


def test_the_letters_are_explained_over_the_grid(roll):
    (note,) = who_came_chart(roll({"2026-11-16": "pLx"})).figure.layout.annotations
    for words in ("present", "L late", "× absent"):
        assert words in note.text
    assert "excused" not in note.text


def test_clients_go_down_and_days_across(roll):
    layout = who_came_chart(roll(WEEK, names=("Otter B.", "Heron M.", "Wren A."))).figure.layout
    assert layout.yaxis.ticktext == ("Heron M.", "Otter B.", "Wren A.")
    assert layout.yaxis.range == (2.5, -0.5)
    assert layout.xaxis.ticktext == ("Mon 16 Nov", "Wed 18 Nov", "Fri 20 Nov")
    assert layout.xaxis.title.text == "Group session"


def test_the_sentence_counts_absences_among_expected_visits(roll):
    chart = who_came_chart(roll(WEEK))
    assert chart.summary == "2 of 7 expected visits over 3 sessions were absences."
    assert chart.n == "3 clients, 3 sessions, 7 expected visits"


def test_one_absence_and_none_read_well(roll):
    assert (
        who_came_chart(roll({"2026-11-16": "px"})).summary
        == "1 of 2 expected visits over 1 session was an absence."
    )
    assert (
        who_came_chart(roll({"2026-11-16": "pe"})).summary
        == "Nobody was absent in 2 expected visits over 1 session."
    )


def test_a_weekday_with_more_than_its_share_of_absences_is_named(roll):
    weeks = {"2026-11-09": "ppppx", "2026-11-13": "xxxpp", "2026-11-16": "ppppp", "2026-11-20": "xxppp"}
    assert who_came_chart(roll(weeks)).summary == (
        "6 of 20 expected visits over 4 sessions were absences; "
        "5 of the 6 fell on Fridays, which had 10 of the visits."
    )


def test_a_weekday_is_not_named_for_few_absences_or_for_its_share_of_visits(roll):
    few = {"2026-11-16": "ppppp", "2026-11-20": "xxxxx"}
    only_fridays = {"2026-11-13": "xxxpp", "2026-11-20": "xxxpp"}
    for weeks in (few, only_fridays):
        assert "fell on" not in who_came_chart(roll(weeks)).summary


def test_the_table_says_the_statuses_in_words(roll):
    table = who_came_chart(roll(WEEK)).table
    assert table.to_dict("list") == {
        "Client": ["Bird 0", "Bird 1", "Bird 2"],
        "Came": ["3 of 3", "1 of 3", "0 of 1"],
        "Share": ["100 %", "33 %", "0 %"],
        "Mon 16 Nov": ["present", "late", "absent"],
        "Wed 18 Nov": ["left early", "excused", "not marked"],
        "Fri 20 Nov": ["present", "absent", ""],
    }


def test_two_sessions_of_one_day_have_their_own_columns(roll):
    evening = roll({"2026-11-16": "p"}, session="evening", group_name="Evening B")
    morning = roll({"2026-11-16": "x"})
    columns = who_came_chart(pd.concat([morning, evening], ignore_index=True)).table.columns
    assert list(columns[3:]) == ["Mon 16 Nov 09:00, Evening B", "Mon 16 Nov 09:00, Morning A"]


def test_only_the_latest_sessions_are_drawn(roll):
    frame = roll({f"2026-11-{day:02}": "p" for day in range(1, 21)})
    assert who_came_chart(frame).n == "1 client, 12 sessions, 12 expected visits"
    assert who_came_chart(frame, last=5).n == "1 client, 5 sessions, 5 expected visits"


def test_typed_names_are_text_and_never_markup(roll):
    chart = who_came_chart(roll({"2026-11-16": "p"}, names=("<script>x</script>",), group_name="<b>G"))
    assert "<script" not in chart.figure.to_json()
    assert "<b>" not in chart.figure.to_json()
    assert chart.figure.layout.yaxis.ticktext == ("&lt;script&gt;x&lt;/sc…",)
    assert chart.table["Client"].to_list() == ["<script>x</script>"]


def test_more_clients_make_it_higher(roll):
    few, many = (who_came_chart(roll({"2026-11-16": "p" * n})).figure.layout.height for n in (2, 12))
    assert many == few + 260


def test_nothing_marked_says_so(roll):
    for frame in (roll({}), roll({"2026-11-16": "??"})):
        chart = who_came_chart(frame)
        assert chart.summary == "Nothing to show yet: no session has been marked."
        assert chart.figure.layout.annotations[0].text == "Nothing to show yet"
        assert chart.table.empty
        assert list(chart.table.columns) == ["Client", "Came", "Share"]
