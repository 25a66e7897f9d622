"""Hours, calendar, binder, and a curriculum of one's own, from the command line."""

import io
import json

import pytest
from pypdf import PdfReader


def test_the_core_meets_the_hours_of_its_level_of_care(iopkit):
    found = json.loads(
        iopkit("curriculum", "hours", "core", "--rules", "asam-4-level-2-1", "--format", "json").stdout
    )
    assert found["counted_minutes"] == 36 * 180
    assert [one["counted_hours"] for one in found["weeks"]] == [9] * 12
    assert (found["meets"], found["says"]) == (True, [])
    assert found["rules"]["id"] == "asam-4-level-2-1"


def test_hours_for_people_say_what_is_missing_and_by_whom_it_is_asked(iopkit):
    said = iopkit("curriculum", "hours", "family", "--rules", "asam-4-level-2-1").stdout
    assert "12 plans, 18 counted hours." in said
    assert "450 minutes short" in said
    assert "Rules: " in said.splitlines()[-1]


def test_rules_can_be_a_file_of_ones_own(iopkit, tmp_path):
    rules = tmp_path / "mine.yaml"
    rules.write_text(
        "format: 1\nid: mine\ntitle: Mine\nkind: payer\napplies_to: Adults\n"
        "day: {least_hours: 3.5}\nsource: Contract\nseen: On paper\nas_of: 2026-01-01\n"
    )
    found = json.loads(iopkit("curriculum", "hours", "core", "--rules", rules, "--format", "json").stdout)
    assert found["weeks"][0]["days"][0]["short_by"] == 30
    assert not found["meets"]


@pytest.mark.parametrize("given", ["no-such-rules", "folder/none.yaml"])
def test_rules_that_are_not_there_are_told(iopkit, given):
    done = iopkit("curriculum", "hours", "core", "--rules", given)
    assert done.exit_code == 1
    assert given in done.stderr


def test_a_calendar_is_written(iopkit, tmp_path):
    file = tmp_path / "core.ics"
    done = iopkit(
        "curriculum", "calendar", "core", file, "--first-day", "2026-03-02", "--zone", "America/Chicago"
    )
    assert done.exit_code == 0
    assert file.read_bytes().count(b"BEGIN:VEVENT") == 36


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [("--zone", "Mars/Base", "There is no time zone"), ("--weekdays", "mon,someday", "is no weekday")],
)
def test_a_calendar_that_cannot_be_made_says_why(iopkit, tmp_path, option, value, says):
    file = tmp_path / "core.ics"
    done = iopkit("curriculum", "calendar", "core", file, "--first-day", "2026-03-02", option, value)
    assert done.exit_code == 1
    assert says in done.stderr
    assert not file.exists()


def test_a_binder_is_written(iopkit, tmp_path):
    file = tmp_path / "one.pdf"
    done = iopkit("curriculum", "binder", "one-to-one", file, "--paper", "a4")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Written: {file} (")
    assert len(PdfReader(io.BytesIO(file.read_bytes())).pages) > 10


def test_a_place_that_cannot_be_written_is_told(iopkit, tmp_path):
    done = iopkit("curriculum", "binder", "one-to-one", tmp_path / "none" / "one.pdf")
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


def test_a_curriculum_of_ones_own_is_begun_and_checked(iopkit, tmp_path):
    done = iopkit("curriculum", "new", "evening-iop", "--in", tmp_path)
    assert done.exit_code == 0
    assert "run 'iopkit check'" in done.stdout
    assert iopkit("curriculum", "new", "evening-iop", "--in", tmp_path).exit_code == 1


def test_every_rule_can_be_explained(iopkit):
    said = iopkit("check", "--explain", "all").stdout
    assert said.count("Why: ") == said.count("To mend: ") >= 8
    one = iopkit("check", "--explain", "own-words").stdout
    assert one.splitlines()[0] == "own-words"


def test_a_rule_that_is_none_is_told_with_those_that_are(iopkit):
    done = iopkit("check", "--explain", "spelling")
    assert done.exit_code == 2
    assert "own-words" in done.stderr
