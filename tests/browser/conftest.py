"""The real server, a real browser, and a demonstration clinic of its own for every story."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import psutil
import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from iopkit.actions.accounts import add_account, change_password
from iopkit.actions.demonstration import make_demonstration
from iopkit.actions.sign_in import begin_demonstration, sign_in
from iopkit.model.codes import Role
from iopkit.serve.forking.kernel import NAME as KERNEL_NAME
from iopkit.store.opening import open_store
from iopkit.store.store import Store

#: Whoever supervises all programs of the clinic that is served.
SUPERVISOR = "any supervisor"

expect.set_options(timeout=20_000)  # shared machines open a page slowly

ROOT = Path(__file__).parents[2]
_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_QUIET = (
    # Voila's bundle is built for an older JupyterLab than the widgets' bundle and says so.
    "of shared singleton module",
    "of shared module",
    "Available versions",
)


@dataclass
class Clinic:
    """A served store."""

    url: str
    store: Store
    server: psutil.Process
    log: Path
    passwords: dict[str, str] = field(default_factory=dict)

    def sign_in(self, staff: str) -> dict[str, Any]:
        """Sign somebody in as their browser would; gives the cookie, as Playwright takes it."""
        if staff in self.passwords:
            token = sign_in(self.store, staff, self.passwords[staff])
        else:
            token = begin_demonstration(self.store, staff)
        return {"name": "iopkit", "value": token, "url": self.url, "httpOnly": True, "sameSite": "Strict"}

    def anybody(self, role: Role) -> str:
        """Somebody of that role who has an account."""
        with self.store.read() as r:
            holders = {one.staff for one in r.list_accounts()}
            return next(one.id for one in r.list_staff() if one.id in holders and one.role is role)

    @property
    def run_group(self) -> str:
        """Address of the facilitator's page."""
        return f"{self.url}voila/render/notebooks/run_group.ipynb"

    @property
    def engagement(self) -> str:
        """Address of the supervisor's page."""
        return f"{self.url}voila/render/dashboards/engagement.ipynb"

    @property
    def organisation(self) -> str:
        """Address of the page of all sites."""
        return f"{self.url}voila/render/dashboards/organisation.ipynb"

    def kernels(self) -> list[psutil.Process]:
        """The kernels that run now."""
        children = self.server.children(recursive=True)
        return [
            one
            for one in children
            if one.name() == KERNEL_NAME or "ipykernel_launcher" in " ".join(one.cmdline())
        ]

    def kill_kernels(self) -> int:
        """Kill every kernel as a crash would; gives how many there were."""
        running = self.kernels()
        for one in running:
            one.send_signal(signal.SIGKILL)
        psutil.wait_procs(running, timeout=10)
        return len(running)


def _free_port() -> int:
    """A port that stays free while a server is started again: connections are given none of these."""
    for port in random.sample(range(20_000, 30_000), 100):
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def _wait_until(ready: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s for {what}")


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def _let_in(store: Store) -> dict[str, str]:
    """A supervisor of all programs, where a store has no accounts; gives passwords."""
    with store.read() as r:
        if r.has_accounts():
            return {}
        programs = [one.id for one in r.list_programs()]
    first = add_account(store, "owl", role=Role.SUPERVISOR, name="Owl", programs=programs)
    change_password(store, "owl", first, "hollow oak by the mill")
    return {"owl": "hollow oak by the mill"}


@pytest.fixture
def clinics() -> list[Clinic]:
    """What is served in this test, the newest last."""
    return []


@pytest.fixture
def served(tmp_path: Path, clinics: list[Clinic]) -> Iterator[Callable[[Callable[[Store], None]], Clinic]]:
    """Serve a store that a function fills."""
    started: list[tuple[subprocess.Popen[bytes], Store]] = []

    def serve(fill: Callable[[Store], None]) -> Clinic:
        address = f"sqlite:///{tmp_path / 'clinic.sqlite'}"
        store = open_store(address, create=True)
        fill(store)
        passwords = _let_in(store)
        port, log = _free_port(), tmp_path / "server.log"
        with log.open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "iopkit", "serve", "--port", str(port), "--no-browser"],
                cwd=ROOT,
                env=os.environ | {"IOPKIT_DATABASE": address},
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        started.append((process, store))
        url = f"http://127.0.0.1:{port}/"
        _wait_until(lambda: _answers(f"{url}healthz"), 60, f"the server; it said {log.read_text()!r}")
        clinics.append(Clinic(url, store, psutil.Process(process.pid), log, passwords))
        return clinics[-1]

    yield serve
    for process, store in started:
        family = [*psutil.Process(process.pid).children(recursive=True)]
        process.terminate()
        process.wait(20)
        for one in psutil.wait_procs(family, timeout=5)[1]:
            one.kill()
        store.close()


def wait_for(page: Page, script: str, given: Any = None, *, within: float = 60) -> None:
    """Wait until a script says yes. Playwright's own way is made of text, which no page of ours runs."""

    def says_yes() -> bool:
        try:
            return bool(page.evaluate(f"(given) => Boolean(({script})(given))", given))
        except Error:  # the page is being opened anew
            return False

    _wait_until(says_yes, within, script)


def meets_today(store: Store, plan: str, group: str = "Morning A") -> None:
    """Let a group meet today, whatever weekday it is, and follow that plan."""
    with store.write() as w:
        sessions = [one for one in w.list_sessions() if one.group_name == group]
        today = datetime.now(ZoneInfo(sessions[0].time_zone)).date()
        first = next(one for one in sessions if one.local_day >= today)
        if first.local_day == today:
            w.set_session_plan(first.id, plan)
            return
        later = first.local_day - today
        starts, ends = first.starts_at - later, first.ends_at - later
        update = {"id": "today", "starts_at": starts, "ends_at": ends, "plan": plan}
        w.add_sessions([first.model_copy(update=update)])


def _demonstration(store: Store) -> None:
    make_demonstration(store)
    meets_today(store, "core-01-how-cravings-work")


@pytest.fixture
def clinic(served: Callable[[Callable[[Store], None]], Clinic]) -> Clinic:
    """The demonstration clinic, served."""
    return served(_demonstration)


# For a module at a time: while Playwright runs, no other test of this process can have an event loop.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright, once."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium (IOPKIT_CHROMIUM), else the one that Playwright brought."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*_FLAGS, "--no-sandbox"] if root else _FLAGS
    started = playwright.chromium.launch(
        executable_path=os.environ.get("IOPKIT_CHROMIUM") or shutil.which("chromium"), args=flags
    )
    yield started
    started.close()


@dataclass
class Watch:
    """What went wrong in a page, or left this machine."""

    faults: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Keep an eye on a page."""
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("console", self._said)
        page.on("request", self._asked)

    def forgive(self, part: str) -> None:
        """Expect errors that hold this text, such as a connection that the test itself cuts."""
        self.forgiven.append(part)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(part in message.text for part in _QUIET):
            self.faults.append(f"console: {message.text} {message.location}")

    def _asked(self, request: Request) -> None:
        here = ("http://127.0.0.1", "ws://127.0.0.1", "blob:http://127.0.0.1", "data:")
        if not request.url.startswith(here):
            self.faults.append(f"left the machine: {request.url}")

    def left(self) -> list[str]:
        """Faults that nobody expected."""
        return [one for one in self.faults if not any(part in one for part in self.forgiven)]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails a story on a page error and on any request that leaves the machine."""
    watching = Watch()
    yield watching
    assert watching.left() == []


@pytest.fixture
def new_page(browser: Browser, watch: Watch, clinics: list[Clinic]) -> Iterator[Callable[..., Page]]:
    """Opens a window of a given size, in which somebody is signed in.

    ``staff`` is a supervisor unless it says who; with None nobody is signed in.
    """
    opened = []

    def open_page(width: int = 1280, height: int = 900, staff: str | None = SUPERVISOR) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, service_workers="block")
        opened.append(context)
        if clinics and staff:
            clinic = clinics[-1]
            somebody = clinic.anybody(Role.SUPERVISOR) if staff == SUPERVISOR else staff
            context.add_cookies([clinic.sign_in(somebody)])
        page = context.new_page()
        page.set_default_timeout(60_000)
        watch.follow(page)
        return page

    yield open_page
    for context in opened:
        context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def without_script(browser: Browser, clinic: Clinic, address: str, width: int = 1280) -> Page:
    """A page as it stands before any script has run, for a supervisor; the caller closes its context."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 1000})
    context.add_cookies([clinic.sign_in(clinic.anybody(Role.SUPERVISOR))])
    page = context.new_page()
    page.goto(address)
    return page
