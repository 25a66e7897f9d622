"""What curricula/README.md shows to authors is true: its example loads, and its tables leave nothing out."""

import re
from pathlib import Path
from typing import get_args

import pytest
from markdown_it import MarkdownIt

from iopkit.content.library import Library, read_library
from iopkit.content.plan_file import SECTIONS
from iopkit.content.worksheet_file import read_worksheet
from iopkit.model.plan import Adaptations, Modality, PlanHead, StepKind, Strand
from iopkit.model.worksheet import Worksheet

README = Path(__file__).parents[2] / "curricula" / "README.md"
ITEM_TYPES = {"text", "long_text", "scale", "choice", "choices", "table", "weekly_grid", "date"}


@pytest.fixture(scope="module")
def text() -> str:
    return README.read_text("utf-8")


def _files(text: str) -> dict[str, str]:
    """The fenced blocks that follow a line with nothing but a file's name."""
    tokens = MarkdownIt("commonmark").parse(text)
    found = {}
    for place, token in enumerate(tokens):
        name = re.fullmatch(r"`(home/\S+)`", tokens[place - 2].content) if token.type == "fence" else None
        if name:
            found[name.group(1)] = token.content
    return found


def _section(text: str, title: str) -> str:
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def _first_column(section: str, heading: str) -> set[str]:
    """Everything in code letters in the first column of the table with that heading."""
    table = section.split(f"\n| {heading} |")[1].split("\n\n")[0]
    return {name for row in table.splitlines()[2:] for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


@pytest.fixture
def example(text: str, tmp_path: Path) -> Library:
    """The library of the README's example, written out as the README says."""
    for name, content in _files(text).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    return read_library(tmp_path)


def test_the_example_loads_without_a_fault(example: Library) -> None:
    assert example.require().files == 3
    (plan,) = example.plans.values()
    assert (plan.id, plan.curriculum) == ("home-01-the-first-hour-home", "home")
    assert (plan.minutes, plan.counted_minutes) == (55, 45)
    assert [step.kind for step in plan.steps] == ["check-in", "worksheet", "break", "close"]
    assert [sheet.id for sheet in example.worksheets(plan)] == ["home-first-hour"]


def test_the_example_follows_the_house_rules_that_can_be_counted(example: Library) -> None:
    (plan,) = example.plans.values()
    for step in plan.steps:
        assert step.say
        assert step.kind is StepKind.BREAK or (len(step.ask) >= 3 and len(step.watch_for) >= 2)
    (sheet,) = example.worksheets(plan)
    assert set(sheet.example) == {item.id for item in sheet.items}


def test_the_folder_that_is_drawn_is_the_folder_of_the_example(text: str) -> None:
    drawn = re.findall(r"^ +(\S+[./]\S*)", _section(text, "The folder").split("```")[1], re.MULTILINE)
    assert drawn == ["home/", "curriculum.yaml", "01-the-first-hour-home/", "plan.md", "first-hour.yaml"]


def test_every_field_of_a_plans_head_is_explained(text: str) -> None:
    section = _section(text, "The head of a plan")
    assert _first_column(section, "field") == set(PlanHead.model_fields)
    missing = [word for word in (*get_args(Modality), *get_args(Strand)) if f"`{word}`" not in section]
    assert missing + [one for one in Adaptations.model_fields if f"`{one}`" not in section] == []


@pytest.mark.parametrize(("title", "model"), [("The head of a plan", PlanHead), ("Worksheets", Worksheet)])
def test_fields_are_marked_as_needed_where_they_are(
    text: str, title: str, model: type[PlanHead] | type[Worksheet]
) -> None:
    rows = re.findall(r"^\| `(\w+)`.*?\|\s*(needed)?\s*\|", _section(text, title), re.MULTILINE)
    needed = {field.alias or name for name, field in model.model_fields.items() if field.is_required()}
    assert {name for name, word in rows if word} == needed


def test_every_kind_and_part_of_a_step_is_explained(text: str) -> None:
    section = _section(text, "Steps")
    assert _first_column(section, "kind") == {kind.value for kind in StepKind}
    assert _first_column(section, "part") == {f"### {name}" for name in SECTIONS}


def test_every_field_and_item_type_of_a_worksheet_is_explained(text: str) -> None:
    section = _section(text, "Worksheets")
    fields = {field.alias or name for name, field in Worksheet.model_fields.items()}
    assert _first_column(section, "field") == fields
    assert _first_column(section, "type") == ITEM_TYPES


def test_the_worksheet_with_one_of_each_has_one_of_each(text: str, tmp_path: Path) -> None:
    path = tmp_path / "one-of-each.yaml"
    path.write_text(_section(text, "Worksheets").split("```yaml\n")[1].split("```")[0], "utf-8")
    sheet, faults = read_worksheet(path, path.name)
    assert faults == []
    assert sheet is not None
    assert sorted(item.type for item in sheet.items) == sorted(ITEM_TYPES)
    assert set(sheet.example) == {item.id for item in sheet.items}


def test_the_fault_that_is_shown_is_what_the_check_says(text: str, tmp_path: Path) -> None:
    root = tmp_path / "curricula"
    for name, content in _files(text).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content.replace("minutes=15", "minutes=0"), "utf-8")
    (fault,) = read_library(root).faults
    assert str(fault) in _section(text, "Check it").splitlines()
