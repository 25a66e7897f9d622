"""The engagement page in iopkit and in its peers: page open to last chart drawn, and what that asks for.

Two filters, six charts and a table of the same clinic everywhere; iopkit's page has four numbers and four
more filters beside these. Every server is up and has served one visit before. Cold is a browser with an
empty cache; warm is the same browser's second visit.
"""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import drawing_floor
import histories
import peer_servers
from playwright.sync_api import Browser
from servers import Command, Server, served
from sign_ins import cookie, served_iopkit, sign_in_as_supervisor
from visits import Visit, Weight, browser, newcomer, visit

from iopkit.store.opening import open_store
from iopkit.store.store import Store

ROUNDS, ROWS = 7, 5_000
_NO_PEERS = ("iopkit", drawing_floor.NAME)
UNTIL = histories.NOW.date()
SINCE = UNTIL - timedelta(weeks=13)
_PAGE = f"/voila/render/dashboards/engagement.ipynb?since={SINCE}&until={UNTIL}"


@dataclass
class Page:
    """One of those that are compared."""

    name: str
    server: Server
    path: str
    cookies: list[Any] = field(default_factory=list)
    cold: list[Visit] = field(default_factory=list)
    warm: list[Visit] = field(default_factory=list)

    def seen_by_a_newcomer(self, browser: Browser, weigh: bool = False) -> list[tuple[Visit, Weight | None]]:
        """The first and the second visit of somebody."""
        found = []
        with newcomer(browser, self.cookies) as context:
            for _ in range(2):
                self.server.rest()
                weight = Weight() if weigh else None
                found.append((visit(context, self.server.url + self.path, weight), weight))
        return found


def run() -> list[dict[str, Any]]:
    """Visit each page in turn, round by round; a last round, which is not timed, weighs them."""
    peer_servers.environment()
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        pages = list(stack.enter_context(_pages(Path(place))))
        chromium = stack.enter_context(browser())
        for page in pages:
            page.seen_by_a_newcomer(chromium)
        for number in range(ROUNDS):
            for page in pages:
                (cold, _), (warm, _) = page.seen_by_a_newcomer(chromium)
                page.cold.append(cold)
                page.warm.append(warm)
            print(f"round {number + 1} of {ROUNDS}", flush=True)
        weights = {page.name: page.seen_by_a_newcomer(chromium, weigh=True) for page in pages}
        return _rows(pages, weights)


@contextmanager
def _pages(place: Path) -> Iterator[list[Page]]:
    address = f"sqlite:///{place / 'clinic.sqlite'}"
    store = open_store(address, create=True)
    rows = histories.fill(store, ROWS)
    print(f"A clinic of {rows:,} attendance rows.", flush=True)
    _freeze(store, place)
    token = sign_in_as_supervisor(store)
    with ExitStack() as stack:
        iopkit = stack.enter_context(served_iopkit(address, place))
        pages = [Page("iopkit", iopkit, _PAGE, [cookie(token, iopkit.url)])]
        others = peer_servers.commands(place, SINCE, UNTIL)
        others[drawing_floor.NAME] = drawing_floor.floor(store, place, SINCE, UNTIL)
        for name, command in others.items():
            pages.append(stack.enter_context(_peer(name, command, place)))
        yield pages
    store.close()


@contextmanager
def _peer(name: str, command: Command, place: Path) -> Iterator[Page]:
    with served(command, place / f"{name}.log") as server:
        yield Page(name, server, command.path)


def _freeze(store: Store, place: Path) -> None:
    """Write once what the peers read."""
    within: dict[str, date] = {"since": SINCE, "until": UNTIL}
    with store.read() as r:
        r.attendance_frame(**within).to_csv(place / "attendance.csv", index=False)
        r.episodes_frame(**within).to_csv(place / "episodes.csv", index=False)


def _rows(pages: list[Page], weights: dict[str, Any]) -> list[dict[str, Any]]:
    fastest = {
        kind: min(_median(getattr(one, kind)) for one in pages if one.name not in _NO_PEERS)
        for kind in ("cold", "warm")
    }
    return [
        {
            "page": one.name,
            "visit": kind,
            "seconds": _median(visits) / 1000,
            "of_fastest_peer": _median(visits) / fastest[kind],
            "first_words": statistics.median(each.words for each in visits) / 1000,
            "slowest": max(each.charts for each in visits) / 1000,
            "requests": weights[one.name][place][1].requests,
            "megabytes": weights[one.name][place][1].bytes / 1e6,
            "visits": len(visits),
        }
        for place, kind in enumerate(("cold", "warm"))
        for one in pages
        for visits in [getattr(one, kind)]
    ]


def _median(visits: list[Visit]) -> float:
    return statistics.median(one.charts for one in visits)
