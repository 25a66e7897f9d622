"""Words that stigmatise, each with what to say instead."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from iopkit.content.yaml_text import parse_yaml


@dataclass(frozen=True)
class Term:
    """A way of speaking about people that wounds, and a better one."""

    find: re.Pattern[str]
    say: str
    unless: tuple[str, ...] = ()

    def found_in(self, text: str) -> list[str]:
        """The words of the text that this term is about."""
        plain = text.replace("’", "'")
        for phrase in self.unless:
            plain = re.sub(re.escape(phrase), " ", plain, flags=re.IGNORECASE)
        return [match.group() for match in self.find.finditer(plain)]


@cache
def terms() -> tuple[Term, ...]:
    """The list in ``person_first.yaml``."""
    entries = parse_yaml(Path(__file__).with_name("person_first.yaml").read_text("utf-8"))
    return tuple(_term(**entry) for entry in entries)


def _term(find: str, say: str, unless: tuple[str, ...] = ()) -> Term:
    return Term(re.compile(rf"(?<![\w-])(?:{find})(?![\w-])", re.IGNORECASE), say, tuple(unless))


def stigmatising(text: str) -> list[tuple[str, str]]:
    """Each such word of a text, with what to say instead.

    >>> stigmatising("He went to Alcoholics Anonymous.")
    []
    >>> stigmatising("He was an addict.")
    [('addict', 'a person with a substance use disorder, or a person in recovery')]
    """
    return [(word, term.say) for term in terms() for word in term.found_in(text)]
