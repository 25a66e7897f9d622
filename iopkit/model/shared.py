"""What the plans of a library share: the works that they rest on, and some sentences."""

from typing import Annotated, Literal

from pydantic import Field

from iopkit.model.value import Slug, Text, Value


class Work(Value):
    """A published work that plans rest on; ``seen`` says where the entry itself was looked up."""

    authors: Text
    year: Annotated[int, Field(ge=1900, le=2100)]
    title: Text
    where: Text
    seen: Text

    @property
    def citation(self) -> str:
        """The work on one line, as a reference list has it."""
        return f"{self.authors}. {self.title}. {self.where}."


class Bibliography(Value):
    """``bibliography.yaml``: every work that a plan names, by key."""

    format: Literal[1]
    entries: dict[Slug, Work]


class CommonWords(Value):
    """``common.yaml``: sentences that plans share on purpose, by what they are for."""

    format: Literal[1]
    sentences: dict[Slug, tuple[Text, ...]]
