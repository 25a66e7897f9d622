"""Rooms: press to "saved", alone and among thirty; memory a room; how soon twelve are open at nine o'clock.

A press is timed inside a page in a real browser, from the click until the button stands as stored. Thirty
rooms each press every five seconds: three of them are such pages, each with cookies of its own, in turn, so
that a hundred timed presses take three minutes and not nine; the others speak as a page does without being
one. At nine o'clock one of the twelve is a page in a browser. All of it runs on this one machine.
"""

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser
from room_clinic import Room, make_clinic
from room_opening import Opened, open_with_browser, shown
from room_presses import Pressing, press_in_pages
from servers import Server
from sign_ins import served_iopkit
from visits import browser

from iopkit.serve.forking.kernel import NAME as KERNEL_NAME

#: Openings; there are twenty presses to one of them.
ROUNDS, PRESSES_A_ROUND = 5, 20
MANY, IN_BROWSER, AT_NINE, EVERY = 30, 3, 12, 5.0
#: Seconds between the presses of somebody who is alone.
ALONE = 0.2
MEGABYTE = 1e6


def run() -> list[dict[str, Any]]:
    """First the openings, each of a server that was just started; then the presses of one that goes on."""
    with tempfile.TemporaryDirectory() as place, browser() as chromium:
        address = f"sqlite:///{Path(place) / 'clinic.sqlite'}"
        rooms = make_clinic(address, MANY)
        opened = _at_nine(chromium, address, rooms[:AT_NINE], Path(place))
        return [*opened, *_pressed(chromium, address, rooms, Path(place))]


def _at_nine(chromium: Browser, address: str, rooms: list[Room], place: Path) -> list[dict[str, Any]]:
    found: list[Opened] = []
    for number in range(ROUNDS):
        with served_iopkit(address, place) as server:
            server.rest()
            found.append(open_with_browser(chromium, server.url, rooms))
        print(f"opening {number + 1} of {ROUNDS}: {found[-1]}", flush=True)
    what = f"{len(rooms)} rooms opened at once"
    seconds = {
        f"{what}: the last has its text": [one.text for one in found],
        f"{what}: the last can be pressed": [one.pressable for one in found],
        f"{what}: the one in a browser shows its text": [one.browser_text for one in found],
        f"{what}: the one in a browser can be pressed": [one.browser_pressable for one in found],
    }
    return [
        {"what": name, "median": statistics.median(some), "most": max(some), "unit": "s", "times": len(some)}
        for name, some in seconds.items()
    ]


def _pressed(chromium: Browser, address: str, rooms: list[Room], place: Path) -> list[dict[str, Any]]:
    presses = ROUNDS * PRESSES_A_ROUND
    with ExitStack() as stack:
        server = stack.enter_context(served_iopkit(address, place))
        pages = [(stack.enter_context(shown(chromium, server.url, rooms[0])), rooms[0])]
        alone = press_in_pages(pages, presses, ALONE)
        print(f"{presses} presses alone", flush=True)
        more = rooms[1:IN_BROWSER]
        pages += [(stack.enter_context(shown(chromium, server.url, one)), one) for one in more]
        others = stack.enter_context(Pressing(server.url, rooms[IN_BROWSER:], EVERY))
        server.rest(10)
        others.forget()
        among = press_in_pages(pages, presses, EVERY / len(pages), first=presses)
        print(f"{presses} presses among {len(rooms)}, and {len(others.seconds)} of theirs", flush=True)
        return [
            _times("press to saved, alone", alone),
            _times(f"press to saved, {len(rooms)} rooms", among),
            _times(f"press to answer, the {len(rooms) - len(pages)} rooms without a browser", others.seconds),
            *_memory(server),
        ]


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
