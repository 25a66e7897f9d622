"""Find session plans: by what they say, their curriculum, strand, modality and week."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from iopkit.content.library import Library
from iopkit.model.plan import MODALITY_NAMES, Modality, Plan, Strand

_MARKS = re.compile(r"^\s*(?:[-*]|\d+\.)\s+|[*_`]+")
_AROUND = 70  # letters of an excerpt on each side of the word that was found


@dataclass(frozen=True)
class Wanted:
    """What is looked for; an empty field asks for nothing. All of it must fit."""

    text: str = ""
    curriculum: str = ""
    strand: str = ""
    modality: str = ""
    week: str = ""


@dataclass(frozen=True)
class Found:
    """A plan that fits; ``where`` and ``excerpt`` say where its words stand, empty without words."""

    plan: Plan
    where: str = ""
    excerpt: str = ""


@dataclass(frozen=True)
class _Line:
    where: str
    text: str
    folded: str


class PlanSearch:
    """The plans of a library, searched word by word in everything that they and their worksheets say."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def find(self, wanted: Wanted) -> list[Found]:
        """The plans that fit, in the order of the library; those whose title has the words come first."""
        plans = [plan for plan in self._library.plans.values() if _fits(plan, wanted)]
        words = wanted.text.casefold().split()
        if not words:
            return [Found(plan) for plan in plans]
        found = [one for plan in plans if (one := self._match(plan, words))]
        return sorted(found, key=lambda one: not _has_all(one.plan.title.casefold(), words))

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """What can be chosen in each field, as value and name: only what some plan has."""
        plans = self._library.plans.values()
        strands = {plan.head.strand for plan in plans}
        modalities = {one for plan in plans for one in plan.head.modality}
        weeks = sorted({plan.head.week for plan in plans if plan.head.week})
        held = {plan.curriculum for plan in plans}
        return {
            "curriculum": [(one.id, one.title) for one in self._library.curricula.values() if one.id in held],
            "strand": [(one, one) for one in get_args(Strand) if one in strands],
            "modality": [(one, MODALITY_NAMES[one]) for one in get_args(Modality) if one in modalities],
            "week": [(str(week), f"week {week}") for week in weeks],
        }

    @cached_property
    def _lines(self) -> dict[str, list[_Line]]:
        return {
            plan.id: [_Line(where, text, text.casefold()) for where, text in self._texts(plan)]
            for plan in self._library.plans.values()
        }

    def _match(self, plan: Plan, words: list[str]) -> Found | None:
        lines = self._lines[plan.id]
        if not all(any(word in line.folded for line in lines) for word in words):
            return None
        best = max(lines, key=lambda line: sum(word in line.folded for word in words))
        return Found(plan, best.where, _excerpt(best, words))

    def _texts(self, plan: Plan) -> Iterator[tuple[str, str]]:
        head = plan.head
        yield "", head.title
        yield "", head.summary or ""
        for name, entries in (("Objectives", head.objectives), ("Key tasks", head.fidelity)):
            for one in entries:
                yield name, one
        for difficulty in head.difficulties:
            yield "When it gets difficult", f"{difficulty.when}. {difficulty.then}"
        for text in filter(None, head.adaptations.model_dump().values()):
            yield "Adaptations", text
        for evidence in head.evidence:
            yield "What it rests on", f"{evidence.practice}. {evidence.citation or ''}"
        for step in plan.steps:
            yield step.title, step.title
            for text in (step.say, step.example, step.do, *step.ask, *step.watch_for):
                for line in filter(None, text.splitlines()):
                    yield step.title, _MARKS.sub("", line)
        for sheet in self._library.worksheets(plan):
            yield f"Worksheet {sheet.title}", f"{sheet.title}. {sheet.intro or ''}"
            for item in sheet.items:
                yield f"Worksheet {sheet.title}", item.ask


def _fits(plan: Plan, wanted: Wanted) -> bool:
    head = plan.head
    return (
        wanted.curriculum in ("", plan.curriculum)
        and wanted.strand in ("", head.strand)
        and (not wanted.modality or wanted.modality in head.modality)
        and (not wanted.week or wanted.week == str(head.week))
    )


def _has_all(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def _excerpt(line: _Line, words: list[str]) -> str:
    at = min((line.folded.find(word) for word in words if word in line.folded), default=0)
    start, end = max(0, at - _AROUND), at + _AROUND
    cut = line.text[start:end]
    if start:
        cut = "…" + cut.partition(" ")[2]
    return cut if end >= len(line.text) else cut.rpartition(" ")[0] + "…"
