"""A program as it is planned: which plans on which day of which week, and the rules that it must meet."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from iopkit.model.value import Slug, Text, Value

Hours = Annotated[float, Field(gt=0, le=168)]


class DayRule(Value):
    """What a day needs to count."""

    least_hours: Hours

    @property
    def least_minutes(self) -> int:
        """The same in minutes."""
        return round(self.least_hours * 60)


class WeekRule(Value):
    """What a week needs, and what it may have at most."""

    least_hours: Hours | None = None
    most_hours: Hours | None = None
    least_days: Annotated[int, Field(ge=1, le=7)] | None = None


class ProgramRules(Value):
    """The hours that a level of care or a payer asks for; counted without breaks.

    They differ by payer, state and edition, so they are files (``curricula/rules``) and never code.
    """

    format: Literal[1]
    id: Slug
    title: Text
    kind: Literal["level of care", "payer"]
    edition: Text | None = None
    code: Text | None = None
    applies_to: Text
    day: DayRule | None = None
    week: WeekRule | None = None
    longest_weeks: Annotated[int, Field(ge=1, le=104)] | None = None
    source: Text
    seen: Text
    as_of: date
    note: Text | None = None


class ProgramDay(Value):
    """One day of a program with its session plans, in the order in which they are run."""

    week: Annotated[int, Field(ge=1, le=52)]
    day: Annotated[int, Field(ge=1, le=7)]
    plans: tuple[Slug, ...]


class Outline(Value):
    """A program on paper: its days, and the rules that it is held to; ``version`` grows with each change.

    ``site`` is the one for which it is planned; without one it is for all.
    """

    id: str
    title: Text
    rules: tuple[Slug, ...] = ()
    days: tuple[ProgramDay, ...] = ()
    site: Text | None = None
    version: int = 1

    @property
    def weeks(self) -> int:
        """The last week that has a day."""
        return max((one.week for one in self.days), default=0)

    def plans(self) -> Iterator[tuple[ProgramDay, str]]:
        """Each plan with its day, in order."""
        for one in self.days:
            for plan in one.plans:
                yield one, plan

    def plans_of(self, week: int, day: int) -> tuple[str, ...]:
        """The plans of a day; none when the day is free."""
        return next((one.plans for one in self.days if (one.week, one.day) == (week, day)), ())

    def with_day(self, week: int, day: int, plans: Iterable[str]) -> "Outline":
        """This program with other plans on a day; a day without plans is free."""
        kept = {(one.week, one.day): one for one in self.days if (one.week, one.day) != (week, day)}
        if placed := tuple(plans):
            kept[week, day] = ProgramDay(week=week, day=day, plans=placed)
        return self.model_copy(update={"days": tuple(kept[place] for place in sorted(kept))})

    def with_plan(self, plan: str, week: int, day: int) -> "Outline":
        """This program with a plan added at the end of a day."""
        return self.with_day(week, day, (*self.plans_of(week, day), plan))

    def without(self, week: int, day: int, position: int) -> "Outline":
        """This program without the plan at a position of a day."""
        plans = list(self.plans_of(week, day))
        del plans[position]
        return self.with_day(week, day, plans)
