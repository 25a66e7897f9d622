"""Rooms: press to "saved", alone and among thirty; memory a room; how soon twelve are open at nine o'clock.

One room is a real browser, where a press is timed inside the page, from the click until the button stands as
stored; it presses every two and a half seconds. The others speak as a page does without being one, and press
every five. All of it runs on this one machine, browser and rooms included.
"""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Page
from room_clinic import Room, make_clinic
from room_presses import Pressing, open_together, press_in_page
from servers import Server
from sign_ins import cookie, served_iopkit
from visits import browser

from iopkit.serve.forking.kernel import NAME as KERNEL_NAME

#: Openings; there are twenty presses to one of them.
ROUNDS, PRESSES_A_ROUND = 5, 20
MANY, AT_NINE, EVERY = 30, 12, 5.0
MEGABYTE = 1e6


def run() -> list[dict[str, Any]]:
    """First the openings, each of a server that was just started; then the presses of one that goes on."""
    with tempfile.TemporaryDirectory() as place:
        address = f"sqlite:///{Path(place) / 'clinic.sqlite'}"
        rooms = make_clinic(address, MANY)
        return [*_at_nine(address, rooms[:AT_NINE], Path(place)), *_pressed(address, rooms, Path(place))]


def _at_nine(address: str, rooms: list[Room], place: Path) -> list[dict[str, Any]]:
    texts, open_ = [], []
    for number in range(ROUNDS):
        with served_iopkit(address, place) as server:
            server.rest()
            opened = open_together(server.url, rooms)
            texts.append(max(one.text_after for one in opened))
            open_.append(max(one.open_after for one in opened))
            for one in opened:
                one.close()
        print(f"opening {number + 1} of {ROUNDS}: {open_[-1]:.1f} s", flush=True)
    what = f"{len(rooms)} rooms opened at once"
    return [
        {"what": f"{what}: the last has its text", "median": statistics.median(texts), "unit": "s"},
        {"what": f"{what}: the last can be pressed", "median": statistics.median(open_), "unit": "s"},
    ]


def _pressed(address: str, rooms: list[Room], place: Path) -> list[dict[str, Any]]:
    with ExitStack() as stack:
        server = stack.enter_context(served_iopkit(address, place))
        page = stack.enter_context(_shown(server, rooms[0]))
        presses = ROUNDS * PRESSES_A_ROUND
        alone = press_in_page(page, rooms[0], presses, 0.2)
        print(f"{presses} presses alone", flush=True)
        others = stack.enter_context(Pressing(server.url, rooms[1:], EVERY))
        server.rest(10)
        others.forget()
        among = press_in_page(page, rooms[0], presses, EVERY / 2)
        print(f"{presses} presses among {len(rooms)}, and {len(others.seconds)} of theirs", flush=True)
        return [
            _times("press to saved, alone", alone),
            _times(f"press to saved, {len(rooms)} rooms", among),
            _times(f"press to answer, the other {len(rooms) - 1} rooms", others.seconds),
            *_memory(server),
        ]


@contextmanager
def _shown(server: Server, room: Room) -> Iterator[Page]:
    with browser() as chromium:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([cookie(room.token, server.url)])
        page = context.new_page()
        page.goto(f"{server.url}/voila/render/notebooks/run_group.ipynb?session={room.session}")
        page.locator(".iop-roster > li button:enabled").first.wait_for(timeout=120_000)
        page.locator("main[aria-busy]").wait_for(state="detached", timeout=120_000)
        yield page


def _times(what: str, seconds: list[float]) -> dict[str, Any]:
    inside = statistics.quantiles(seconds, n=100, method="inclusive")
    found = {"median": inside[49] * 1000, "p95": inside[94] * 1000, "most": max(seconds) * 1000}
    return {"what": what, **found, "unit": "ms", "times": len(seconds)}


def _memory(server: Server) -> list[dict[str, Any]]:
    kernels = [one for one in server.family() if _is_kernel(one)]
    private = [one.memory_full_info().uss / MEGABYTE for one in kernels]
    beside = [one for one in server.family() if one not in kernels]
    whole = [one.memory_full_info().uss / MEGABYTE for one in beside]
    return [
        {
            "what": "memory of a room, private",
            "median": statistics.median(private),
            "most": max(private),
            "unit": "MB",
            "times": len(private),
        },
        {
            "what": "memory of the server and what forks, private",
            "median": sum(whole),
            "unit": "MB",
            "times": len(whole),
        },
    ]


def _is_kernel(process: psutil.Process) -> bool:
    return process.name() == KERNEL_NAME or "ipykernel_launcher" in " ".join(process.cmdline())
