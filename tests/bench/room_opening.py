"""Rooms that are opened at the same moment: one in a browser, the others by what a page says."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page
from room_clinic import Room
from room_presses import TimedPage
from sign_ins import cookie

_PATIENCE = 120.0
#: Looks once a frame for the names of the room, and for buttons of the finished page that can be pressed.
_WATCH = """(() => {
  if (window !== top) return;
  const seen = window.benchSeen = { text: null, pressable: null };
  const shows = (one) => one?.checkVisibility();
  const look = () => {
    const people = document.querySelector(".iop-roster > li");
    if (seen.text === null && shows(people)) seen.text = performance.now() / 1000;
    const button = document.querySelector(".iop-roster > li [data-key]:enabled");
    const stands = shows(button) && !document.querySelector("main[aria-busy]");
    if (stands) seen.pressable = performance.now() / 1000;
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""


@dataclass(frozen=True)
class Opened:
    """Seconds from the moment at which all were asked for; the first two until the last of all had it."""

    text: float
    pressable: float
    browser_text: float
    browser_pressable: float

    def __str__(self) -> str:
        return f"last {self.pressable:.1f} s, browser {self.browser_pressable:.1f} s"


def open_with_browser(chromium: Browser, url: str, rooms: list[Room]) -> Opened:
    """Open all rooms at once, the first of them in the browser."""
    with _window(chromium, url, rooms[0]) as page, ThreadPoolExecutor(len(rooms)) as threads:
        others = [threads.submit(TimedPage, url, room) for room in rooms[1:]]
        text, pressable = _opened(page, url, rooms[0])
        opened = [one.result() for one in others]
        for one in opened:
            one.close()
    return Opened(
        max(text, *(one.text_after for one in opened)),
        max(pressable, *(one.open_after for one in opened)),
        text,
        pressable,
    )


@contextmanager
def shown(chromium: Browser, url: str, room: Room) -> Iterator[Page]:
    """The page of a room in a browser, for as long as it is needed."""
    with _window(chromium, url, room) as page:
        _opened(page, url, room)
        yield page


@contextmanager
def _window(chromium: Browser, url: str, room: Room) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(_WATCH)
    context.add_cookies([cookie(room.token, url)])
    yield context.new_page()
    context.close()


def _opened(page: Page, url: str, room: Room) -> tuple[float, float]:
    """Seconds until the page's text stands and until it can be pressed."""
    page.goto(
        f"{url}/voila/render/notebooks/run_group.ipynb?session={room.session}",
        wait_until="commit",
        timeout=_PATIENCE * 1000,
    )
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        seen = page.evaluate("window.benchSeen") or {}
        if seen.get("pressable"):
            return seen["text"], seen["pressable"]
        page.wait_for_timeout(50)
    raise TimeoutError(f"The page of {room.session} could not be pressed after {_PATIENCE:.0f} s.")
