"""Hold every plan of a library to the house rules."""

from collections.abc import Iterator
from dataclasses import dataclass

from iopkit.content.fault import Fault
from iopkit.content.library import Library
from iopkit.content.standards.likeness import MOST_SHARED, Pair, alike, shared_sentences
from iopkit.content.standards.prose import places, printed, spoken
from iopkit.content.standards.reading import ALOUD, PRINTED, can_measure, reading_grade
from iopkit.content.standards.rules import Finding
from iopkit.content.standards.shape import shape
from iopkit.content.standards.wording import stigmatising
from iopkit.model.plan import Plan


@dataclass(frozen=True)
class Review:
    """What the house rules find: ``faults`` in plans that are ready, ``to_do`` in drafts.

    ``pairs`` are all pairs of plans, the most alike first; ``measured`` is whether reading grades were.
    """

    faults: tuple[Fault, ...]
    to_do: tuple[Fault, ...]
    pairs: tuple[Pair, ...]
    measured: bool


def review(library: Library) -> Review:
    """Hold every plan but those that are retired to the house rules."""
    plans = [plan for plan in library.plans.values() if plan.head.status != "retired"]
    pairs = alike(library, plans)
    found = [(plan, one) for plan in plans for one in _findings(library, plan)]
    found += _not_own(library, plans, pairs)
    ready = sorted(_fault(library, plan, one) for plan, one in found if plan.head.status == "ready")
    to_do = sorted(_fault(library, plan, one) for plan, one in found if plan.head.status == "draft")
    return Review(tuple(ready), tuple(to_do), tuple(pairs), can_measure())


def _fault(library: Library, plan: Plan, finding: Finding) -> Fault:
    return Fault(library.plan_files[plan.id], finding.place, finding.says, finding.rule)


def _findings(library: Library, plan: Plan) -> Iterator[Finding]:
    yield from shape(library, plan)
    yield from _words(library, plan)
    if can_measure():
        yield from _grades(library, plan)


def _words(library: Library, plan: Plan) -> Iterator[Finding]:
    for place, text in places(plan, library.worksheets(plan)):
        for word, better in stigmatising(text):
            yield Finding("person-first", place, f'"{word}" judges the person; say {better}')


def _grades(library: Library, plan: Plan) -> Iterator[Finding]:
    aloud = reading_grade(spoken(plan))
    if aloud > ALOUD:
        yield Finding(
            "reading-grade",
            "",
            f"what is read aloud is of grade {aloud:.1f}; at most {ALOUD:.0f}, so shorten sentences",
        )
    for sheet in library.worksheets(plan):
        grade = reading_grade(printed(sheet))
        if grade > PRINTED:
            says = f"what clients read is of grade {grade:.1f}; at most {PRINTED:.0f}, so use shorter words"
            yield Finding("reading-grade", f'worksheet "{sheet.title}"', says)


def _not_own(library: Library, plans: list[Plan], pairs: list[Pair]) -> list[tuple[Plan, Finding]]:
    """What two plans share, told to the later of the two."""
    found = [
        (library.plans[pair.second], Finding("own-words", "", f"{pair}; at most {MOST_SHARED:.0%}"))
        for pair in pairs
        if pair.share > MOST_SHARED
    ]
    for sentence, where in shared_sentences(plans, library.common).items():
        first, *others = where
        for other in others:
            says = f'"{sentence}" is said in {first} too; use words of this day, or declare it in common.yaml'
            found.append((library.plans[other], Finding("own-words", f'"{where[other]}"', says)))
    return found
