"""The engagement pages that are compared: each with its server, and visits to it that may fail."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import drawing_floor
import histories
import peer_servers
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab
from servers import Command, Server, served
from sign_ins import cookie, served_iopkit, sign_in_as_supervisor
from visits import Unfinished, Visit, Weight, newcomer, visit

from iopkit.store.opening import open_store
from iopkit.store.store import Store

OURS, ROWS = "iopkit", 5_000
NO_PEERS = (OURS, drawing_floor.NAME)
UNTIL = histories.NOW.date()
SINCE = UNTIL - timedelta(weeks=13)
ADDRESS = f"/voila/render/dashboards/engagement.ipynb?since={SINCE}&until={UNTIL}"
KINDS = ("cold", "warm")
#: How often a newcomer comes until both of their visits finished.
_TRIES = 2
#: Voila makes kernels ready a second after one was taken.
_FILLS_AFTER = 1.5


@dataclass
class Seen:
    """What one newcomer saw, by kind of visit; and how many visits did not finish."""

    visits: dict[str, Visit] = field(default_factory=dict)
    weights: dict[str, Weight] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))


@dataclass
class Page:
    """One of those that are compared."""

    name: str
    server: Server
    path: str
    cookies: list[Any] = field(default_factory=list)
    leaving: Callable[[Tab], None] | None = None
    quiet: float = 0.6

    def seen_by_a_newcomer(self, browser: Browser, weigh: bool = False) -> Seen:
        """The first and the second visit of somebody; somebody else comes once when one does not finish."""
        seen = Seen()
        for _ in range(_TRIES):
            self._come(browser, seen, weigh)
            if len(seen.visits) == len(KINDS):
                break
        return seen

    def _come(self, browser: Browser, seen: Seen, weigh: bool) -> None:
        with newcomer(browser, self.cookies) as context:
            for kind in KINDS:
                rested = self.server.rest(quiet=self.quiet)
                weight = Weight() if weigh else None
                try:
                    taken = visit(context, self.server.url + self.path, weight, self.leaving)
                except Unfinished as why:
                    print(f"  {self.name}, {kind}: not finished, rested {rested:.1f}; {why}", flush=True)
                    seen.failed[kind] += 1
                    return
                print(f"  {self.name}, {kind}: {taken.charts / 1000:.2f} s, rested {rested:.1f}", flush=True)
                seen.visits.setdefault(kind, taken)
                if weight:
                    seen.weights.setdefault(kind, weight)


def chosen(names: list[str]) -> list[str]:
    """The pages whose names have one of these parts, whatever their case; all of them for no parts.

    Raises
    ------
    SystemExit
        No page's name has one of the parts.
    """
    there = [OURS, *peer_servers.NAMES, drawing_floor.NAME]
    parts = [one.strip().casefold() for one in names]
    for part in parts:
        if not any(part in one.casefold() for one in there):
            raise SystemExit(f"There is no page {part!r}. The pages are {'; '.join(there)}.")
    return [one for one in there if not parts or any(part in one.casefold() for part in parts)]


@contextmanager
def serving(names: list[str], place: Path) -> Iterator[list[Page]]:
    """A clinic, and these pages of it, each from a server of its own."""
    address = f"sqlite:///{place / 'clinic.sqlite'}"
    store = open_store(address, create=True)
    print(f"A clinic of {histories.fill(store, ROWS):,} attendance rows.", flush=True)
    _freeze(store, place)
    token = sign_in_as_supervisor(store)
    others = peer_servers.commands(place, SINCE, UNTIL)
    others[drawing_floor.NAME] = drawing_floor.floor(store, place, SINCE, UNTIL)
    with ExitStack() as stack:
        pages = []
        if OURS in names:
            iopkit = stack.enter_context(served_iopkit(address, place))
            pages.append(Page(OURS, iopkit, ADDRESS, [cookie(token, iopkit.url)]))
        wanted = {name: command for name, command in others.items() if name in names}
        pages += [stack.enter_context(_peer(name, command, place)) for name, command in wanted.items()]
        yield pages
    store.close()


@contextmanager
def _peer(name: str, command: Command, place: Path) -> Iterator[Page]:
    with served(command, place / f"{name}.log") as server:
        page = Page(name, server, command.path)
        if name.startswith("Voila"):
            page.leaving, page.quiet = _kernel_ended_at(server.url), _FILLS_AFTER
        yield page


def _kernel_ended_at(url: str) -> Callable[[Tab], None]:
    """Ends the kernel of a page that is left, as Voila's own page asks for it and is refused.

    Its request lacks a cookie that only Voila's list of notebooks sets, so kernels of closed pages would
    stay, more and more of them, and slow down every page of this bench.
    """
    proof = {"Cookie": "_xsrf=00", "X-XSRFToken": "00"}

    def end(tab: Tab) -> None:
        told = tab.evaluate("document.getElementById('jupyter-config-data')?.textContent")
        if told and (kernel := json.loads(told).get("kernelId")):
            asked = Request(f"{url}/api/kernels/{kernel}", method="DELETE", headers=proof)
            with suppress(HTTPError):  # it has ended already
                urlopen(asked, timeout=30).close()

    return end


def _freeze(store: Store, place: Path) -> None:
    """Write once what the peers read."""
    within: dict[str, date] = {"since": SINCE, "until": UNTIL}
    with store.read() as r:
        r.attendance_frame(**within).to_csv(place / "attendance.csv", index=False)
        r.episodes_frame(**within).to_csv(place / "episodes.csv", index=False)
