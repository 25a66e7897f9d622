"""The engagement page in iopkit and in its peers: page open to last chart drawn, and what that asks for.

Two filters, six charts and a table of the same clinic everywhere; iopkit's page has four numbers and four
more filters beside these. Every server is up and has served one visit before. Cold is a browser with an
empty cache; warm is the same browser's second visit. A server that is still busy is waited for before each.

A visit that does not finish in a minute counts as ``failed`` and is made once more by somebody else; the
seconds are of those that finished. After each visit to plain Voila its kernel is ended, which Voila itself
does not manage for pages that are opened directly: kernels that nobody uses would slow down all others.
"""

import statistics
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import peer_servers
from compared_pages import KINDS, NO_PEERS, Page, Seen, chosen, serving
from visits import Visit, Weight, browser

ROUNDS = 7
#: Parts of the names of the pages that are wanted; none for all of them.
ONLY: list[str] = []


@dataclass
class Found:
    """What was seen of one page, by kind of visit."""

    visits: defaultdict[str, list[Visit]] = field(default_factory=lambda: defaultdict(list))
    failed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    weights: dict[str, Weight] = field(default_factory=dict)

    def add(self, seen: Seen) -> None:
        """One more newcomer was there."""
        for kind in KINDS:
            self.visits[kind] += [seen.visits[kind]] if kind in seen.visits else []
            self.failed[kind] += seen.failed[kind]

    def seconds(self, kind: str) -> float | None:
        """The median until the last chart; None when no visit finished."""
        return _median([one.charts for one in self.visits[kind]])


def run() -> list[dict[str, Any]]:
    """Visit each page in turn, round by round; a last round, which is not timed, weighs them."""
    names = chosen(ONLY)
    if set(names) - set(NO_PEERS):
        peer_servers.environment()
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        pages = stack.enter_context(serving(names, Path(place)))
        chromium = stack.enter_context(browser())
        found = {page.name: Found() for page in pages}
        for number in range(-1, ROUNDS):
            print(f"round {number + 1} of {ROUNDS}" if number >= 0 else "not counted", flush=True)
            for page in pages:
                seen = page.seen_by_a_newcomer(chromium)
                if number >= 0:
                    found[page.name].add(seen)
        _weigh(pages, found, chromium)
        return _rows(found)


def _weigh(pages: list[Page], found: dict[str, Found], chromium: Any) -> None:
    print("weighed, not timed", flush=True)
    for page in pages:
        found[page.name].weights = page.seen_by_a_newcomer(chromium, weigh=True).weights


def _rows(found: dict[str, Found]) -> list[dict[str, Any]]:
    rows = []
    for kind in KINDS:
        peers = [one.seconds(kind) for name, one in found.items() if name not in NO_PEERS]
        fastest = min((one for one in peers if one is not None), default=None)
        rows += [_row(name, kind, one, fastest) for name, one in found.items()]
    return rows


def _row(name: str, kind: str, found: Found, fastest: float | None) -> dict[str, Any]:
    visits, seconds, weight = found.visits[kind], found.seconds(kind), found.weights.get(kind)
    words = _median([one.words for one in visits])
    return {
        "page": name,
        "visit": kind,
        "seconds": seconds and seconds / 1000,
        "of_fastest_peer": seconds / fastest if seconds and fastest else None,
        "first_words": words and words / 1000,
        "slowest": max(one.charts for one in visits) / 1000 if visits else None,
        "requests": weight.requests if weight else None,
        "megabytes": weight.bytes / 1e6 if weight else None,
        "visits": len(visits),
        "failed": found.failed[kind],
    }


def _median(some: list[float]) -> float | None:
    return statistics.median(some) if some else None
