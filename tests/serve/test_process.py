"""The server as a process of its own: it is stopped, it is killed, and nothing is left behind."""

import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from iopkit.actions.accounts import add_account, change_password
from iopkit.actions.demonstration import make_demonstration
from iopkit.actions.sign_in import sign_in
from iopkit.model.codes import Role
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from tests.serve.conftest import CURRICULA, PASSWORD, wait_until
from tests.serve.test_premises import make_certificate

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")


@dataclass
class Running:
    """A server that runs, and somebody who is signed in."""

    process: subprocess.Popen[bytes]
    port: int
    token: str
    log: Path

    def ask(self, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
        """Ask it as that person."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request("GET", path, headers={"Cookie": f"iopkit={self.token}", "Host": host})
            answer = line.getresponse()
            return answer.status, answer.read().decode()

    def children(self) -> list[psutil.Process]:
        """What it has started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def answers(self) -> bool:
        """Whether it does."""
        assert self.process.poll() is None, self.log.read_text()
        try:
            return self.ask("/healthz")[0] == 200
        except OSError:
            return False


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A demonstration with one real account."""
    address = f"sqlite:///{tmp_path / 'clinic.sqlite'}"
    monkeypatch.setenv("IOPKIT_DATABASE", address)
    store = open_store(address, create=True)
    make_demonstration(store, clients=12)
    first = add_account(store, "owl", role=Role.SUPERVISOR, name="Owl", programs=["Day IOP"])
    change_password(store, "owl", first, PASSWORD)
    yield store
    store.close()


@pytest.fixture
def run(store: Store, tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start servers."""
    started: list[Running] = []

    def start(*options: str) -> Running:
        log = tmp_path / f"{len(started)}.log"
        command = [sys.executable, "-m", "iopkit", "serve", "--no-browser", "--log-level", "info"]
        with socket.socket() as free, log.open("wb") as said:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
            command += ["--port", str(port), *options]
            process = subprocess.Popen(command, stdout=said, stderr=said)
        started.append(Running(process, port, sign_in(store, "owl", PASSWORD), log))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait(10)


def test_told_to_stop_it_ends_its_kernels_and_leaves_with_0(run: Callable[..., Running]) -> None:
    server = run()
    wait_until(server.answers)
    assert server.ask(CURRICULA)[0] == 200
    kernels = server.children()
    assert kernels
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0
    assert psutil.wait_procs(kernels, timeout=10)[1] == []


def test_what_it_logs_is_one_line_of_json_an_event_and_names_nobody(run: Callable[..., Running]) -> None:
    server = run()
    wait_until(server.answers)
    server.ask(f"{CURRICULA}?session=secret-session")
    server.ask("/audit?client=secret-client")
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(30) == 0
    said = server.log.read_text().splitlines()
    events = [json.loads(line) for line in said if line.startswith("{")]
    assert [line for line in said if not line.startswith("{")] == [
        "Starting the pages ...",
        f"iopkit is at http://127.0.0.1:{server.port}/",
        "Leave this window open; Ctrl+C stops it.",
    ]
    names = [one["event"] for one in events]
    for name in ("listening", "request", "kernel_started", "stopping", "stopped"):
        assert name in names
    started = next(one for one in events if one["event"] == "kernel_started")
    assert (started["staff"], started["page"]) == ("owl", "browse_curricula")
    assert "secret" not in server.log.read_text()
    assert "Owl" not in server.log.read_text()


def test_killed_it_leaves_no_kernel_behind(run: Callable[..., Running]) -> None:
    server = run()
    wait_until(server.answers)
    server.ask(CURRICULA)
    kernels = server.children()
    assert kernels
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(10)
    assert psutil.wait_procs(kernels, timeout=60)[1] == []


def test_started_again_it_stands_at_the_same_port_and_knows_who_was_signed_in(
    run: Callable[..., Running],
) -> None:
    first = run()
    wait_until(first.answers)
    first.process.send_signal(signal.SIGTERM)
    first.process.wait(30)
    second = run("--port", str(first.port))
    second.port, second.token = first.port, first.token
    wait_until(second.answers)
    status, page = second.ask("/")
    assert status == 200
    assert "<b>Owl</b>" in page


def test_by_tls_it_serves_its_name_with_guarded_cookies(run: Callable[..., Running], tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    server = run(
        "--certificate", str(certificate), "--certificate-key", str(key), "--host-name", "clinic.example"
    )
    trusting = ssl.create_default_context(cafile=str(certificate))

    def ask(path: str) -> http.client.HTTPResponse | None:
        line = http.client.HTTPSConnection("localhost", server.port, context=trusting, timeout=30)
        try:
            line.request("GET", path, headers={"Host": "clinic.example"})
            answer = line.getresponse()
            answer.read()
            return answer
        except OSError:
            return None
        finally:
            line.close()

    wait_until(lambda: ask("/healthz") is not None)
    answer = ask("/sign-in")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"]
    assert re.search("; [Ss]ecure", answer.headers["Set-Cookie"])
    assert f"iopkit is at https://127.0.0.1:{server.port}/" in server.log.read_text()


def test_on_an_address_that_others_reach_it_does_not_start(run: Callable[..., Running]) -> None:
    server = run("--host", "0.0.0.0")
    assert server.process.wait(60) != 0
    assert "records would cross the network unencrypted" in server.log.read_text()
    assert "Traceback" not in server.log.read_text()
