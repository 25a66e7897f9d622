"""YAML as authors write it: read fast, and refused in words that help."""

from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _FastLoader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as _FastLoader  # type: ignore[assignment]

_REMEDIES = {
    "mapping values are not allowed here": "there is a colon inside the text; put the text in quotes",
    "could not find expected ':'": "a name without a colon stands here or above; write 'name: value'",
    "'\\t'": "there is a tab; indent with spaces",
    "did not find expected": "a quote or bracket is not closed, or the indent does not fit the lines above",
    "while scanning a quoted": "a quote is not closed; close it",
    "unexpected end of stream": "a quote or bracket is not closed; close it",
    "expected ',' or ']'": "a list's bracket is not closed; close it",
}


def parse_yaml(text: str) -> Any:
    """What YAML text says; plain values, lists and mappings only.

    Raises
    ------
    yaml.YAMLError
        It is not YAML; ``yaml_place`` and ``yaml_problem`` say where and why.
    """
    try:
        return yaml.load(text, Loader=_FastLoader)
    except yaml.YAMLError:
        return yaml.safe_load(text)  # refuses too, and says better where and why


def yaml_place(error: yaml.YAMLError, above: int = 0) -> str:
    """The line that YAML stumbled over, counted from the top of the file."""
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1 + above}" if mark else ""


def yaml_problem(error: yaml.YAMLError) -> str:
    """What YAML says is wrong, with the remedy for what is wrong most often."""
    problem = str(getattr(error, "problem", None) or "it cannot be read")
    for known, remedy in _REMEDIES.items():
        if known in problem:
            return remedy
    return f"{problem}; put text that holds a colon or starts with a special character in quotes"
