"""A session plan: what a group session does, step by step, and why it is right to do it."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

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

    ``say``, ``example`` and ``do`` are Markdown; ``ask`` and ``watch_for`` are lists of Markdown lines.
    ``example`` shows somebody made up doing what the step asks for, from start to finish.
    """

    title: Text
    minutes: Annotated[int, Field(ge=1, le=180)]
    kind: StepKind
    worksheet: Slug | None = None
    say: str = ""
    example: str = ""
    do: str = ""
    ask: tuple[Text, ...] = ()
    watch_for: tuple[Text, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether payers count these minutes as treatment: breaks do not."""
        return self.kind is not StepKind.BREAK


class Evidence(Value):
    """A practice in the plan, the work that supports it, and where that entry was seen.

    An author writes ``cite``, a key of the bibliography; reading the library fills in ``citation`` and
    ``seen``, so that a plan kept with a session says by itself what it rests on.
    """

    practice: Text
    cite: Slug | None = None
    citation: Text | None = None
    seen: Text | None = None

    @model_validator(mode="after")
    def _names_a_work(self) -> Self:
        if self.cite is None and self.citation is None:
            raise ValueError("a practice names no work; add cite: and a key of bibliography.yaml")
        return self


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
    "dbt-skills",
    "mindfulness",
    "grounding",
    "psychoeducation",
    "medication",
    "overdose-response",
    "culture",
    "family",
    "process",
]

#: How modalities are called in print and on pages.
MODALITY_NAMES: dict[str, str] = {
    "cbt": "CBT",
    "mi": "motivational interviewing",
    "contingency-management": "contingency management",
    "twelve-step-facilitation": "twelve-step facilitation",
    "mutual-help": "mutual help",
    "skills": "skills training",
    "dbt-skills": "DBT-type skills",
    "mindfulness": "mindfulness",
    "grounding": "grounding",
    "psychoeducation": "psychoeducation",
    "medication": "medication",
    "overdose-response": "overdose response",
    "culture": "culture and identity",
    "family": "family",
    "process": "group process",
}

#: How the populations of the adaptations are called in print and on pages.
POPULATION_NAMES: dict[str, str] = {
    "virtual": "Virtual groups",
    "adolescent": "Adolescents",
    "perinatal": "Pregnancy and the first year after",
    "justice": "Court-referred or supervised",
    "co_occurring": "A mental health condition as well",
    "low_literacy": "Low literacy",
}

Strand = Literal[
    "early recovery skills",
    "relapse prevention",
    "living well",
    "the group itself",
    "family",
    "one-to-one",
    "continuing care",
    "co-occurring",
]


class CurriculumHead(Value):
    """What ``curriculum.yaml`` says of an ordered set of plans.

    Curricula are listed by ``order``, and by id where it is the same.
    """

    format: Literal[1]
    id: Slug
    title: Text
    summary: Text | None = None
    licence: Text | None = None
    counted_minutes: Annotated[int, Field(ge=1, le=720)] | None = None
    order: Annotated[int, Field(ge=1, le=999)] = 100


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
