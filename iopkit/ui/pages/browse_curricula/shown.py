"""What the curriculum browser shows of a plan."""

from typing import Any

from iopkit.content.library import Library
from iopkit.model.plan import MODALITY_NAMES, POPULATION_NAMES, Plan
from iopkit.ui.plan_parts import sheet_parts, step_parts
from iopkit.ui.prose import to_html
from iopkit.ui.shelf import plan_line


def plan(library: Library, plan: Plan) -> dict[str, Any]:
    """Everything about a plan, ready to be read: as its facilitator, as a client, and before choosing it."""
    head = plan.head
    sheets = library.worksheets(plan)
    return {
        "id": plan.id,
        "title": plan.title,
        "line": plan_line(library, plan),
        "approach": ", ".join(MODALITY_NAMES[one] for one in head.modality),
        "length": _length(plan),
        "version": f"{plan.id}, version {head.version}, {head.status}. Licence: {head.licence}.",
        "summary": head.summary or "",
        "introduction": to_html(plan.introduction),
        "lists": [
            {"title": title, "entries": list(entries)}
            for title, entries in (
                ("Objectives", head.objectives),
                ("In the room", head.materials),
                ("Key tasks", head.fidelity),
                ("Until next time", (head.homework,) if head.homework else ()),
            )
            if entries
        ],
        "notes": [
            {"title": title, "entries": entries}
            for title, entries in (
                ("When it gets difficult", [[one.when, one.then] for one in head.difficulties]),
                ("Adaptations", _adaptations(plan)),
                ("What it rests on", [[one.practice, one.citation or ""] for one in head.evidence]),
            )
            if entries
        ],
        "steps": _steps(plan, {sheet.id: sheet.title for sheet in sheets}),
        "sheets": [sheet_parts(sheet) for sheet in sheets],
    }


def _length(plan: Plan) -> str:
    breaks = plan.minutes - plan.counted_minutes
    return f"{plan.minutes} minutes, {breaks} of them breaks" if breaks else f"{plan.minutes} minutes"


def _adaptations(plan: Plan) -> list[list[str]]:
    said = plan.head.adaptations.model_dump()
    return [[title, said[name]] for name, title in POPULATION_NAMES.items() if said[name]]


def _steps(plan: Plan, titles: dict[str, str]) -> list[dict[str, Any]]:
    found, begins = [], 0
    for step in plan.steps:
        counted = "" if step.counts else ", not counted"
        sheet = titles.get(step.worksheet or "", "")
        found.append(
            {
                **step_parts(step),
                "begins": f"{begins // 60}:{begins % 60:02d}",
                "line": f"{step.minutes} min{counted} · {step.kind.value}",
                "sheet": sheet,
            }
        )
        begins += step.minutes
    return found
