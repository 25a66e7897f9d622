"""iopkit check and iopkit curriculum."""

import json
import shutil
from pathlib import Path

CURRICULA = Path(__file__).parents[2] / "curricula"


def test_check_counts_what_is_sound(iopkit):
    done = iopkit("check")
    assert done.exit_code == 0
    assert done.stdout.endswith("no fault.\n")


def test_check_says_every_fault_and_fails(iopkit, tmp_path):
    folder = tmp_path / "curricula"
    shutil.copytree(CURRICULA, folder)
    plans = sorted(folder.glob("core/*/plan.md"))[:2]
    for plan in plans:
        plan.write_text(plan.read_text("utf-8").replace("status:", "state:", 1), "utf-8")
    done = iopkit("check", folder)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert {plan.parent.name for plan in plans} == {line.split("/")[2] for line in lines[:-1]}
    assert lines[-1].endswith("faults.")


def test_check_of_no_folder_is_told(iopkit, tmp_path):
    done = iopkit("check", tmp_path / "none")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"There is no folder {tmp_path / 'none'}.")


def test_the_list_for_scripts_has_lengths_steps_and_worksheets(iopkit):
    plans = json.loads(iopkit("curriculum", "list", "--format", "json").stdout)
    first = plans[0]
    assert first["id"] == "core-01-how-cravings-work"
    assert list(first) == ["id", "title", "curriculum", "minutes", "counted_minutes", "steps", "worksheets"]
    breaks = sum(step["minutes"] for step in first["steps"] if step["kind"] == "break")
    assert first["counted_minutes"] == first["minutes"] - breaks
    assert sum(step["minutes"] for step in first["steps"]) == first["minutes"]
    assert len(first["worksheets"]) == 2


def test_the_list_for_people_has_a_line_a_plan(iopkit):
    plans = json.loads(iopkit("curriculum", "list", "--format", "json").stdout)
    header, *lines = iopkit("curriculum", "list").stdout.splitlines()
    assert header.split() == ["id", "minutes", "counted", "steps", "worksheets", "title"]
    assert [line.split()[0] for line in lines] == [plan["id"] for plan in plans]


def test_a_list_with_faults_behind_it_says_so_beside_it(iopkit, tmp_path, monkeypatch):
    folder = tmp_path / "curricula"
    shutil.copytree(CURRICULA, folder)
    first = min(folder.glob("core/*/plan.md"))
    first.write_text("nothing", "utf-8")
    monkeypatch.setenv("IOPKIT_CURRICULA", str(folder))
    done = iopkit("curriculum", "list", "--format", "json")
    assert len(json.loads(done.stdout)) == len(list(folder.glob("*/*/plan.md"))) - 1
    assert "Run 'iopkit check' to see them." in done.stderr


def test_schemas_are_written_where_they_are_wanted(iopkit, tmp_path):
    done = iopkit("curriculum", "schema", tmp_path)
    assert done.exit_code == 0
    files = sorted((tmp_path / "schemas").iterdir())
    assert [f"Written: {file}" for file in files] == sorted(done.stdout.splitlines())
    for file in files:
        assert file.read_bytes() == (CURRICULA / "schemas" / file.name).read_bytes()
