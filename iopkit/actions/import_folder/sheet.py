"""One table as it was read: its rows with the values of their cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from iopkit.model.exchange import Table

#: Told of what is being done, how far it is, and how much there is in all.
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Entry:
    """A row that has as many cells as the header; what is empty or cannot be read is None.

    ``faulty`` names the columns whose cells have a fault, so that one mistake gets one sentence.
    """

    row: int
    values: dict[str, Any]
    faulty: set[str] = field(default_factory=set)

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass
class Sheet:
    """A table's rows; without a file there are none.

    ``partial`` holds the cells of rows that have too many or too few. ``whole`` is False where
    rows or required columns are missing from what could be read: what refers to them may be right.
    """

    table: Table
    entries: list[Entry] = field(default_factory=list)
    partial: list[dict[str, str]] = field(default_factory=list)
    whole: bool = True
    present: bool = True

    @property
    def file(self) -> str:
        """The file that it was read from."""
        return self.table.file

    def ids(self) -> set[str]:
        """All ids that the first column mentions, of faulty rows too."""
        return self.mentioned(self.table.key[0])

    def mentioned(self, column: str) -> set[str]:
        """All that stands in a column, in faulty rows too."""
        named = {entry[column] for entry in self.entries} | {cells.get(column) for cells in self.partial}
        return {one for one in named if one}

    def filled(self, *columns: str) -> Iterator[Entry]:
        """The rows in which these columns have values."""
        for entry in self.entries:
            if all(entry.values[column] is not None for column in columns):
                yield entry
