"""Stretches of days that must not overlap: a client's episodes in a program, or times in a group."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """From a day to a day, or on and on; ``row`` is 0 for what is in the store."""

    first: date
    last: date | None
    row: int = 0

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.end

    def __str__(self) -> str:
        until = f"from {self.first} to {self.last}" if self.last else f"from {self.first} on"
        return f"{until} ({f'row {self.row}' if self.row else 'in the store'})"

    @property
    def end(self) -> date:
        """The last day; the last of all days where it is open."""
        return self.last or date.max


def overlaps(spans: Iterable[Span], *, last_day_counts: bool) -> Iterator[tuple[Span, Span]]:
    """Pairs that overlap, the one to be mended first: of the file, and the lower one in it.

    Parameters
    ----------
    last_day_counts
        Whether a span that begins on the last day of another overlaps it.
    """
    longest: Span | None = None
    for span in sorted(spans, key=lambda one: (one.first, one.end, one.row)):
        if longest and (span.first < longest.end or (last_day_counts and span.first == longest.end)):
            mend, other = sorted((span, longest), key=lambda one: -one.row)
            if mend.row:
                yield mend, other
        if longest is None or span.end > longest.end:
            longest = span
