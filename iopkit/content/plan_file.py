"""Read ``plan.md``: front matter, an introduction, and one second-level heading a step."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from pydantic import ValidationError

from iopkit.content.fault import Fault, faults_of
from iopkit.content.yaml_text import parse_yaml, yaml_place, yaml_problem
from iopkit.model.plan import Plan, PlanHead, Step, StepKind

SECTIONS = {"Say": "say", "Example": "example", "Do": "do", "Ask": "ask", "Watch for": "watch_for"}
_KNOWN = {"minutes", "kind", "worksheet"}
_LISTS = {"ask", "watch_for"}
# Only headings, lists and their lines are wanted here; what is inside a line is read when it is shown.
_parser = (
    MarkdownIt("commonmark").use(front_matter_plugin).use(attrs_block_plugin).disable(["inline", "text_join"])
)


@dataclass
class _Heading:
    """A step's heading while its file is being read."""

    title: str
    attributes: dict[str, Any]
    number: int
    start: int
    sections: dict[str, str | tuple[str, ...]] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return f'step {self.number} "{self.title}"'


def read_plan(path: Path, file: str, curriculum: str) -> tuple[Plan | None, list[Fault]]:
    """A plan and what is wrong with it; the plan is None when a fault leaves none to run.

    Parameters
    ----------
    path
        The ``plan.md``.
    file
        Its name as faults show it.
    curriculum
        Id of the curriculum that it stands in.
    """
    try:
        text = path.read_text("utf-8-sig")  # some editors put a mark before the first line
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return None, [Fault(file, f"line {line}", "this is not UTF-8 text; save the file as UTF-8")]
    tokens = _parser.parse(text)
    head, faults = _head(tokens, file)
    introduction, steps, step_faults = _steps(tokens, text.splitlines(), file)
    faults += step_faults
    if head is None or not steps or any(step is None for step in steps):
        return None, faults
    plan = Plan(head=head, curriculum=curriculum, introduction=introduction, steps=tuple(filter(None, steps)))
    return plan, faults


def _head(tokens: list[Token], file: str) -> tuple[PlanHead | None, list[Fault]]:
    if not tokens or tokens[0].type != "front_matter":
        says = "the file must start with its front matter between two lines of ---"
        return None, [Fault(file, "front matter", says)]
    try:
        fields = parse_yaml(tokens[0].content)
    except yaml.YAMLError as error:
        return None, [Fault(file, yaml_place(error, 1), f"this is not YAML: {yaml_problem(error)}")]
    if not isinstance(fields, dict):
        return None, [Fault(file, "front matter", "write names and values, such as 'title: Sleep'")]
    try:
        return PlanHead.model_validate(fields), []
    except ValidationError as error:
        return None, faults_of(error, file, "front matter")


def _steps(tokens: list[Token], lines: list[str], file: str) -> tuple[str, list[Step | None], list[Fault]]:
    headings = _headings(tokens)
    first = min((heading.start for heading in headings), default=len(lines))
    body_starts = (tokens[0].map or [0, 0])[1] + 1 if tokens and tokens[0].type == "front_matter" else 0
    introduction = _without_attributes(lines[body_starts:first])
    if not headings:
        return (
            introduction,
            [],
            [Fault(file, "", "there is no step; start each with a ## heading")],
        )
    faults = _fill_sections(headings, tokens, lines, file)
    steps: list[Step | None] = []
    for heading in headings:
        step, found = _step(heading, file)
        steps.append(step)
        faults += found
    return introduction, steps, faults


def _headings(tokens: list[Token]) -> list[_Heading]:
    found: list[_Heading] = []
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2" and token.map:
            title = tokens[index + 1].content
            found.append(_Heading(title, dict(token.attrs), len(found) + 1, token.map[0]))
    return found


def _step(heading: _Heading, file: str) -> tuple[Step | None, list[Fault]]:
    faults = [
        Fault(file, heading.place, f"{name} is not something a step has; use {', '.join(sorted(_KNOWN))}")
        for name in sorted(set(heading.attributes) - _KNOWN)
    ]
    problems = [*_minutes_fault(heading), *_kind_fault(heading)]
    faults += [Fault(file, heading.place, says) for says in problems]
    if problems:
        return None, faults
    fields = {name: value for name, value in heading.attributes.items() if name in _KNOWN}
    try:
        return Step.model_validate({"title": heading.title, **fields, **heading.sections}), faults
    except ValidationError as error:
        return None, [*faults, *faults_of(error, file, heading.place)]


def _minutes_fault(heading: _Heading) -> list[str]:
    minutes = heading.attributes.get("minutes")
    if minutes is None:
        return ["minutes is missing; write {minutes=20 kind=teach} on the line above the heading"]
    if not re.fullmatch(r"\d+", str(minutes)) or not 1 <= int(minutes) <= 180:
        return [f"minutes is {minutes}; a step takes 1 to 180 minutes"]
    return []


def _kind_fault(heading: _Heading) -> list[str]:
    kinds = [kind.value for kind in StepKind]
    kind = heading.attributes.get("kind")
    if kind is None:
        return [f"kind is missing; use one of {', '.join(kinds)}"]
    return [] if kind in kinds else [f"kind is {kind!r}; use one of {', '.join(kinds)}"]


def _fill_sections(headings: list[_Heading], tokens: list[Token], lines: list[str], file: str) -> list[Fault]:
    """Cut each step's text into Say, Example, Do, Ask and Watch for."""
    marks = [
        (token.map[0], tokens[index + 1].content, token.tag)
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.map
    ]
    starts = [mark[0] for mark in marks] + [len(lines)]
    faults: list[Fault] = []
    current: _Heading | None = None
    for (start, title, tag), following in zip(marks, starts[1:], strict=True):
        body = _without_attributes(lines[start + 1 : following])
        if tag == "h2":
            current = next(heading for heading in headings if heading.start == start)
            faults += _stray(body, current, file)
        elif current is not None:
            faults += _section(current, title, body, file)
    return faults


def _stray(body: str, heading: _Heading, file: str) -> list[Fault]:
    if not body:
        return []
    says = f"the text {body.splitlines()[0][:40]!r} stands under no heading; put it under ### Say"
    return [Fault(file, heading.place, says)]


def _section(heading: _Heading, title: str, body: str, file: str) -> list[Fault]:
    name = SECTIONS.get(title)
    if name is None:
        says = f'"{title}" is not a part of a step; use ### {", ### ".join(SECTIONS)}'
        return [Fault(file, heading.place, says)]
    if name in heading.sections:
        return [Fault(file, heading.place, f'"{title}" stands there twice; make it one')]
    heading.sections[name] = _list_lines(body) if name in _LISTS else body
    if name in _LISTS and not heading.sections[name]:
        return [Fault(file, heading.place, f'"{title}" has no list; start each line with "- "')]
    return []


def _list_lines(body: str) -> tuple[str, ...]:
    """The entries of a Markdown list, each on one line."""
    tokens = _parser.parse(body)
    return tuple(" ".join(inline.content.split()) for item, inline in _items(tokens) if item.level == 1)


def _items(tokens: list[Token]) -> list[tuple[Token, Token]]:
    found = []
    for index, token in enumerate(tokens):
        if token.type == "list_item_open":
            inline = next(one for one in tokens[index:] if one.type in ("inline", "list_item_close"))
            found.append((token, inline))
    return found


def _without_attributes(lines: list[str]) -> str:
    """Text without the {...} lines, which belong to the heading below them."""
    kept = [line for line in lines if not re.fullmatch(r"\s*\{[^}]*\}\s*", line)]
    return "\n".join(kept).strip()
