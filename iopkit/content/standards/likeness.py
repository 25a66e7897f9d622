"""How much of its text a plan shares with others: runs of eight words, and whole sentences of the script."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from iopkit.content.library import Library
from iopkit.content.standards.prose import places, script, sentences, words
from iopkit.model.plan import Plan

#: Words in a run, the share of runs that two plans may have in common, and words in a sentence of one's own.
RUN, MOST_SHARED, OWN_SENTENCE = 8, 0.05, 5


@dataclass(frozen=True)
class Pair:
    """Two plans, and the share of the shorter one's runs of eight words that stands in the other too."""

    first: str
    second: str
    share: float

    def __str__(self) -> str:
        return f"{self.first} and {self.second} share {self.share:.1%} of their runs of {RUN} words"


def alike(library: Library, plans: Iterable[Plan]) -> list[Pair]:
    """Every two plans, the most alike first."""
    runs = {plan.id: _runs(library, plan) for plan in plans}
    pairs = [Pair(one, two, _share(runs[one], runs[two])) for one, two in combinations(runs, 2)]
    return sorted(pairs, key=lambda pair: pair.share, reverse=True)


def _runs(library: Library, plan: Plan) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for _, text in places(plan, library.worksheets(plan)):
        said = words(text)
        found |= {said[start : start + RUN] for start in range(len(said) - RUN + 1)}
    return found


def _share(one: set[tuple[str, ...]], two: set[tuple[str, ...]]) -> float:
    shorter = min(len(one), len(two))
    return len(one & two) / shorter if shorter else 0.0


def shared_sentences(plans: Iterable[Plan], common: Iterable[str]) -> dict[str, dict[str, str]]:
    """Sentences of five words or more that several scripts have: sentence, then plan, then title of its step.

    Sentences declared as ``common`` are left out.
    """
    declared = {words(one) for one in common}
    found: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    shown: dict[tuple[str, ...], str] = {}
    for plan in plans:
        for step, block in script(plan):
            for sentence in sentences(block):
                said = words(sentence)
                if len(said) >= OWN_SENTENCE and said not in declared:
                    found[said].setdefault(plan.id, step.title)
                    shown.setdefault(said, sentence)
    return {shown[said]: where for said, where in found.items() if len(where) > 1}
