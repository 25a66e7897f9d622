"""A session plan: what a group session does, step by step, and why it is right to do it."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from iopkit.model.value import Slug, Text, Value


class StepKind(StrEnum):
    """What a step asks of the group; a break is the one kind whose minutes do not count."""

    CHECK_IN = "check-in"
    TEACH = "teach"
    PRACTICE = "practice"
    WORKSHEET = "worksheet"
    PROCESS = "process"
    BREAK = "break"
    CLOSE = "close"


class Step(Value):
    """One timed part of a session plan.

    ``say`` and ``do`` are Markdown; ``ask`` and ``watch_for`` are lists of Markdown lines.
    """

    title: Text
    minutes: Annotated[int, Field(ge=1, le=180)]
    kind: StepKind
    worksheet: Slug | None = None
    say: str = ""
    do: str = ""
    ask: tuple[Text, ...] = ()
    watch_for: tuple[Text, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether payers count these minutes as treatment: breaks do not."""
        return self.kind is not StepKind.BREAK


class Evidence(Value):
    """A practice in the plan, the work that supports it, and where that entry was seen."""

    practice: Text
    citation: Text
    seen: Text | None = None


class Difficulty(Value):
    """What often goes wrong in this very session, and what helps."""

    when: Text
    then: Text


class Adaptations(Value):
    """How the plan changes for virtual groups and for other populations."""

    virtual: Text
    adolescent: Text | None = None
    perinatal: Text | None = None
    justice: Text | None = None
    co_occurring: Text | None = None
    low_literacy: Text | None = None


Modality = Literal[
    "cbt",
    "mi",
    "contingency-management",
    "twelve-step-facilitation",
    "mutual-help",
    "skills",
    "mindfulness",
    "grounding",
    "psychoeducation",
    "medication",
]

Strand = Literal["early recovery skills", "relapse prevention", "living well", "the group itself"]


class CurriculumHead(Value):
    """What ``curriculum.yaml`` says of an ordered set of plans."""

    format: Literal[1]
    id: Slug
    title: Text
    summary: Text | None = None
    licence: Text | None = None


class PlanHead(Value):
    """The front matter of ``plan.md``: what a program reads before it chooses a plan."""

    format: Literal[1]
    id: Slug
    version: Annotated[int, Field(ge=1)] = 1
    title: Text
    summary: Text | None = None
    week: Annotated[int, Field(ge=1, le=52)] | None = None
    day: Annotated[int, Field(ge=1, le=7)] | None = None
    status: Literal["draft", "ready", "retired"]
    strand: Strand | None = None
    modality: Annotated[tuple[Modality, ...], Field(min_length=1)]
    objectives: Annotated[tuple[Text, ...], Field(min_length=1)]
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    licence: Text
    materials: tuple[Text, ...] = ()
    worksheets: tuple[Slug, ...] = ()
    fidelity: tuple[Text, ...] = ()
    difficulties: tuple[Difficulty, ...] = ()
    homework: Text | None = None
    adaptations: Adaptations


class Plan(Value):
    """A session plan as it is run: its head, an introduction for the facilitator, and its steps."""

    head: PlanHead
    curriculum: Slug
    introduction: str = ""
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    @property
    def id(self) -> str:
        """Stable id, the same through every version of the plan."""
        return self.head.id

    @property
    def title(self) -> str:
        """What the session is called in front of clients."""
        return self.head.title

    @property
    def minutes(self) -> int:
        """Length from the first step to the last, breaks included."""
        return sum(step.minutes for step in self.steps)

    @property
    def counted_minutes(self) -> int:
        """Minutes that count as treatment: the length without breaks."""
        return sum(step.minutes for step in self.steps if step.counts)
