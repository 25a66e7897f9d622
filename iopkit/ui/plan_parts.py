"""Steps and worksheets as the pages show them: Markdown as clean HTML, examples as plain lines."""

from typing import Any

from iopkit.model.plan import Step
from iopkit.model.worksheet import Worksheet
from iopkit.ui.prose import line_to_html, to_html


def step_parts(step: Step) -> dict[str, Any]:
    """What a facilitator sees of a step, clocks aside."""
    return {
        "title": step.title,
        "say": to_html(step.say),
        "example": to_html(step.example),
        "do": to_html(step.do),
        "ask": [line_to_html(line) for line in step.ask],
        "watch": [line_to_html(line) for line in step.watch_for],
    }


def sheet_parts(sheet: Worksheet) -> dict[str, Any]:
    """A worksheet's questions, and its filled example as text."""
    fields = sheet.model_dump(mode="json", by_alias=True)
    return {**fields, "example": {name: _as_text(value) for name, value in sheet.example.items()}}


def _as_text(value: Any) -> str:
    """An example's answer as plain lines."""
    if isinstance(value, list):
        return "\n".join(" · ".join(row) if isinstance(row, list) else str(row) for row in value)
    if isinstance(value, dict):
        return "\n".join(
            f"{row}: " + "; ".join(f"{day} {text}" for day, text in cells.items())
            for row, cells in value.items()
        )
    return str(value)
