"""Each house rule finds the one thing that is wrong, and nothing in a plan that is sound."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from iopkit.content.standards import Review, rules
from iopkit.content.standards.reading import reading_grade
from iopkit.content.standards.wording import stigmatising, terms

Reviewed = Callable[[Path], Review]

LONG = "Circumstances notwithstanding, organizational characteristics influence individuals. " * 40


def _edit(folder: Path, name: str, old: str, new: str) -> None:
    (file,) = folder.glob(f"*/{name}")
    text = file.read_text("utf-8")
    changed = re.sub(old, lambda _: new, text, count=1, flags=re.DOTALL)
    assert changed != text, f"{old!r} is not in {name}"
    file.write_text(changed, "utf-8")


BREAKS = {
    "too short": ("minutes=20 kind=worksheet", "minutes=10 kind=worksheet", "minutes", "10 are missing"),
    "too long": ("minutes=20 kind=worksheet", "minutes=36 kind=worksheet", "minutes", "take out 16"),
    "no change of activity": ("minutes=20 kind=worksheet", "minutes=41 kind=worksheet", "minutes", "cut it"),
    "no summary": (r"summary: [^\n]*\n", "", "parts", "summary is missing"),
    "no strand": (r"strand: [^\n]*\n", "", "parts", "strand is missing"),
    "no homework": (r"homework: [^\n]*\n", "", "parts", "homework is missing"),
    "two objectives": (r"  - Each client names a day[^\n]*\n", "", "parts", "objectives has 2"),
    "two difficulties": (r"  - when: Somebody has no idea\n[^\n]*\n", "", "parts", "difficulties has 2"),
    "four key tasks": (r"  - The close said whom to call.\n", "", "parts", "fidelity has 4 key tasks"),
    "no materials": (r"materials: [^\n]*\n", "", "parts", "materials has 0"),
    "an adaptation left out": (r"  perinatal: [^\n]*\n", "", "parts", "adaptations lack perinatal"),
    "one citation": (r"  - practice: Finding[^\n]*\n[^\n]*\n", "", "evidence", "1 works of the bibliography"),
    "an objective unseen": ("Each client says aloud", "Each client understands", "objectives", "understands"),
    "no check-in": ("kind=check-in", "kind=teach", "parts", "the first step is no check-in"),
    "no close": ("kind=close", "kind=practice", "parts", "the last step is no close"),
    "no worked example": (r"### Example\n.*?(?=### Do)", "", "parts", "no step has a worked example"),
    "nothing to say": (r"### Say\n\nHere is a sheet[^#]*", "", "parts", "nothing stands under Say"),
    "one watch-for": (r"- \*\*An empty sheet[^\n]*\n", "", "parts", "Watch for has 1"),
    "two questions": (r"- Who else is up\?\n", "", "questions", "Ask has 2 questions"),
    "a closed question": ("Who else is up", "Is anybody else up", "questions", "yes or no"),
    "a stigmatising word": ("A woman who works", "An alcoholic who works", "person-first", "alcoholic"),
    "hard to follow aloud": ("Here is a sheet", f"{LONG}\n\nHere is a sheet", "reading-grade", "read aloud"),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_plan_is_found_by_its_rule(broken: str, own: Path, held_to_the_rules: Reviewed) -> None:
    old, new, rule, says = BREAKS[broken]
    _edit(own, "plan.md", old, new)
    found = held_to_the_rules(own).faults
    assert {fault.rule for fault in found} >= {rule}
    assert any(says in str(fault) for fault in found if fault.rule == rule)
    assert len(found) <= 2  # one break may shorten the session too


def test_a_sound_plan_has_no_fault(own: Path, held_to_the_rules: Reviewed) -> None:
    found = held_to_the_rules(own)
    assert (found.faults, found.to_do) == ((), ())
    assert found.measured


def test_a_draft_is_told_what_to_do_and_is_no_fault(own: Path, held_to_the_rules: Reviewed) -> None:
    _edit(own, "plan.md", "status: ready", "status: draft")
    _edit(own, "plan.md", r"homework: [^\n]*\n", "")
    found = held_to_the_rules(own)
    assert found.faults == ()
    assert [fault.rule for fault in found.to_do] == ["parts"]


def test_a_retired_plan_is_left_alone(own: Path, held_to_the_rules: Reviewed) -> None:
    _edit(own, "plan.md", "status: ready", "status: retired")
    _edit(own, "plan.md", r"homework: [^\n]*\n", "")
    found = held_to_the_rules(own)
    assert (found.faults, found.to_do, found.pairs) == ((), (), ())


def test_a_worksheet_of_hard_words_is_found(own: Path, held_to_the_rules: Reviewed) -> None:
    _edit(own, "one-small-step.yaml", r'ask: "What would[^\n]*', f"ask: {LONG[:300]}")
    (fault,) = held_to_the_rules(own).faults
    assert (fault.rule, fault.place) == ("reading-grade", 'worksheet "One small step"')


def test_an_example_that_leaves_an_item_out_is_found(own: Path, held_to_the_rules: Reviewed) -> None:
    _edit(own, "one-small-step.yaml", r"  sure: 7\n?", "")
    (fault,) = held_to_the_rules(own).faults
    assert "leaves out sure" in str(fault)


def test_sentences_of_another_script_are_found_in_the_later_plan(
    own: Path, second: Path, held_to_the_rules: Reviewed
) -> None:
    found = held_to_the_rules(own)
    assert {fault.rule for fault in found.faults} == {"own-words"}
    assert {Path(fault.file).parent.name for fault in found.faults} == {"02-the-second-session"}
    shared = [
        str(fault) for fault in found.faults if "is said in evenings-01-the-first-session too" in str(fault)
    ]
    assert any("Write for yourself; nobody collects it." in one for one in shared)
    (pair,) = found.pairs
    assert pair.share > 0.9
    assert any(str(pair) in str(fault) for fault in found.faults)


def test_common_sentences_may_be_shared(own: Path, second: Path, held_to_the_rules: Reviewed) -> None:
    shared = [str(fault) for fault in held_to_the_rules(own).faults]
    assert not [one for one in shared if "call or text 988" in one]


def test_every_rule_is_broken_above_and_explained() -> None:
    assert {rule for _, _, rule, _ in BREAKS.values()} | {"own-words"} == set(rules())
    for rule in rules().values():
        assert rule.holds
        assert rule.why
        assert rule.mend


def test_every_term_is_found_and_has_a_better_one() -> None:
    assert len(terms()) >= 20
    for term in terms():
        assert term.say
        for phrase in term.unless:
            assert term.found_in(f"We spoke of {phrase} today.") == []


@pytest.mark.parametrize(
    "text",
    [
        "She is an addict.",
        "two weeks clean",
        "a dirty urine",
        "drug abuse",
        "he relapsed into a junkie's life",
    ],
)
def test_stigmatising_words_are_found(text: str) -> None:
    assert stigmatising(text)


@pytest.mark.parametrize(
    "text",
    ["Alcoholics Anonymous meets here.", "Clean the table.", "a person in recovery", "return to use"],
)
def test_plain_words_are_left_alone(text: str) -> None:
    assert stigmatising(text) == []


def test_a_reading_grade_grows_with_the_length_of_sentences_and_words() -> None:
    easy = reading_grade(["The cat sat on the mat.", "It was a good mat."])
    hard = reading_grade([LONG])
    assert easy < 3 < 15 < hard
    assert reading_grade([]) == 0
