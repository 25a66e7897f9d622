"""Hours of levels of care and payers are files; each that comes with iopkit has its source and its date."""

from datetime import date
from pathlib import Path

import pytest

from iopkit.content.library import read_library
from iopkit.content.rules_file import read_rules
from iopkit.errors import ContentError

CURRICULA = Path(__file__).parents[2] / "curricula"
SOUND = """format: 1
id: mine
title: My payer
kind: payer
applies_to: adults
day: {least_hours: 3}
week: {least_hours: 9, least_days: 3}
source: Their handbook
seen: page 4
as_of: 2026-01-05
"""


def _write(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_the_rules_that_come_with_iopkit_are_of_both_kinds_and_editions() -> None:
    rules = read_library(CURRICULA).require().rules
    assert {one.kind for one in rules.values()} == {"level of care", "payer"}
    assert {one.code for one in rules.values()} >= {"H0015", "S9480"}
    assert len({one.edition for one in rules.values() if one.edition}) >= 2
    for one in rules.values():
        assert one.source
        assert one.seen
        assert one.as_of <= date.today()
        assert one.day or one.week


def test_a_payers_rules_are_read(tmp_path: Path) -> None:
    rules = read_rules(_write(tmp_path, SOUND))
    assert (rules.day.least_minutes, rules.week.least_days) == (180, 3)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("least_hours: 3", "least_hours: three", "least_hours"),
        ("least_hours: 3", "least_hours: -1", "least_hours"),
        ("source: Their handbook\n", "", "source"),
        ("as_of: 2026-01-05", "as_of: lately", "as_of"),
        ("kind: payer", "kind: rumour", "kind"),
        ("kind: payer", "kind: payer\nhourz: 9", "hourz"),
        ("title: My payer", "title: [", "not YAML"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(ContentError) as told:
        read_rules(_write(tmp_path, SOUND.replace(old, new)))
    assert "mine.yaml" in str(told.value)
    assert says in " ".join(told.value.faults)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no such file") as told:
        read_rules(tmp_path / "none.yaml")
    assert told.value.faults


def test_two_files_of_one_id_are_a_fault(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    _write(tmp_path / "rules", SOUND)
    _write(tmp_path / "rules", SOUND, "other.yaml")
    faults = [str(fault) for fault in read_library(tmp_path).faults]
    assert any("the id mine is taken" in one for one in faults)
