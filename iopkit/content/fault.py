"""What is wrong in a file of a curriculum, where, and what to do about it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from iopkit.model.worksheet import ITEM_TYPES


@dataclass(frozen=True, order=True)
class Fault:
    """One fault; its text is a sentence for the author.

    >>> str(Fault("core/01-x/plan.md", 'step 2 "Pairs"', "minutes is 0; a step takes 1 to 180 minutes"))
    'core/01-x/plan.md, step 2 "Pairs": minutes is 0; a step takes 1 to 180 minutes.'
    """

    file: str
    place: str
    says: str
    rule: str = ""  # the house rule that it breaks, if the file can be read

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        rule = f" [{self.rule}]" if self.rule else ""
        return f"{where}: {self.says.rstrip('.')}.{rule}"


def shown_path(path: Path, root: Path) -> str:
    """A file's name as an author knows it: from the curricula folder on."""
    return (root.name / path.relative_to(root)).as_posix()


def faults_of(error: ValidationError, file: str, place: str = "") -> list[Fault]:
    """Turn what pydantic found into sentences for an author."""
    found = [dict(one) for one in error.errors(include_url=False)]
    places: list[Any] = [one["loc"] for one in found]
    return [Fault(file, place, _sentence(one)) for one in found if not _follows(one, places)]


def _follows(error: dict[str, Any], places: list[tuple[str | int, ...]]) -> bool:
    """Whether a list is called too short only because an entry in it has a fault of its own."""
    depth = len(error["loc"])
    inside = any(len(one) > depth and one[:depth] == error["loc"] for one in places)
    return error["type"] == "too_short" and inside


def _sentence(error: dict[str, Any]) -> str:
    name = _name(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return f"{name} is missing; add it (curricula/README.md shows how)"
    if kind == "extra_forbidden":
        return f"{name} is not a field that iopkit knows; correct its spelling or remove it"
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    if kind == "union_tag_not_found":
        return f"{name} has no type; add one, such as 'type: text' or 'type: scale'"
    if kind == "union_tag_invalid":
        return f"the type of {name} is {context['tag']!r}; use one of {context['expected_tags']}"
    if kind in ("too_short", "too_long"):
        return f"{name} has {_counted(context['actual_length'])}; {_how_many(context)}"
    return f"{name} is {_short(error['input'])}; {_needs(kind, context, error['msg'])}"


def _needs(kind: str, context: dict[str, Any], message: str) -> str:
    if kind in ("literal_error", "enum"):
        expected = str(context["expected"])
        return f"use one of {expected}" if " or " in expected else f"write {expected}"
    if kind in ("greater_than_equal", "less_than_equal"):
        return f"give at least {context['ge']}" if "ge" in context else f"give at most {context['le']}"
    return _REMEDIES.get(kind, message[0].lower() + message[1:])


def _how_many(context: dict[str, Any]) -> str:
    if "min_length" in context:
        return f"give at least {context['min_length']}"
    return f"give at most {context['max_length']}"


def _counted(entries: int) -> str:
    return {0: "no entry", 1: "one entry"}.get(entries, f"{entries} entries")


_REMEDIES = {
    "string_too_short": "it must not be empty",
    "string_too_long": "use 80 characters at most",
    "string_pattern_mismatch": "use lower case letters, digits, hyphens and underscores only",
    "string_type": "write text, in quotes where it looks like a number or a date",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "tuple_type": "write a list",
    "dict_type": "write names and values below it",
    "model_type": "write names and values below it",
    "model_attributes_type": "write names and values below it",
}


def _name(place: tuple[str | int, ...]) -> str:
    """A field as an author would say it.

    >>> _name(("items", 1, "choice", "options"))
    'options of item 2'
    >>> _name(("adaptations", "virtual"))
    'virtual of adaptations'
    """
    words: list[str] = []
    for depth, part in enumerate(place):
        if isinstance(part, int):
            words[-1:] = [f"{_singular(words[-1])} {part + 1}"]
        elif not (depth == 2 and place[0] == "items" and part in ITEM_TYPES):  # the type is no field's name
            words.append(part)
    return " of ".join(reversed(words)) or "it"


def _singular(word: str) -> str:
    return word.removesuffix("ies") + "y" if word.endswith("ies") else word.removesuffix("s")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
