"""The library that comes with iopkit is held to its own rules, as a whole."""

from collections.abc import Callable
from pathlib import Path

import pytest

from iopkit.content.library import Library, read_library
from iopkit.content.standards import Review, review
from iopkit.content.standards.likeness import MOST_SHARED, shared_sentences

CURRICULA = Path(__file__).parents[3] / "curricula"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(CURRICULA).require()


@pytest.fixture(scope="module")
def reviewed(library: Library) -> Review:
    return review(library)


def test_no_plan_breaks_a_rule(reviewed: Review) -> None:
    assert [str(fault) for fault in (*reviewed.faults, *reviewed.to_do)] == []
    assert reviewed.measured


def test_no_two_plans_share_more_than_a_twentieth(reviewed: Review, counted: Callable[[str], None]) -> None:
    worst = reviewed.pairs[0]
    counted(f"the worst pair of plans: {worst}")
    assert worst.share <= MOST_SHARED


def test_no_sentence_of_a_script_is_said_in_another(library: Library) -> None:
    assert shared_sentences(library.plans.values(), library.common) == {}


def test_no_plan_is_a_draft(library: Library) -> None:
    assert {plan.head.status for plan in library.plans.values()} == {"ready"}


def test_every_work_is_cited_and_was_seen(library: Library) -> None:
    cited = {one.cite for plan in library.plans.values() for one in plan.head.evidence}
    assert set(library.works) - cited == set()
    assert [key for key, work in library.works.items() if not work.seen.strip()] == []
