import pandas as pd
import pytest

from iopkit.charts import words


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0 %"),
        (0.004, "under 1 %"),
        (0.005, "under 1 %"),
        (0.006, "1 %"),
        (0.5, "50 %"),
        (0.9949, "99 %"),
        (0.996, "over 99 %"),
    ],
)
def test_a_share_is_0_or_100_only_if_it_is(share, said):
    assert words.percent(share) == said


def test_an_interval_that_is_not_known_is_a_dash():
    assert words.interval(float("nan"), float("nan")) == "–"
    assert words.interval(0.614, 0.82) == "61 to 82 %"


def test_few_are_said_as_counts():
    assert words.share_of(9, 12) == "9 of 12"
    assert words.share_of(15, 20) == "75 % of 20"


def test_counts_agree_with_their_noun():
    assert [words.counted(n, "session") for n in (0, 1, 2, 1200)] == [
        "0 sessions",
        "1 session",
        "2 sessions",
        "1,200 sessions",
    ]
    assert words.counted(2, "child", "children") == "2 children"


def test_lists_end_in_and():
    assert [words.listed(names) for names in (["A"], ["A", "B"], ["A", "B", "C"])] == [
        "A",
        "A and B",
        "A, B and C",
    ]


def test_days_are_named_in_english_everywhere():
    moment = pd.Timestamp("2026-11-18 17:30")
    assert words.day(moment) == "18 Nov"
    assert words.day(moment, weekday=True) == "Wed 18 Nov"
    assert words.day(moment, year=True) == "18 Nov 2026"
    assert words.weekdays(moment) == "Wednesdays"


def test_typed_text_is_cut_before_it_is_escaped():
    assert words.shown("<b>&'\"") == "&lt;b&gt;&amp;'\""
    assert words.shown("abcdef", longest=4) == "abc…"
    assert words.length(words.shown("<<<<<<", longest=4)) == 4
