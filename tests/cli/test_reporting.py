"""iopkit report: what it prints in its three formats, and what it says of a wrong option."""

import csv
import io
import json

import pytest


def test_json_is_what_scripts_read(iopkit, clinic):
    done = iopkit("report", "attendance", "--format", "json", "--as-of", "2026-01-31")
    assert json.loads(done.stdout) == {
        "weeks": [
            {"week": "2026-01-12", "sessions": 1, "expected": 2, "attended": 1, "excused": 0, "rate": 0.5},
            {"week": "2026-01-19", "sessions": 1, "expected": 1, "attended": 1, "excused": 0, "rate": 1.0},
        ]
    }


def test_hours_json_names_the_threshold(iopkit, clinic):
    done = iopkit("report", "hours", "--format", "json", "--until", "2026-01-18", "--as-of", "2026-01-31")
    assert json.loads(done.stdout) == {
        "weeks": [{"week": "2026-01-12", "clients": 2, "hours_mean": 1.5, "reached": 0, "share": 0.0}],
        "threshold_hours": 9,
    }


def test_retention_json_has_the_promised_keys(iopkit, clinic):
    done = iopkit("report", "retention", "--format", "json", "--by", "program", "--as-of", "2026-01-31")
    found = json.loads(done.stdout)
    assert list(found) == ["definition", "as_of", "curves", "logrank", "note"]
    assert list(found["curves"][0]) == [
        "cohort",
        "n",
        "events",
        "median_days",
        "median_low",
        "median_high",
        "points",
    ]
    assert list(found["curves"][0]["points"][0]) == ["day", "at_risk", "events", "retained", "low", "high"]


def test_csv_has_a_header_and_a_row_a_point(iopkit, clinic):
    done = iopkit("report", "retention", "--format", "csv", "--as-of", "2026-01-31")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["cohort"], row["day"], row["at_risk"], row["retained"]) for row in rows] == [
        ("All", "0", "2", "1.0"),
        ("All", "15", "2", "0.5"),
        ("All", "26", "1", "0.5"),
    ]


def test_a_table_is_aligned_with_its_definition_below(iopkit, clinic):
    lines = iopkit("report", "attendance", "--as-of", "2026-01-31").stdout.splitlines()
    assert lines[:4] == [
        "week        sessions  expected  attended  excused   rate",
        "2026-01-12         1         2         1        0  0.500",
        "2026-01-19         1         1         1        0  1.000",
        "",
    ]
    assert lines[4].startswith("rate: visits as present, late or left_early")


def test_a_retention_table_has_a_line_a_cohort_and_a_dash_for_what_is_not_known(iopkit, clinic):
    lines = iopkit("report", "retention", "--as-of", "2026-01-31").stdout.splitlines()
    assert lines[0].split() == [
        "cohort",
        "n",
        "events",
        "median_days",
        "median_low",
        "median_high",
        "day_30",
        "day_60",
        "day_90",
    ]
    assert lines[1].split()[:4] == ["All", "2", "1", "15"]
    assert lines[1].split()[-3:] == ["-", "-", "-"]


def test_nothing_to_show_is_said(iopkit, clinic):
    done = iopkit("report", "hours", "--since", "2026-03-01")
    assert done.stdout.startswith("Nothing to show yet.\n")


def test_a_group_can_be_chosen(iopkit, clinic):
    done = iopkit("report", "attendance", "--group", "morning", "--program", "day", "--format", "json")
    assert len(json.loads(done.stdout)["weeks"]) == 2


@pytest.mark.parametrize("topic", ["attendance", "hours", "retention"])
def test_a_program_that_is_not_there_is_told_with_those_that_are(iopkit, clinic, topic):
    done = iopkit("report", topic, "--program", "night")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "No program 'night' in this store. Its programs: day.\n"


def test_a_group_that_is_not_there_is_told_with_those_that_are(iopkit, clinic):
    done = iopkit("report", "hours", "--group", "night")
    assert done.stderr == "No group 'night' in this store. Its groups: morning.\n"


def test_a_wrong_date_is_told(iopkit, clinic):
    done = iopkit("report", "hours", "--since", "31.1.2026")
    assert done.exit_code == 2
    assert "'31.1.2026' is not a date; write year-month-day, such as 2026-01-31." in done.stderr
