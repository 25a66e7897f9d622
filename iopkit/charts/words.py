"""Numbers, days and cohorts as people read them."""

import html
import math
from collections.abc import Iterable
from typing import Final

import pandas as pd

#: Under this many a share is said as a count: "9 of 12" and not "75 %".
FEW: Final = 20


def percent(share: float) -> str:
    """A share in [0, 1] as ``81 %``; never 0 or 100 unless it is.

    Examples
    --------
    >>> percent(0.811), percent(1.0), percent(0.999), percent(0.001), percent(float("nan"))
    ('81 %', '100 %', 'over 99 %', 'under 1 %', '–')
    """
    if math.isnan(share):
        return "–"
    if 0 < share <= 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 <= share < 1 else f"{share * 100:.0f} %"


def interval(low: float, high: float) -> str:
    """An interval of shares as ``61 to 82 %``."""
    return "–" if math.isnan(low) else f"{low * 100:.0f} to {high * 100:.0f} %"


def share_of(part: int, whole: int) -> str:
    """A part of a whole, always with the whole: ``81 % of 1,094``, or ``9 of 12`` where there are few."""
    return f"{part} of {whole}" if whole < FEW else f"{percent(part / whole)} of {whole:,}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 session``, ``38 sessions``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Iterable[str]) -> str:
    """``Heron, Otter and Wren``."""
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def day(moment: pd.Timestamp, weekday: bool = False, year: bool = False) -> str:
    """``18 Nov``, ``Wed 18 Nov``, ``18 Nov 2026``; the same in every locale of the server."""
    name = f"{_WEEKDAYS[moment.weekday()][:3]} " if weekday else ""
    return f"{name}{moment.day} {_MONTHS[moment.month - 1]}{f' {moment.year}' if year else ''}"


def weekdays(moment: pd.Timestamp) -> str:
    """``Fridays``."""
    return f"{_WEEKDAYS[moment.weekday()]}s"


def shown(typed: str, longest: int = 24) -> str:
    """What a person typed, cut short and safe in a figure, where plotly reads pseudo-HTML."""
    short = typed if len(typed) <= longest else f"{typed[: longest - 1].rstrip()}…"
    # Quotes stay: plotly decodes only a few named entities and would show the others as they are.
    return html.escape(short, quote=False)


def length(safe: str) -> int:
    """How many characters of a text made safe are seen."""
    return len(html.unescape(safe))


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
