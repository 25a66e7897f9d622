"""Plans are found by their words, and by curriculum, strand, modality and week."""

from pathlib import Path

import pytest

from iopkit.content.library import Library, read_library
from iopkit.content.search import PlanSearch, Wanted
from iopkit.content.standards.prose import blocks

CURRICULA = Path(__file__).parents[2] / "curricula"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(CURRICULA).require()


@pytest.fixture(scope="module")
def search(library: Library) -> PlanSearch:
    return PlanSearch(library)


def test_nothing_wanted_is_every_plan_in_order(library: Library, search: PlanSearch) -> None:
    assert [one.plan.id for one in search.find(Wanted())] == list(library.plans)


def test_every_filter_is_held_and_each_choice_finds_something(search: PlanSearch) -> None:
    choices = search.choices()
    assert set(choices) == {"curriculum", "strand", "modality", "week"}
    for name, given in choices.items():
        for value, _ in given:
            found = [one.plan for one in search.find(Wanted(**{name: value}))]
            assert found
            for plan in found:
                held = {
                    "curriculum": [plan.curriculum],
                    "strand": [plan.head.strand],
                    "modality": list(plan.head.modality),
                    "week": [str(plan.head.week)],
                }[name]
                assert value in held


def test_filters_narrow_each_other(search: PlanSearch) -> None:
    both = search.find(Wanted(strand="relapse prevention", week="1"))
    assert 0 < len(both) < len(search.find(Wanted(strand="relapse prevention")))


def test_words_are_found_wherever_they_stand_and_every_one_counts(
    library: Library, search: PlanSearch
) -> None:
    found = search.find(Wanted(text="NALOXONE breathing"))
    ids = {one.plan.id for one in found}
    assert "core-13-when-someone-stops-breathing" in ids
    assert len(ids) < len(search.find(Wanted(text="naloxone"))) < len(library.plans)
    for one in found:
        assert "naloxone" in one.excerpt.casefold() or "breathing" in one.excerpt.casefold()


def test_every_line_of_a_script_can_be_found(library: Library, search: PlanSearch) -> None:
    plan = library.plans["core-03-a-safe-weekend"]
    for step in plan.steps:
        first = blocks(step.say)[0]
        found = [one.plan.id for one in search.find(Wanted(text=" ".join(first.split()[:6])))]
        assert plan.id in found


def test_a_title_that_has_the_words_comes_first(search: PlanSearch) -> None:
    assert search.find(Wanted(text="grief"))[0].plan.id == "core-27-grief"


def test_words_of_no_plan_find_nothing(search: PlanSearch) -> None:
    assert search.find(Wanted(text="xylophone quartz")) == []
