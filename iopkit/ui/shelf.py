"""The shelf of session plans: what is looked for, and what a page lists of what is found."""

from dataclasses import asdict, fields, replace
from typing import Any

from iopkit.content.library import Library
from iopkit.content.search import Found, PlanSearch, Wanted
from iopkit.errors import NotAllowed, quoted
from iopkit.model.plan import Plan

_LABELS = {
    "curriculum": ("Curriculum", "All curricula"),
    "strand": ("Strand", "All strands"),
    "modality": ("Modality", "All modalities"),
    "week": ("Week", "Any week"),
}
_LONGEST_TEXT = 200


class Shelf:
    """A search through the library, and its result ready to be listed."""

    def __init__(self, library: Library) -> None:
        self._library, self._search = library, PlanSearch(library)
        self._choices = self._search.choices()
        self.wanted = Wanted()

    def want(self, name: str, value: str) -> None:
        """Look for something else.

        Raises
        ------
        NotAllowed
            There is no such filter or choice; what was looked for stays.
        """
        if name not in {one.name for one in fields(Wanted)}:
            raise NotAllowed(f"Plans cannot be filtered by {quoted(name)}.")
        value = str(value).strip()
        if name == "text":
            value = value[:_LONGEST_TEXT]
        elif value not in {"", *(given for given, _ in self._choices[name])}:
            raise NotAllowed(f"There is no {name} {quoted(value)}. Choose one from the list.")
        self.wanted = replace(self.wanted, **{name: value})

    def filters(self) -> list[dict[str, Any]]:
        """The filters with their choices."""
        held = asdict(self.wanted)
        return [
            {
                "name": name,
                "label": label,
                "value": held[name],
                "options": [["", every], *map(list, self._choices[name])],
            }
            for name, (label, every) in _LABELS.items()
        ]

    def rows(self) -> list[dict[str, str]]:
        """The plans that fit, each with a line about it and where the words were found."""
        return [self._row(one) for one in self._search.find(self.wanted)]

    def said(self, shown: int) -> str:
        """How many plans fit."""
        every = len(self._library.plans)
        if shown == every:
            return f"{every} session plans"
        if not shown:
            return "No plan has all of this. Take a filter away, or search for fewer words."
        return f"{shown} of {every} session plans"

    def _row(self, found: Found) -> dict[str, str]:
        plan = found.plan
        return {
            "id": plan.id,
            "title": plan.title,
            "line": plan_line(self._library, plan),
            "summary": "" if found.excerpt else plan.head.summary or "",
            "where": found.where,
            "excerpt": found.excerpt,
            "status": "" if plan.head.status == "ready" else plan.head.status,
        }


def plan_line(library: Library, plan: Plan) -> str:
    """Where a plan belongs and how many minutes of it count, in one line."""
    head = plan.head
    curriculum = library.curricula.get(plan.curriculum)
    place = f"week {head.week}, day {head.day}" if head.week and head.day else ""
    name = curriculum.title if curriculum else plan.curriculum
    return " · ".join(filter(None, [name, place, head.strand, f"{plan.counted_minutes} min"]))
