"""The parts, minutes and questions that a plan needs before a group meets it."""

import re
from collections.abc import Iterator

from iopkit.content.library import Library
from iopkit.content.standards.rules import Finding
from iopkit.model.plan import Plan, Step, StepKind
from iopkit.model.worksheet import Worksheet

LONGEST_STEP, SPARE_MINUTES = 40, 15
QUESTIONS, WATCH_FORS = 3, 2
FIDELITY = (5, 9)
NEEDED_ADAPTATIONS = ("virtual", "adolescent", "perinatal", "justice", "low_literacy")

_OPEN = re.compile(r"\b(what|how|when|who|whom|whose|where|which|why)\b", re.IGNORECASE)
_CLOSED = re.compile(
    r"^\W*(do|does|did|is|are|am|was|were|has|have|had|can|could|will|would|should|shall|may|might)\b",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"\b(understands?|knows?|learns?|realiz\w+|realis\w+|appreciates?|believes?|feels?|is aware|are aware|"
    r"becomes? aware|gains? insight|recogni[sz]es? the importance)\b",
    re.IGNORECASE,
)


def shape(library: Library, plan: Plan) -> Iterator[Finding]:
    """What is missing, too short or too long."""
    yield from _minutes(library, plan)
    yield from _head(plan)
    for number, step in enumerate(plan.steps, 1):
        yield from _step(step, f'step {number} "{step.title}"')
    for sheet in library.worksheets(plan):
        yield from _example(sheet)


def _minutes(library: Library, plan: Plan) -> Iterator[Finding]:
    wanted = library.curricula[plan.curriculum].counted_minutes
    counted = plan.counted_minutes
    if wanted and counted < wanted:
        says = f"the counted minutes are {counted}; {wanted} are promised, so {wanted - counted} are missing"
        yield Finding("minutes", "", says)
    elif wanted and counted > wanted + SPARE_MINUTES:
        says = f"the counted minutes are {counted}; the session has {wanted}, so take out {counted - wanted}"
        yield Finding("minutes", "", says)


def _head(plan: Plan) -> Iterator[Finding]:
    head = plan.head
    for name in ("summary", "strand", "homework"):
        if not getattr(head, name):
            yield Finding("parts", "front matter", f"{name} is missing; add it")
    for name, least in (("objectives", 3), ("difficulties", 3), ("worksheets", 1), ("materials", 1)):
        held = len(getattr(head, name))
        if held < least:
            yield Finding("parts", "front matter", f"{name} has {held}; give at least {least}")
    if not FIDELITY[0] <= len(head.fidelity) <= FIDELITY[1]:
        least, most = FIDELITY
        says = (
            f"fidelity has {len(head.fidelity)} key tasks; give {least} to {most} that an observer could tick"
        )
        yield Finding("parts", "front matter", says)
    missing = [name for name in NEEDED_ADAPTATIONS if not getattr(head.adaptations, name)]
    if missing:
        yield Finding(
            "parts", "front matter", f"adaptations lack {', '.join(missing)}; say how the plan changes"
        )
    cited = {one.cite for one in head.evidence if one.cite}
    if len(cited) < 2:
        says = f"{len(cited)} works of the bibliography support it; name at least two, each with cite:"
        yield Finding("evidence", "front matter", says)
    for objective in head.objectives:
        if unseen := _UNSEEN.search(" ".join(objective.split()[:5])):
            says = (
                f'"{unseen.group()}" cannot be seen or heard; write what a client does: names, writes, says'
            )
            yield Finding("objectives", "front matter", says)
    yield from _order(plan)


def _order(plan: Plan) -> Iterator[Finding]:
    if plan.steps[0].kind is not StepKind.CHECK_IN:
        yield Finding("parts", "", "the first step is no check-in; begin by hearing how each person comes in")
    if plan.steps[-1].kind is not StepKind.CLOSE:
        yield Finding(
            "parts", "", "the last step is no close; end with what each takes along and whom to call"
        )
    if not any(step.example for step in plan.steps):
        yield Finding(
            "parts",
            "",
            "no step has a worked example; add ### Example after the Say of the step that needs it",
        )


def _step(step: Step, place: str) -> Iterator[Finding]:
    if step.minutes > LONGEST_STEP:
        says = f"it takes {step.minutes} minutes; after {LONGEST_STEP} people need a change, so cut it in two"
        yield Finding("minutes", place, says)
    if step.kind is StepKind.BREAK:
        return
    if not step.say:
        yield Finding("parts", place, "nothing stands under Say; write what the facilitator reads aloud")
    if len(step.watch_for) < WATCH_FORS:
        says = f"Watch for has {len(step.watch_for)}; give at least {WATCH_FORS}, each with what to do then"
        yield Finding("parts", place, says)
    if len(step.ask) < QUESTIONS:
        yield Finding(
            "questions", place, f"Ask has {len(step.ask)} questions; give at least {QUESTIONS} open ones"
        )
    for question in step.ask:
        if _CLOSED.match(question) or not _OPEN.search(question):
            says = (
                f'"{question[:70]}" can be answered with yes or no; begin with what, how, when, who or where'
            )
            yield Finding("questions", place, says)


def _example(sheet: Worksheet) -> Iterator[Finding]:
    empty = [item.id for item in sheet.items if item.id not in (sheet.example or {})]
    if empty:
        says = f"the filled example leaves out {', '.join(empty)}; answer every item"
        yield Finding("parts", f'worksheet "{sheet.title}"', says)
