"""Read a folder's tables, and every fault that shows without knowing what is in the store."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from iopkit.actions.import_folder.cells import Reader, Unfit, reader_of
from iopkit.actions.import_folder.csv_file import records_of, text_of
from iopkit.actions.import_folder.faults import Faults
from iopkit.actions.import_folder.header import Places, read_header
from iopkit.actions.import_folder.sheet import Entry, Progress, Sheet
from iopkit.model.exchange import TABLES, Column, Table

FILES = tuple(table.file for table in TABLES)
_NO_FOLDER = "there is no such folder; check its name"
_STEP = 2_000


def read_folder(folder: Path, faults: Faults, progress: Progress) -> dict[str, Sheet]:
    """Every table by its name; those without a file have no rows."""
    names = _names_in(folder, faults)
    if names is None:
        return {}
    strange = [name for name in names if name.lower().endswith(".csv") and name not in FILES]
    for name in strange:
        faults.add(name, _unknown_file(name))
    if not strange and not set(names) & set(FILES):
        faults.add(str(folder), f"there is no table in this folder; it may hold {', '.join(FILES)}")
    return {table.name: _read_table(folder / table.file, table, faults, progress) for table in TABLES}


def _names_in(folder: Path, faults: Faults) -> list[str] | None:
    """The names of a folder's files; None when it cannot be looked into."""
    try:
        if folder.is_dir():
            return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
        says = "this is a file; give the folder that holds it" if folder.exists() else _NO_FOLDER
    except OSError as error:
        says = f"the folder cannot be read ({error.strerror}); check its name"
    faults.add(str(folder), says)
    return None


def _unknown_file(name: str) -> str:
    close = get_close_matches(Path(name).stem.casefold(), [table.name for table in TABLES], n=1, cutoff=0.7)
    hint = f"did you mean {close[0]}.csv?" if close else "rename it, or move it elsewhere."
    return f"the file is not one that is read; {hint} Those are {', '.join(FILES)}"


def _read_table(path: Path, table: Table, faults: Faults, progress: Progress) -> Sheet:
    if not path.exists():
        return Sheet(table, present=False)
    text = text_of(path, table, faults)
    records = records_of(text or "", table, faults)
    first = next(records) if text else None
    places = read_header(first[1], table, faults) if first else None
    if text is None or first is None or places is None:
        return Sheet(table, whole=False)
    rows = _Rows(table, len(first[1]), places, faults)
    _take_all(rows, records, text.count("\n"), progress)
    return rows.sheet


def _take_all(
    rows: "_Rows", records: Iterator[tuple[int, list[str]] | None], total: int, progress: Progress
) -> None:
    """Take the records after the header; ``total`` is about how many there are."""
    doing = f"Reading {rows.sheet.file}"
    for record in records:
        if record is None:
            rows.sheet.whole = False
            break
        rows.add(*record)
        if record[0] % _STEP == 0:
            progress(doing, min(record[0], total), total)
    progress(doing, total, total)


class _Rows:
    """Takes a file's records one by one."""

    def __init__(self, table: Table, width: int, places: Places, faults: Faults) -> None:
        self.sheet = Sheet(table, whole=all(one.name in places for one in table.columns if one.required))
        self._names = table.names
        self._width = width
        self._places = places
        self._faults = faults
        self._columns: Sequence[tuple[int, Column, Reader]] = [
            (places[column.name], column, reader_of(column))
            for column in table.columns
            if column.name in places
        ]

    def add(self, row: int, cells: list[str]) -> None:
        """Keep a record's values; a row without any text is passed over."""
        texts = [cell.strip() for cell in cells]
        if not any(texts):
            return
        if len(texts) == self._width:
            self.sheet.entries.append(self._entry(row, texts))
            return
        known = {name: texts[place] for name, place in self._places.items() if place < len(texts)}
        self.sheet.partial.append(known)
        self._faults.add(self.sheet.file, _miscounted(len(texts), self._width), row)

    def _entry(self, row: int, texts: list[str]) -> Entry:
        entry = Entry(row, dict.fromkeys(self._names))
        for place, column, read in self._columns:
            text = texts[place]
            try:
                if text:
                    entry.values[column.name] = read(text)
                elif column.required:
                    raise Unfit("the cell is empty; fill it in")
            except Unfit as unfit:
                entry.faulty.add(column.name)
                self._faults.add(self.sheet.file, str(unfit), row, column.name)
        return entry


def _miscounted(cells: int, width: int) -> str:
    count = f"the row has {cells} {'cell' if cells == 1 else 'cells'} and the header {width}"
    if cells > width:
        return f"{count}; put text with a comma in it into quotation marks, or remove what is too much"
    return f"{count}; add the missing cells, empty ones too"
