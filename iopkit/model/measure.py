"""A clinical instrument's use: one filling of it, and what it came to."""

from typing import Any

from pydantic import AwareDatetime, Field

from iopkit.model.value import Text, Value


class Score(Value):
    """A result on one scale of a measure; ``band`` is the published word for its range."""

    scale: Text
    value: float
    band: str | None = None


class Administration(Value):
    """One filling of a measure by one client, with its scores."""

    id: Text
    measure: Text
    client: Text
    given_at: AwareDatetime
    session: str | None = None
    answers: dict[str, Any] = Field(default_factory=dict)
    scores: tuple[Score, ...] = ()
