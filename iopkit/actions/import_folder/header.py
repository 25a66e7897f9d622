"""The first row of a table: which column stands where, and what is wrong with it."""

from difflib import get_close_matches

from iopkit.actions.import_folder.faults import Faults, columns_of, shown
from iopkit.model.exchange import Table

#: Where each known column stands, by name.
Places = dict[str, int]


def read_header(cells: list[str], table: Table, faults: Faults) -> Places | None:
    """Where the columns stand; None when the row is no header at all."""
    names = [cell.strip() for cell in cells]
    if says := _no_header(names, table):
        faults.add(table.file, says, 1)
        return None
    places: Places = {}
    for place, name in enumerate(names):
        if says := _fault_of(name, place, places, table):
            faults.add(table.file, says, 1, name or f"column {place + 1}")
        else:
            places[name] = place
    for column in table.columns:
        if column.required and column.name not in places:
            faults.add(
                table.file, "the column is missing; add it to the header and to every row", 1, column.name
            )
    return places


def _no_header(names: list[str], table: Table) -> str:
    first = f"the first row names the columns: {columns_of(table)}"
    if not any(names):
        return f"the header is empty; {first}"
    if set(names) & set(table.names):
        return ""
    if len(names) == 1 and any(mark in names[0] for mark in ";\t"):
        return "the cells are not separated by commas; save the file with commas between them"
    return f"this is no header, since none of its cells is the name of a column; {first}"


def _fault_of(name: str, place: int, before: Places, table: Table) -> str:
    if not name:
        return "the column has no name; name it, or remove it from every row"
    if name in before:
        return f"the column is there twice, as number {before[name] + 1} and {place + 1}; remove one"
    if name in table.names:
        return ""
    close = get_close_matches(name.casefold(), table.names, n=1)
    hint = f"did you mean {close[0]}?" if close else f"remove it, or use {columns_of(table)}"
    return f"{shown(name)} is not a column of {table.file}; {hint}"
