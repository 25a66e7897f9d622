"""What is wrong in a file of a curriculum, where, and what to do about it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError


@dataclass(frozen=True, order=True)
class Fault:
    """One fault; its text is a sentence for the author.

    >>> str(Fault("core/01-x/plan.md", 'step 2 "Pairs"', "minutes is 0; a step takes 1 to 180 minutes"))
    'core/01-x/plan.md, step 2 "Pairs": minutes is 0; a step takes 1 to 180 minutes.'
    """

    file: str
    place: str
    says: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.says.rstrip('.')}."


def shown_path(path: Path, root: Path) -> str:
    """A file's name as an author knows it: from the curricula folder on."""
    return (root.name / path.relative_to(root)).as_posix()


def faults_of(error: ValidationError, file: str, place: str = "") -> list[Fault]:
    """Turn what pydantic found into sentences for an author."""
    return [Fault(file, place, _sentence(dict(one))) for one in error.errors(include_url=False)]


def _sentence(error: dict[str, Any]) -> str:
    name = ".".join(_shown(part) for part in error["loc"]) or "it"
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return f"{name} is missing; add it (curricula/README.md shows how)"
    if kind == "extra_forbidden":
        return f"{name} is not a field that iopkit knows; correct its spelling or remove it"
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    if kind in ("literal_error", "enum"):
        return f"{name} is {error['input']!r}; use one of {context['expected']}"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return f"{name} needs a type: {context.get('expected_tags', 'text, long_text, scale, choice, ...')}"
    return f"{name} is {_short(error['input'])}; {_needs(kind, context, error['msg'])}"


def _needs(kind: str, context: dict[str, Any], message: str) -> str:
    if kind in ("greater_than_equal", "greater_than"):
        return f"give at least {context.get('ge', context.get('gt'))}"
    if kind in ("less_than_equal", "less_than"):
        return f"give at most {context.get('le', context.get('lt'))}"
    if kind in ("string_too_short", "too_short"):
        return "it must not be empty, or has too few entries"
    if kind == "string_pattern_mismatch":
        return "use lower case letters, digits, hyphens and underscores only"
    if kind.startswith("tuple"):
        return "write a list"
    return message[0].lower() + message[1:]


def _shown(part: str | int) -> str:
    return str(part + 1) if isinstance(part, int) else part


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
