"""A clinic whose kernel, server and network can be taken away, and how a facilitator works in it."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Locator, Page, expect

from iopkit.actions.demonstration import make_demonstration
from iopkit.store.opening import open_store
from tests.browser.conftest import (
    ROOT,
    Clinic,
    Watch,
    _answers,
    _free_port,
    _wait_until,
    meets_today,
    wait_for,
)
from tests.browser.connection.wire import Wire

NewPage = Callable[..., Page]

#: What a browser says by itself about a connection that a test breaks.
_BROKEN = ("WebSocket", "Failed to load resource", "Canceled", "kernel", "ERR_", "fetch", "NetworkError")


@dataclass
class Served:
    """A clinic whose server can be ended in every way, and started again on the same port."""

    address: str
    port: int
    clinic: Clinic = field(init=False)
    _process: subprocess.Popen[bytes] = field(init=False)
    _family: list[psutil.Process] = field(default_factory=list)

    def __post_init__(self) -> None:
        log = Path(self.address.removeprefix("sqlite:///")).with_suffix(".log")
        self._log = log.open("wb")
        self.start()
        store = open_store(self.address)
        url = f"http://127.0.0.1:{self.port}/"
        self.clinic = Clinic(url, store, psutil.Process(self._process.pid), log)

    def start(self) -> None:
        """Start the server."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "iopkit", "serve", "--port", str(self.port), "--no-browser"],
            cwd=ROOT,
            env=os.environ | {"IOPKIT_DATABASE": self.address},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        _wait_until(lambda: _answers(f"http://127.0.0.1:{self.port}/healthz"), 60, "the server")

    def end(self, how: signal.Signals) -> None:
        """End the server in that way."""
        self._family += psutil.Process(self._process.pid).children(recursive=True)
        self._process.send_signal(how)
        self._process.wait(30)

    def close(self) -> None:
        """End everything that was started."""
        if self._process.poll() is None:
            self.end(signal.SIGTERM)
        for one in psutil.wait_procs(self._family, timeout=5)[1]:
            one.kill()
        self.clinic.store.close()
        self._log.close()


@pytest.fixture(scope="module")
def _demonstration_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("demonstration") / "clinic.sqlite"
    store = open_store(f"sqlite:///{file}", create=True)
    make_demonstration(store)
    meets_today(store, "core-01-how-cravings-work")
    store.close()
    return file


@pytest.fixture
def server(
    _demonstration_file: Path, tmp_path: Path, clinics: list[Clinic], watch: Watch
) -> Iterator[Served]:
    """The demonstration clinic on a server that the test may end."""
    shutil.copyfile(_demonstration_file, tmp_path / "clinic.sqlite")
    served = Served(f"sqlite:///{tmp_path / 'clinic.sqlite'}", _free_port())
    clinics.append(served.clinic)
    for part in _BROKEN:
        watch.forgive(part)
    yield served
    served.close()


@pytest.fixture
def wire(server: Served) -> Iterator[Wire]:
    """The line to the server; pages that are opened from here on go through it."""
    line = Wire(server.port)
    server.clinic.url = f"http://127.0.0.1:{line.port}/"
    yield line
    line.close()


def start(page: Page, clinic: Clinic) -> str:
    """Start the group's session of today; gives its id."""
    page.goto(clinic.run_group)
    page.locator(".iop-today", has_text="Morning A").get_by_role("button", name="Start").click()
    expect(page.locator(".iop-step h2")).to_have_text("Coming in")
    expect(page).to_have_url(re.compile(r"session=[\w-]+"))
    return page.url.partition("session=")[2]


def join(page: Page, clinic: Clinic, session: str) -> None:
    page.goto(f"{clinic.run_group}?session={session}")
    expect(page.locator(".iop-step h2")).to_have_text("Coming in")


def open_exits(page: Page) -> Locator:
    """Open a worksheet with a table and questions, and fill it for the third in the list."""
    page.get_by_role("navigation", name="Steps").get_by_role("button", name="Doors in the chain").click()
    page.get_by_role("button", name="My early exits").click()
    page.get_by_label("Filled for").select_option(index=3)
    expect(page.locator(".iop-items:not([inert])")).to_be_visible()
    return page.locator(".iop-sheet")


def cell(page: Page, key: str) -> Locator:
    return page.locator(f'.iop-sheet [data-key="{key}"]')


def presence(page: Page, place: int, word: str) -> Locator:
    person = page.locator(".iop-roster > li").nth(place).locator(".iop-person")
    return person.get_by_role("button", name=word)


def answers_of(clinic: Clinic, session: str) -> dict[str, Any]:
    with clinic.store.read() as r:
        return {one.item: one.value for one in r.list_responses(session)}


def broken(page: Page) -> Locator:
    return page.locator(".iop-broken")


def back(page: Page, within: float) -> None:
    """The page went on by itself."""
    expect(broken(page)).to_be_hidden(timeout=within * 1000)
    expect(page.locator(".iop-step h2")).to_be_visible(timeout=within * 1000)
    wait_for(page, "() => window.iopkit.up() && !document.querySelector('main[inert]')")


def kernel_of(clinic: Clinic) -> psutil.Process:
    (kernel,) = clinic.kernels()
    return kernel


def fill(page: Page, cells: dict[str, str]) -> None:
    for key, text in cells.items():
        cell(page, key).fill(text)
        cell(page, key).press("Tab")


def type_into_the_first_cell(page: Page) -> None:
    open_exits(page)
    cell(page, "people:0:0").click()
    page.keyboard.type("Ann, my sister")


def mark_the_window(page: Page) -> None:
    page.evaluate("() => { window.sameWindow = true; }")


def is_the_same_window(page: Page) -> bool:
    return bool(page.evaluate("() => window.sameWindow === true"))
