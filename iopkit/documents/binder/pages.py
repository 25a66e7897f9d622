"""Plans and worksheets as the data of the binder's pages."""

from typing import Any

from iopkit.content.library import Library
from iopkit.documents.binder.rich_text import blocks, runs
from iopkit.model.plan import MODALITY_NAMES, POPULATION_NAMES, Plan, Step
from iopkit.model.worksheet import Worksheet


def plan_pages(library: Library, plan: Plan, where: str) -> dict[str, Any]:
    """Everything that the binder shows of a plan; ``where`` is its week and day in this program."""
    head = plan.head
    sheets = library.worksheets(plan)
    titles = {sheet.id: sheet.title for sheet in sheets}
    return {
        "id": plan.id,
        "version": head.version,
        "title": plan.title,
        "where": where,
        "minutes": plan.minutes,
        "counted": plan.counted_minutes,
        "strand": head.strand or "",
        "modality": [MODALITY_NAMES[one] for one in head.modality],
        "licence": head.licence,
        "summary": head.summary or "",
        "introduction": blocks(plan.introduction),
        "objectives": list(head.objectives),
        "materials": list(head.materials),
        "fidelity": list(head.fidelity),
        "difficulties": [one.model_dump() for one in head.difficulties],
        "homework": head.homework or "",
        "adaptations": _adaptations(plan),
        "evidence": [{"practice": one.practice, "citation": one.citation or ""} for one in head.evidence],
        "steps": _steps(plan, titles),
        "sheets": [sheet_page(sheet) for sheet in sheets],
    }


def _adaptations(plan: Plan) -> list[dict[str, str]]:
    said = plan.head.adaptations.model_dump()
    return [{"title": title, "text": said[name]} for name, title in POPULATION_NAMES.items() if said[name]]


def _steps(plan: Plan, titles: dict[str, str]) -> list[dict[str, Any]]:
    found, begins = [], 0
    for number, step in enumerate(plan.steps, 1):
        found.append({"number": number, "begins": _clock(begins), **_step(step, titles)})
        begins += step.minutes
    return found


def _clock(minutes: int) -> str:
    """Time since the session began.

    >>> _clock(95)
    '1:35'
    """
    return f"{minutes // 60}:{minutes % 60:02d}"


def _step(step: Step, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "title": step.title,
        "minutes": step.minutes,
        "kind": step.kind.value,
        "counts": step.counts,
        "sheet": titles.get(step.worksheet or "", ""),
        "say": blocks(step.say),
        "example": blocks(step.example),
        "do": blocks(step.do),
        "ask": [runs(line) for line in step.ask],
        "watch": [runs(line) for line in step.watch_for],
    }


def sheet_page(sheet: Worksheet) -> dict[str, Any]:
    """A worksheet, empty as a client gets it, with its filled example beside it."""
    return {
        "title": sheet.title,
        "intro": sheet.intro or "",
        "items": [item.model_dump(mode="json") for item in sheet.items],
        "example": sheet.model_dump(mode="json", by_alias=True)["example"],
    }
