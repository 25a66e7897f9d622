"""Everything that is wrong in a folder, one sentence each, in the order in which a person mends it."""

from collections.abc import Iterable

from iopkit.model.exchange import TABLES, Table

_ORDER = {table.file: place for place, table in enumerate(TABLES)}


class Faults:
    """Collects faults; nothing is raised before all files have been looked at."""

    def __init__(self) -> None:
        self._found: list[tuple[int, int, str]] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, file: str, says: str, row: int = 0, column: str = "") -> None:
        """Add a fault; ``row`` counts as a spreadsheet does, the header being row 1."""
        places = [file, f"row {row}" if row else "", shown(column)[1:-1]]
        where = ", ".join(place for place in places if place)
        self._found.append((_ORDER.get(file, -1), row, f"{where}: {says}{'' if says.endswith('?') else '.'}"))

    def sentences(self) -> list[str]:
        """All faults, file by file and row by row."""
        return [text for _, _, text in sorted(self._found, key=lambda fault: fault[:2])]


def shown(value: object) -> str:
    """A cell's text inside a sentence: in quotation marks, on one line, not too long."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(value))
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}..."'


def either(words: Iterable[str]) -> str:
    """Choices in a sentence.

    >>> either(["open", "closed", "full"])
    'open, closed or full'
    """
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def columns_of(table: Table) -> str:
    """A table's columns, in a sentence."""
    return ", ".join(table.names)
