"""The engagement page in iopkit and in its peers: page open to last chart seen, and what that asks for.

Two filters, six charts and a table of the same clinic everywhere; iopkit's page has four numbers and four
more filters beside these. Every server is up and has served one visit before. Cold is a browser with an
empty cache; warm is the same browser's second visit. A server that is still busy is waited for before each.

Charts of the peers are drawn by plotly.js and answer a pointer at once. iopkit's come as pictures, which
plotly.js draws over later; when the last of them answers is measured too, and put beside the same peer.

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

    def until(self, what: str, kind: str) -> float | None:
        """The median until the ``words``, the last of the ``charts``, or until that ``answers``, in seconds.

        None when no visit finished.
        """
        found = [getattr(one, what) / 1000 for one in self.visits[kind]]
        return statistics.median(found) if found else None


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
        peers = [one.until("charts", kind) for name, one in found.items() if name not in NO_PEERS]
        fastest = min((one for one in peers if one is not None), default=None)
        rows += [_row(name, kind, one, fastest) for name, one in found.items()]
    return rows


def _row(name: str, kind: str, found: Found, fastest: float | None) -> dict[str, Any]:
    visits, weight = found.visits[kind], found.weights.get(kind)
    seconds, answers = found.until("charts", kind), found.until("answers", kind)
    return {
        "page": name,
        "visit": kind,
        "seconds": seconds,
        "of_fastest_peer": seconds / fastest if seconds and fastest else None,
        "answers": answers,
        "answers_of_fastest_peer": answers / fastest if answers and fastest else None,
        "first_words": found.until("words", kind),
        "slowest": max(one.charts for one in visits) / 1000 if visits else None,
        "requests": weight.requests if weight else None,
        "megabytes": weight.bytes / 1e6 if weight else None,
        "visits": len(visits),
        "failed": found.failed[kind],
    }
