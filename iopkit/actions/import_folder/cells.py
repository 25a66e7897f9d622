"""What the text of one cell means, or why it means nothing."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from iopkit.actions.import_folder.faults import either, shown
from iopkit.model.exchange import Column, Kind

#: Years that a clinic's dates can be in; others are slips of the pen.
YEARS = range(1900, 2101)

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_WITH_ZONE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:.*(?:[Zz]|[+-]\d{2}(?::?\d{2})?)", re.ASCII)
_WHOLE = re.compile(r"([+-]?\d{1,9})(?:\.0*)?", re.ASCII)

Reader = Callable[[str], Any]


class Unfit(ValueError):
    """The text of a cell is not what its column holds; the message is the rest of a sentence."""


def reader_of(column: Column) -> Reader:
    """What turns the text of a column's cells into values; it raises Unfit.

    Text is given back as it is, whole numbers as int, dates as date, moments as datetime without
    a zone, codes as str, several codes or names as a tuple.
    """
    readers: dict[Kind, Reader] = {
        Kind.TEXT: str,
        Kind.DATE: _date,
        Kind.MOMENT: _moment,
        Kind.NAMES: _parts,
        Kind.WHOLE: lambda text: _whole(text, column),
        Kind.CODE: lambda text: _code(text, column),
        Kind.CODES: lambda text: tuple(_code(part, column) for part in _parts(text)),
    }
    reader = readers[column.kind]
    return reader if column.kind is Kind.TEXT else lru_cache(maxsize=20_000)(reader)


def _date(text: str) -> date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise Unfit(f"{shown(text)} is not a date; write year-month-day, such as 2026-01-31")
    return _on_the_calendar(text, *map(int, match.groups())).date()


def _moment(text: str) -> datetime:
    match = _MOMENT.fullmatch(text)
    if match is not None:
        return _on_the_calendar(text, *(int(part or 0) for part in match.groups()))
    if _WITH_ZONE.fullmatch(text):
        raise Unfit(
            f"{shown(text)} carries a time zone; times are local to the program, "
            "so write it without, such as 2026-01-31T09:00"
        )
    raise Unfit(f"{shown(text)} is not a date and time; write it such as 2026-01-31T09:00")


def _on_the_calendar(text: str, *parts: int) -> datetime:
    if parts[0] not in YEARS:
        raise Unfit(f"the year of {shown(text)} is not plausible; use {YEARS[0]} to {YEARS[-1]}")
    try:
        return datetime(*parts)  # type: ignore[arg-type]  # year, month, day and on
    except ValueError:
        raise Unfit(f"{shown(text)} is not on the calendar or the clock; correct it") from None


def _whole(text: str, column: Column) -> int:
    match = _WHOLE.fullmatch(text)  # programs that count in fractions write 90 as 90.0
    if match is None:
        raise Unfit(f"{shown(text)} is not a whole number; write it such as {column.example}")
    return int(match.group(1))


def _code(text: str, column: Column) -> str:
    if text not in column.codes:
        raise Unfit(f"{shown(text)} is not {column.noun}; use {either(column.codes)}")
    return text


def _parts(text: str) -> tuple[str, ...]:
    """The parts of a cell separated by ``;``, each once."""
    parts = (part.strip() for part in text.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))
