"""A worksheet: a one-page form that a client, or the group, fills during a session."""

import reprlib
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from iopkit.model.value import Slug, Text, Value

Day = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEK: tuple[Day, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Question(Value):
    """What every item has: an id, the question in plain words, and perhaps a hint."""

    id: Slug
    ask: Text
    help: Text | None = None


class TextItem(Question):
    """A short answer on one line, or a long one; ``value`` is a string."""

    type: Literal["text", "long_text"]

    def fault(self, value: Any) -> str | None:
        """Say why a value is no answer to this item; None when it is one."""
        return None if isinstance(value, str) else "the answer is text"


class ScaleItem(Question):
    """A number from 0 to 10 with words at both ends; ``value`` is an integer."""

    type: Literal["scale"]
    low: Text = "not at all"
    high: Text = "as much as can be"

    def fault(self, value: Any) -> str | None:
        """Say why a value is no answer to this item; None when it is one."""
        number = isinstance(value, int) and not isinstance(value, bool)
        return None if number and 0 <= value <= 10 else "the answer is a whole number from 0 to 10"


class ChoiceItem(Question):
    """One of several options; ``value`` is the option's text."""

    type: Literal["choice"]
    options: Annotated[tuple[Text, ...], Field(min_length=2)]

    def fault(self, value: Any) -> str | None:
        """Say why a value is no answer to this item; None when it is one."""
        return None if value in self.options else f"the answer is one of: {', '.join(self.options)}"


class ChoicesItem(Question):
    """Any number of several options; ``value`` is a list of options' texts."""

    type: Literal["choices"]
    options: Annotated[tuple[Text, ...], Field(min_length=2)]

    def fault(self, value: Any) -> str | None:
        """Say why a value is no answer to this item; None when it is one."""
        known = isinstance(value, list) and all(one in self.options for one in value)
        return None if known else f"the answers are among: {', '.join(self.options)}"


class TableItem(Question):
    """Rows to fill under headings; ``value`` is a list of rows, each a list of strings.

    ``rows`` is a number of empty rows, or their labels, which then stand in the first column.
    """

    type: Literal["table"]
    columns: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6)]
    rows: Annotated[int, Field(ge=1, le=20)] | Annotated[tuple[Text, ...], Field(min_length=1)] = 3

    @property
    def row_count(self) -> int:
        """How many rows there are to fill."""
        return self.rows if isinstance(self.rows, int) else len(self.rows)

    def fault(self, value: Any) -> str | None:
        """Say why a value is no answer to this item; None when it is one."""
        width, height = len(self.columns), self.row_count
        fits = isinstance(value, list) and len(value) <= height and all(_row(row, width) for row in value)
        return None if fits else f"the answer is at most {height} rows of {width} texts"


class WeeklyGridItem(Question):
    """Days across and rows down; ``value`` maps row to day to text, empty cells left out."""

    type: Literal["weekly_grid"]
    rows: Annotated[tuple[Text, ...], Field(min_length=1)]
    days: Annotated[tuple[Day, ...], Field(min_length=1)] = WEEK

    def fault(self, value: Any) -> str | None:
        """Say why a value is no answer to this item; None when it is one."""
        fits = isinstance(value, dict) and all(
            row in self.rows and isinstance(cells, dict) and self._cells_fit(cells)
            for row, cells in value.items()
        )
        return None if fits else f"the answer has rows {', '.join(self.rows)} and days {', '.join(self.days)}"

    def _cells_fit(self, cells: dict[Any, Any]) -> bool:
        return all(day in self.days and isinstance(text, str) for day, text in cells.items())


class DateItem(Question):
    """A day; ``value`` is an ISO date such as 2026-01-15."""

    type: Literal["date"]

    def fault(self, value: Any) -> str | None:
        """Say why a value is no answer to this item; None when it is one."""
        try:
            written = date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            written = None
        return None if written == value and written else "the answer is a date such as 2026-01-15"


def _row(row: Any, width: int) -> bool:
    return isinstance(row, list) and len(row) == width and all(isinstance(cell, str) for cell in row)


Item = Annotated[
    TextItem | ScaleItem | ChoiceItem | ChoicesItem | TableItem | WeeklyGridItem | DateItem,
    Field(discriminator="type"),
]

#: The types of items that there are.
ITEM_TYPES = ("text", "long_text", "scale", "choice", "choices", "table", "weekly_grid", "date")


class Worksheet(Value):
    """A form with its items, and one filled example for the facilitator.

    ``example`` maps item ids to values; it is checked against the items.
    """

    format: Literal[1]
    id: Slug
    version: Annotated[int, Field(ge=1)] = 1
    title: Text
    intro: Text | None = None
    respondent: Annotated[Literal["client", "group"], Field(alias="for")] = "client"
    licence: Text
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    required: tuple[Slug, ...] = ()
    example: dict[Slug, Any] = Field(default_factory=dict)

    def item(self, item_id: str) -> Item | None:
        """The item of that id, or None."""
        return next((item for item in self.items if item.id == item_id), None)

    @model_validator(mode="after")
    def _consistent(self) -> "Worksheet":
        ids = [item.id for item in self.items]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"two items have the id {', '.join(twice)}; give each its own")
        if unknown := sorted(set(self.required) - set(ids)):
            raise ValueError(
                f"required names {', '.join(unknown)}, which no item has as its id; correct it or remove it"
            )
        self._check_example()
        return self

    def _check_example(self) -> None:
        for item_id, value in self.example.items():
            item = self.item(item_id)
            if item is None:
                raise ValueError(
                    f"the example answers {item_id}, which no item has as its id; correct it or remove it"
                )
            if why := item.fault(str(value) if isinstance(value, date) else value):
                raise ValueError(f"the example for {item_id} is {reprlib.repr(value)}; {why}")
