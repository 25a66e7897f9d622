"""The people of a program: those who work in it, and those who are treated in it."""

from typing import Annotated

from pydantic import Field

from iopkit.model.codes import Population, Role
from iopkit.model.value import Text, Value


class Staff(Value):
    """Somebody who uses iopkit, and what they do there."""

    id: Text
    name: Text
    role: Role = Role.FACILITATOR


class Client(Value):
    """A person in treatment. A client without a name is shown by their id."""

    id: Text
    name: Text | None = None
    birth_year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    populations: tuple[Population, ...] = ()
    site: Text | None = None

    @property
    def shown(self) -> str:
        """What the pages call this client."""
        return self.name or self.id
