"""The recipe for one machine, started for real: JupyterHub, its proxy and iopkit behind it, under TLS."""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener

import psutil
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from iopkit.actions.demonstration import make_demonstration
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from tests.serve.test_premises import make_certificate

ROOT = Path(__file__).parents[2]
RECIPE = ROOT / "deploy" / "one-machine"
PASSWORD = "hollow oak by the mill"
_ADMIN = "0123456789abcdef0123456789abcdef"

_PORTS = ("PORT", "INNER_PORT", "PROXY_PORT", "SERVICE_PORT")

#: What the test adds to the recipe: people with one password, and a token to change groups with.
_FOR_TESTS = """
import os
load_subconfig(os.environ["RECIPE"])
c.SharedPasswordAuthenticator.user_password = os.environ["TEST_PASSWORD"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.Spawner.args = ["--allow-root"]
c.JupyterHub.services.append({"name": "test", "api_token": os.environ["TEST_TOKEN"]})
c.JupyterHub.load_roles.append(
    {"name": "test", "services": ["test"], "scopes": ["admin:users", "admin:groups"]}
)
"""


@dataclass
class Answer:
    """What was answered in the end, and where."""

    status: int
    url: str
    text: str


class Browser:
    """Cookies, redirects, and pages that send on: what a browser does without scripts."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.jar = CookieJar()
        context = ssl.create_default_context(cafile=str(hub.certificate))
        self._opener = build_opener(HTTPSHandler(context=context), HTTPCookieProcessor(self.jar))

    def open(self, place: str, form: dict[str, str] | None = None, *, follow: bool = True) -> Answer:
        """Ask for an address of the Hub's, and follow wherever its pages lead."""
        address = place if "://" in place else f"{self.hub.url}{place.lstrip('/')}"
        while True:
            answer = self._ask(address, form)
            on = _sent_on(answer.text)
            if on is None or not follow:
                return answer
            address, form = f"{self.hub.url}{on.lstrip('/')}", None

    def sign_in(self, name: str, place: str = "services/iopkit/") -> Answer:
        """Come to iopkit, and fill in the Hub's own form."""
        form = self.open(place)
        assert "/hub/login" in form.url, form
        return self.give_password(form, name)

    def give_password(self, form: Answer, name: str) -> Answer:
        """Fill in the form that the Hub shows."""
        token = form.text.partition('name="_xsrf" value="')[2].partition('"')[0]
        return self.open(form.url, {"username": name, "password": PASSWORD, "_xsrf": token})

    def post(self, place: str, *, follow: bool = True, **fields: str) -> Answer:
        """Post a form of iopkit's."""
        token = next(one.value for one in self.jar if one.name == "_xsrf" and "iopkit" in one.path)
        return self.open(place, {**fields, "_xsrf": token}, follow=follow)

    def _ask(self, address: str, form: dict[str, str] | None) -> Answer:
        body = urlencode(form).encode() if form is not None else None
        try:
            got = self._opener.open(Request(address, body), timeout=60)
        except HTTPError as refused:
            got = refused
        with got:
            return Answer(got.status, got.url, got.read().decode())


@dataclass
class Hub:
    """The recipe as it runs."""

    url: str
    inner: str
    store: Store
    certificate: Path
    log: Path
    process: psutil.Process

    def browser(self) -> Browser:
        """A browser that nobody has used."""
        return Browser(self)

    def put(self, name: str, *groups: str) -> None:
        """Let somebody be in these groups at the Hub."""
        self._api("POST", f"users/{name}", allowed=(409,))
        for group in groups:
            self._api("POST", f"groups/{group}", allowed=(409,))
            self._api("POST", f"groups/{group}/users", {"users": [name]})

    def take(self, name: str, group: str) -> None:
        """Take somebody out of a group at the Hub."""
        self._api("DELETE", f"groups/{group}/users", {"users": [name]})

    def _api(self, method: str, place: str, said: Any = None, allowed: tuple[int, ...] = ()) -> None:
        headers = {"Authorization": f"token {_ADMIN}", "Content-Type": "application/json"}
        body = json.dumps(said).encode() if said is not None else None
        request = Request(f"{self.inner}hub/api/{place}", body, headers, method=method)
        try:
            build_opener().open(request, timeout=30).close()
        except HTTPError as refused:
            with refused:
                if refused.code not in allowed:
                    raise


@pytest.fixture(scope="session")
def proxy_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """configurable-http-proxy as the recipe pins it, kept between runs."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here, and the Hub's proxy comes by it")
    folder = ROOT / ".cache" / "one-machine"
    program = folder / "node_modules" / ".bin" / "configurable-http-proxy"
    lock = (RECIPE / "package-lock.json").read_text("utf-8")
    kept = folder / "package-lock.json"
    if program.exists() and kept.read_text("utf-8") == lock:
        return program
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(RECIPE / name, folder / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    if done.returncode:
        pytest.skip(f"npm could not bring the Hub's proxy: {done.stderr[-300:]}")
    return program


@pytest.fixture(scope="module")
def hub(proxy_program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """The recipe with a demonstration clinic, as few processes as it takes."""
    folder = tmp_path_factory.mktemp("hub")
    certificate, key = make_certificate(folder)
    address = f"sqlite:///{folder / 'clinic.sqlite'}"
    store = open_store(address, create=True)
    make_demonstration(store, clients=24)
    (folder / "for_tests.py").write_text(_FOR_TESTS, "utf-8")
    ports = _free_ports(4)
    settings = {
        "RECIPE": str(RECIPE / "jupyterhub_config.py"),
        "TEST_PASSWORD": PASSWORD,
        "TEST_TOKEN": _ADMIN,
        "IOPKIT_DATABASE": address,
        "IOPKIT_CURRICULA": str(ROOT / "curricula"),
        "IOPKIT_HUB_NAME": "localhost",
        "IOPKIT_HUB_FOLDER": str(folder),
        "IOPKIT_HUB_CERTIFICATE": str(certificate),
        "IOPKIT_HUB_CERTIFICATE_KEY": str(key),
        "IOPKIT_HUB_PROXY": str(proxy_program),
        "IOPKIT_HUB_SERVICE_USER": "",
        "IOPKIT_HUB_AUTHENTICATOR": "jupyterhub.authenticators.shared.SharedPasswordAuthenticator",
        "IOPKIT_HUB_AUTHORS_SHARE_THE_NAME": "yes",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    } | {f"IOPKIT_HUB_{name}": str(port) for name, port in zip(_PORTS, ports, strict=True)}
    log = folder / "hub.log"
    with log.open("wb") as said:
        command = [sys.executable, "-m", "jupyterhub", "-f", str(folder / "for_tests.py")]
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | settings, stdout=said, stderr=subprocess.STDOUT
        )
    running = Hub(
        f"https://localhost:{ports[0]}/",
        f"http://127.0.0.1:{ports[1]}/",
        store,
        certificate,
        log,
        psutil.Process(process.pid),
    )
    try:
        _wait_until(lambda: _answers(running), process, log)
        yield running
    finally:
        _end(process)
        store.close()


def _sent_on(text: str) -> str | None:
    found = text.partition('http-equiv="refresh" content="0;url=')[2].partition('"')[0]
    return unescape(found) or None


def _answers(hub: Hub) -> bool:
    try:
        return hub.browser().open("services/iopkit/healthz").text == "ok\n"
    except OSError:
        return False


def _wait_until(holds: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 180
    while not holds():
        assert process.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < end, log.read_text("utf-8")
        time.sleep(0.2)


def _free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports


def _end(process: subprocess.Popen[bytes]) -> None:
    family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
    for one in psutil.wait_procs(family, timeout=10)[1]:
        one.kill()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """The system's Chromium (IOPKIT_CHROMIUM), else the one that Playwright brought."""
    flags = ["--disable-gpu", "--no-first-run", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    path = os.environ.get("IOPKIT_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as running:
        started = running.chromium.launch(executable_path=path, args=flags)
        yield started
        started.close()
