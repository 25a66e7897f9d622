"""Programs are put together in a store, by people who may work on the same one."""

from pathlib import Path

import pytest

from iopkit.actions import plan_program
from iopkit.actions.plan_program import Place
from iopkit.content.library import Library, read_library
from iopkit.content.starter import copy_starter
from iopkit.errors import ChangedElsewhere, IopkitError, NotAllowed, NotFound
from iopkit.model.program import Outline
from iopkit.store.store import Store

CRAVINGS, TRIGGERS = "core-01-how-cravings-work", "core-02-mapping-triggers"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(Path(__file__).parents[2] / "curricula").require()


@pytest.fixture
def program(empty_store: Store, library: Library) -> str:
    """A program with one plan on its first day; its version is 2."""
    started = plan_program.start_program(empty_store, library, "Spring", [], None)
    plan_program.put_plan(empty_store, library, started, CRAVINGS, Place(1, 1), 1, None)
    return started


def _now(store: Store, program: str) -> Outline:
    with store.read() as r:
        return r.get_outline(program)


def test_a_program_can_begin_with_curricula_side_by_side(empty_store: Store, library: Library) -> None:
    started = plan_program.start_program(empty_store, library, " Whole ", ["core", "family", "core"], None)
    outline = _now(empty_store, started)
    assert (outline.title, outline.weeks, sum(1 for _ in outline.plans())) == ("Whole", 12, 48)
    for week in range(1, 13):
        assert [library.get_plan(outline.plans_of(week, day)[0]).curriculum for day in (1, 2, 3, 4)] == [
            "core",
            "core",
            "core",
            "family",
        ]


def test_more_days_than_a_week_has_are_refused_and_nothing_is_begun(
    empty_store: Store, library: Library, tmp_path: Path
) -> None:
    evenings = [f"evening-{number}" for number in range(8)]
    for name in evenings:
        copy_starter(tmp_path, name)
    small = read_library(tmp_path).require()
    with pytest.raises(NotAllowed, match="A week has seven days"):
        plan_program.start_program(empty_store, small, "Too much", evenings, None)
    with empty_store.read() as r:
        assert r.list_outlines() == []


def test_plans_are_put_moved_and_taken(empty_store: Store, library: Library, program: str) -> None:
    plan_program.put_plan(empty_store, library, program, TRIGGERS, Place(1, 1), 2, None)
    assert _now(empty_store, program).plans_of(1, 1) == (CRAVINGS, TRIGGERS)
    plan_program.move_plan(empty_store, program, Place(1, 1, 0), Place(2, 3), 3, None)
    assert _now(empty_store, program).plans_of(1, 1) == (TRIGGERS,)
    assert _now(empty_store, program).plans_of(2, 3) == (CRAVINGS,)
    plan_program.take_plan(empty_store, program, Place(1, 1, 0), 4, None)
    assert [(day.week, day.day) for day in _now(empty_store, program).days] == [(2, 3)]


def test_two_planners_are_both_kept_or_one_is_told(
    empty_store: Store, library: Library, program: str
) -> None:
    before = _now(empty_store, program)
    with pytest.raises(ChangedElsewhere):
        plan_program.put_plan(empty_store, library, program, TRIGGERS, Place(1, 2), before.version - 1, None)
    with pytest.raises(ChangedElsewhere):
        plan_program.remove_program(empty_store, program, before.version - 1, None)
    assert _now(empty_store, program) == before


def test_rules_are_chosen_from_the_library(empty_store: Store, library: Library, program: str) -> None:
    plan_program.hold_to_rules(empty_store, library, program, ["asam-4-level-2-1", "h0015"], 2, None)
    assert _now(empty_store, program).rules == ("asam-4-level-2-1", "h0015")
    with pytest.raises(NotAllowed, match="There are no rules 'mine'"):
        plan_program.hold_to_rules(empty_store, library, program, ["mine"], 3, None)


@pytest.mark.parametrize(
    ("title", "says"), [("  ", "needs a title"), ("x" * 81, "has 81 letters; use 80 at most")]
)
def test_a_title_that_does_not_do_is_told(
    empty_store: Store, library: Library, program: str, title: str, says: str
) -> None:
    with pytest.raises(NotAllowed, match=says):
        plan_program.start_program(empty_store, library, title, [], None)
    with pytest.raises(NotAllowed, match=says):
        plan_program.rename_program(empty_store, program, title, 2, None)
    assert _now(empty_store, program).title == "Spring"


@pytest.mark.parametrize("place", [Place(0, 1), Place(53, 1), Place(1, 0), Place(1, 8)])
def test_days_that_no_program_has_are_refused(
    empty_store: Store, library: Library, program: str, place: Place
) -> None:
    before = _now(empty_store, program)
    with pytest.raises(NotAllowed, match="is no day of a program"):
        plan_program.put_plan(empty_store, library, program, TRIGGERS, place, 2, None)
    with pytest.raises(NotAllowed, match="is no day of a program"):
        plan_program.move_plan(empty_store, program, Place(1, 1), place, 2, None)
    assert _now(empty_store, program) == before


@pytest.mark.parametrize("position", [-1, 1])
def test_a_plan_that_is_not_on_that_day_cannot_be_taken(
    empty_store: Store, program: str, position: int
) -> None:
    with pytest.raises(NotAllowed, match="no longer on that day"):
        plan_program.take_plan(empty_store, program, Place(1, 1, position), 2, None)


def test_a_plan_that_is_not_in_the_library_is_refused(
    empty_store: Store, library: Library, program: str
) -> None:
    with pytest.raises(IopkitError):
        plan_program.put_plan(empty_store, library, program, "core-99", Place(1, 1), 2, None)
    with pytest.raises(NotFound):
        plan_program.put_plan(empty_store, library, "none", CRAVINGS, Place(1, 1), 1, None)
