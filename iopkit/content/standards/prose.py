"""The words of a plan as people hear and read them: Markdown and fields as plain sentences."""

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt

from iopkit.model.plan import Plan, Step
from iopkit.model.worksheet import Worksheet

_parser = MarkdownIt("commonmark", {"html": False})
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])")
_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)*")


def blocks(markdown: str) -> list[str]:
    """Each paragraph and list entry as plain text on one line.

    >>> blocks("Say **this**.\\n\\n1. Then\\n   that.")
    ['Say this.', 'Then that.']
    """
    return [_plain(token.children or []) for token in _parser.parse(markdown) if token.type == "inline"]


def _plain(children: Iterable[object]) -> str:
    parts = (" " if one.type.endswith("break") else one.content for one in children)  # type: ignore[attr-defined]
    return " ".join("".join(parts).split())


def sentences(block: str) -> list[str]:
    """One block cut into sentences.

    >>> sentences('It rained. "Stay," she said. He left at 5.30 p.m. by bus.')
    ['It rained.', '"Stay," she said.', 'He left at 5.30 p.m. by bus.']
    """
    return [one.strip() for one in _SENTENCE_END.split(block) if one.strip()]


def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without marks.

    >>> words("Don't go -- yet!")
    ("don't", 'go', 'yet')
    """
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


def script(plan: Plan) -> Iterator[tuple[Step, str]]:
    """The blocks of Say and Example, with their step: what a facilitator reads aloud."""
    for step in plan.steps:
        for block in blocks(step.say) + blocks(step.example):
            yield step, block


def spoken(plan: Plan) -> list[str]:
    """Everything that is said to a group: the script and the questions."""
    asked = [line for step in plan.steps for ask in step.ask for line in blocks(ask)]
    return [block for _, block in script(plan)] + asked


def printed(sheet: Worksheet) -> list[str]:
    """Everything that a client reads on a worksheet; filled examples are for the facilitator."""
    lines = [sheet.title, sheet.intro or ""]
    for item in sheet.items:
        fields = item.model_dump(mode="json")
        lines += [fields["ask"], fields.get("help") or "", fields.get("low") or "", fields.get("high") or ""]
        for name in ("options", "columns", "rows"):
            held = fields.get(name)
            lines += held if isinstance(held, list) else []
    return [line for line in lines if line]


def places(plan: Plan, sheets: Iterable[Worksheet]) -> Iterator[tuple[str, str]]:
    """Every text of a plan and its worksheets, with where it stands; headings are left out."""
    head = plan.head
    for text in (head.summary or "", *head.objectives, *head.fidelity, *head.materials, head.homework or ""):
        yield "front matter", text
    for difficulty in head.difficulties:
        yield "difficulties", difficulty.when
        yield "difficulties", difficulty.then
    for practice in head.evidence:
        yield "evidence", practice.practice
    for name, text in head.adaptations.model_dump().items():
        yield f"adaptation {name}", text or ""
    for block in blocks(plan.introduction):
        yield "introduction", block
    for number, step in enumerate(plan.steps, 1):
        for text in (step.say, step.example, step.do, *step.ask, *step.watch_for):
            for block in blocks(text):
                yield f'step {number} "{step.title}"', block
    for sheet in sheets:
        for line in (*printed(sheet), *_strings(sheet.example)):
            yield f'worksheet "{sheet.title}"', line


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)
