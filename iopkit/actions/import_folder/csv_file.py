"""A CSV file's bytes turned into records, or into the sentence that says why not."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from iopkit.actions.import_folder.faults import Faults, columns_of
from iopkit.model.exchange import Table

_AS_UTF_8 = 'in a spreadsheet, save it as "CSV UTF-8"; in an editor, choose the encoding UTF-8'


def text_of(path: Path, table: Table, faults: Faults) -> str | None:
    """The text of a file in UTF-8, with or without a byte order mark; None when it has a fault."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        faults.add(table.file, f"the file cannot be read ({error.strerror}); make it readable, or remove it")
        return None
    except UnicodeDecodeError as error:
        faults.add(table.file, *_not_utf_8(raw, error))
        return None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        faults.add(table.file, f"the file holds a zero byte and is no text; {_AS_UTF_8}", row)
        return None
    if not text.strip():
        faults.add(table.file, f"the file is empty; remove it, or begin it with {columns_of(table)}")
        return None
    return text


def _not_utf_8(raw: bytes, error: UnicodeDecodeError) -> tuple[str, int]:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return f"the file is in UTF-16 and not in UTF-8; {_AS_UTF_8}", 1
    # With a byte order mark the decoder counts from behind it.
    place = error.start + len(raw) - len(error.object)
    row = raw.count(b"\n", 0, place) + 1
    return f"byte {place + 1} of the file (0x{raw[place]:02X}) is not UTF-8; {_AS_UTF_8}", row


def records_of(text: str, table: Table, faults: Faults) -> Iterator[tuple[int, list[str]] | None]:
    """Each record with its row as a spreadsheet counts; None where the rest cannot be read."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 0
    while True:
        row += 1
        try:
            yield row, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.add(table.file, _unreadable(error), row)
            yield None
            return


def _unreadable(error: csv.Error) -> str:
    if "field limit" in str(error):
        return (
            f"a cell is longer than {csv.field_size_limit():,} characters; shorten it, "
            "or close the quotation mark that it begins with"
        )
    return (
        "the quotation marks do not match, and what follows cannot be read; "
        'put a cell with quotation marks into more of them, such as "the ""old"" group"'
    )
