"""What every value object shares: it never changes, and it takes no field that it does not know."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints

#: An id that outlives titles and file names: lower case, digits, hyphens, underscores.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]

#: Text that says something: white space at the ends is dropped and what is left is not empty.
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


#: A moment in UTC, whatever zone it comes in: Python subtracts two times of one zone by their
#: clock faces, which is an hour off across a daylight-saving change.
UtcMoment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Value(BaseModel):
    """A frozen value object; two with the same fields are the same thing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
