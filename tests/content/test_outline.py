"""A curriculum as a program: plans on the weeks and days that they name."""

from pathlib import Path

import pytest

from iopkit.content.library import Library, read_library
from iopkit.content.outline import curriculum_outline
from iopkit.errors import NotFound
from iopkit.model.program import Outline

CURRICULA = Path(__file__).parents[2] / "curricula"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(CURRICULA).require()


def test_the_core_is_twelve_weeks_of_three_days(library: Library) -> None:
    outline = curriculum_outline(library, "core")
    assert [(one.week, one.day, len(one.plans)) for one in outline.days] == [
        (week, day, 1) for week in range(1, 13) for day in range(1, 4)
    ]


@pytest.mark.parametrize(
    ("curriculum", "weeks"), [("family", 12), ("one-to-one", 4), ("continuing-care", 6), ("co-occurring", 6)]
)
def test_the_others_are_as_long_as_they_say(library: Library, curriculum: str, weeks: int) -> None:
    outline = curriculum_outline(library, curriculum)
    assert len(list(outline.plans())) == weeks
    minutes = {library.plans[plan].counted_minutes for _, plan in outline.plans()}
    assert minutes == {library.curricula[curriculum].counted_minutes}


def test_a_curriculum_that_is_not_there_is_told_with_those_that_are(library: Library) -> None:
    with pytest.raises(NotFound, match=r"Those that can be read:.*core"):
        curriculum_outline(library, "cores")


def test_plans_are_put_moved_and_taken_in_order() -> None:
    outline = Outline(id="x", title="X")
    outline = outline.with_plan("b", 2, 1).with_plan("a", 1, 3).with_plan("c", 2, 1)
    assert [(day.week, day.day, plan) for day, plan in outline.plans()] == [
        (1, 3, "a"),
        (2, 1, "b"),
        (2, 1, "c"),
    ]
    assert outline.weeks == 2
    without = outline.without(2, 1, 0)
    assert without.plans_of(2, 1) == ("c",)
    assert without.without(1, 3, 0).plans_of(1, 3) == ()
