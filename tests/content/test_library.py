"""Every curriculum passes; each folder of tests/curricula gives exactly its own faults."""

import shutil
from pathlib import Path

import pytest

from iopkit.content.library import curricula_folder, read_library
from iopkit.errors import ContentError, NotFound
from iopkit.model.plan import StepKind

HERE = Path(__file__).parents[1] / "curricula"
BROKEN = sorted(file.parent.name for file in HERE.glob("*/expected.txt"))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_curriculum_gives_exactly_its_own_faults(name: str) -> None:
    expected = (HERE / name / "expected.txt").read_text("utf-8").splitlines()
    assert sorted(str(fault) for fault in read_library(HERE / name).faults) == sorted(expected)


def test_there_are_broken_curricula_to_read() -> None:
    assert len(BROKEN) >= 25


def test_the_curricula_that_come_with_iopkit_have_no_faults() -> None:
    library = read_library(Path(__file__).parents[2] / "curricula").require()
    assert library.plans


def test_a_good_curriculum_has_no_faults() -> None:
    assert list(read_library(HERE / "good").require().plans) == ["mini-a-walk"]


def test_a_plan_is_read_as_it_is_written() -> None:
    plan = read_library(HERE / "good").get_plan("mini-a-walk")
    assert plan.curriculum == "mini"
    assert plan.introduction == "Hang up a map before you start."
    assert [(step.title, step.minutes, step.kind) for step in plan.steps] == [
        ("Why walk", 10, StepKind.TEACH),
        ("Break", 5, StepKind.BREAK),
        ("Plan it", 15, StepKind.WORKSHEET),
    ]
    first, _, last = plan.steps
    assert first.say == (
        "Walking helps, says the guide:\n\n1. It fills ten minutes.\n2. It moves you out of the room."
    )
    assert first.ask == ("Who walked this week?", "What did you see?")
    assert first.watch_for == ("Somebody in pain. Offer a chair.",)
    assert (last.say, last.do) == ("Write down one walk.", "Read the questions aloud.")


def test_worksheets_are_named_by_id_once_they_are_read() -> None:
    library = read_library(HERE / "good")
    plan = library.get_plan("mini-a-walk")
    assert plan.steps[2].worksheet == "mini-walk-plan"
    assert plan.head.worksheets == ("mini-walk-plan",)
    assert [sheet.title for sheet in library.worksheets(plan)] == ["My walk"]


def test_a_file_saved_with_a_byte_order_mark_and_windows_line_ends_is_read_alike(tmp_path: Path) -> None:
    shutil.copytree(HERE / "good", tmp_path / "good")
    for file in (tmp_path / "good").rglob("*.*"):
        if file.is_file():
            file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert read_library(tmp_path / "good").require().plans == read_library(HERE / "good").plans


def test_one_broken_plan_leaves_the_others_to_be_run(tmp_path: Path) -> None:
    shutil.copytree(HERE / "good", tmp_path / "both")
    shutil.copytree(HERE / "zero-minutes" / "mini" / "01-a-walk", tmp_path / "both" / "mini" / "00-broken")
    library = read_library(tmp_path / "both")
    assert list(library.plans) == ["mini-a-walk"]
    assert len(library.faults) == 1


def test_faults_are_raised_together_with_one_sentence_each() -> None:
    with pytest.raises(ContentError) as raised:
        read_library(HERE / "missing-field").require()
    assert len(raised.value.faults) == 2
    assert str(raised.value).splitlines()[0] == "The curricula have faults:"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no folder .*nowhere\. Give the folder that holds your"):
        read_library(tmp_path / "nowhere")


def test_an_empty_folder_holds_no_curriculum(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert [str(fault) for fault in read_library(tmp_path / "empty").faults] == [
        "empty: there is no curriculum in this folder; write CURRICULUM/curriculum.yaml."
    ]


def test_a_plan_with_a_fault_cannot_be_chosen() -> None:
    with pytest.raises(NotFound, match="There is no session plan 'mini-a-walk', or it has a fault"):
        read_library(HERE / "zero-minutes").get_plan("mini-a-walk")


def test_the_folder_of_curricula_can_be_named_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IOPKIT_CURRICULA", str(tmp_path))
    assert curricula_folder() == tmp_path
