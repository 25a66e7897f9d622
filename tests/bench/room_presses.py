"""Pages of rooms that are opened and pressed: many that only speak as a page does, and some in a browser."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

from kills.page import OpenPage
from playwright.sync_api import Page
from room_clinic import Room

_STATUSES = ("present", "late", "absent")
#: From the click until the button, drawn anew, stands as pressed and waits for nothing more.
_PRESS = """(key) => new Promise((done, failed) => {
  const find = () => document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const watching = new MutationObserver(() => {
    const control = find();
    if (control?.getAttribute("aria-pressed") !== "true" || control.hasAttribute("aria-busy")) return;
    watching.disconnect();
    clearTimeout(late);
    done((performance.now() - started) / 1000);
  });
  watching.observe(document.body, { subtree: true, childList: true, attributes: true });
  const late = setTimeout(() => failed(new Error(`${key} was not saved in 30 s`)), 30000);
  const started = performance.now();
  find().click();
})"""


class TimedPage(OpenPage):
    """One that knows how long it took to open."""

    def __init__(self, url: str, room: Room) -> None:
        self.room, self._began = room, time.perf_counter()
        self.text_after = 0.0
        super().__init__(f"{url}/", room.token, room.session)
        self.roster = self.piece("statuses")
        assert self.models[self.roster]["rows"]
        self.open_after = time.perf_counter() - self._began

    def _open(self, session: str) -> str:
        kernel = super()._open(session)
        self.text_after = time.perf_counter() - self._began
        return kernel

    def mark(self, number: int) -> float:
        """Mark one client after the other; gives the seconds until it is stored and told."""
        client, status = _whom(self.room, number)
        rows = self.models[self.roster]["rows"]
        version = next(one["version"] for one in rows if one["client"] == client)
        started = time.perf_counter()
        stored = self.press(self.roster, verb="mark", client=client, status=status, version=version)
        assert stored, f"A press on {client} was refused."
        return time.perf_counter() - started


def open_together(url: str, rooms: list[Room]) -> list[TimedPage]:
    """Open a page of each room at the same moment."""
    with ThreadPoolExecutor(len(rooms)) as threads:
        return list(threads.map(lambda room: TimedPage(url, room), rooms))


class Pressing:
    """Rooms in each of which somebody presses every so many seconds, not all at the same moment."""

    def __init__(self, url: str, rooms: list[Room], every: float) -> None:
        self.seconds: list[float] = []
        self._url, self._rooms, self._every = url, rooms, every
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self.faults: list[str] = []

    def __enter__(self) -> "Pressing":
        pages = open_together(self._url, self._rooms)
        self._threads = [threading.Thread(target=self._press, args=(one,), daemon=True) for one in pages]
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._over.set()
        for one in self._threads:
            one.join(20)
        assert not self.faults, self.faults

    def forget(self) -> None:
        """Count from now on."""
        self.seconds.clear()

    def _press(self, page: TimedPage) -> None:
        self._over.wait(random.uniform(0, self._every))
        for number in count():
            if self._over.is_set():
                break
            try:
                taken = page.mark(number)
            except Exception as fault:  # it must be known of at the end
                self.faults.append(repr(fault))
                break
            self.seconds.append(taken)
            self._over.wait(max(0.0, self._every - taken))
        page.close()


def press_in_pages(pages: list[tuple[Page, Room]], presses: int, pause: float, first: int = 0) -> list[float]:
    """Press in one page after the other, ``pause`` seconds apart; gives the seconds until each is saved.

    ``first`` is the number of the first press: what somebody pressed before is not pressed again.
    """
    found = []
    for number in range(presses):
        turn, place = divmod(number, len(pages))
        page, room = pages[place]
        client, status = _whom(room, first + turn)
        taken = page.evaluate(_PRESS, f"{client}:short:{status}")
        found.append(taken)
        page.wait_for_timeout(max(0.0, pause - taken) * 1000)
    return found


def _whom(room: Room, number: int) -> tuple[str, str]:
    """Every press changes something: round the room, then on to the next status."""
    turn, seat = divmod(number, len(room.clients))
    return room.clients[seat], _STATUSES[turn % len(_STATUSES)]
