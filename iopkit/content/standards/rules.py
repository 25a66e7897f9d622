"""The names of the house rules, and why each is there."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from iopkit.content.yaml_text import parse_yaml


@dataclass(frozen=True)
class Rule:
    """A house rule: what it holds, why, and how to mend what breaks it."""

    name: str
    holds: str
    why: str
    mend: str


@dataclass(frozen=True)
class Finding:
    """One place where a plan breaks a rule."""

    rule: str
    place: str
    says: str


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its name."""
    entries = parse_yaml(Path(__file__).with_name("rules.yaml").read_text("utf-8"))
    return {name: Rule(name, **entry) for name, entry in entries.items()}
