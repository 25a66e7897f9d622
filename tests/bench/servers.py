"""Servers that are started for a bench, and what they and their processes need."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import psutil

ROOT = Path(__file__).parents[2]
#: How often one looks whether a server is busy, in seconds, and the share of a processor that says so.
_LOOK, _BUSY = 0.2, 0.15


@dataclass(frozen=True)
class Server:
    """One that answers."""

    url: str
    process: psutil.Process

    def family(self) -> list[psutil.Process]:
        """It and all that it started."""
        return [self.process, *self.process.children(recursive=True)]

    def seconds(self) -> float:
        """Processor time that the family used, of those that still run."""
        total = 0.0
        for one in self.family():
            with suppress(psutil.Error):
                total += sum(one.cpu_times()[:2])
        return total

    def rest(self, patience: float = 60, quiet: float = 0.6) -> float:
        """Wait until it had nothing to do for ``quiet`` seconds; gives the seconds that it took.

        What is made ready for the next visit belongs to that one, so nobody comes before it is there.
        """
        began, since, before = time.monotonic(), time.monotonic(), self.seconds()
        while time.monotonic() < began + patience and time.monotonic() < since + quiet:
            time.sleep(_LOOK)
            used = self.seconds()
            if used - before >= _BUSY * _LOOK:
                since = time.monotonic()
            before = used
        return time.monotonic() - began


@dataclass(frozen=True)
class Command:
    """How a server is started; ``{port}`` stands for its port.

    ``path`` is what people open; ``ready`` is asked for until it answers, where that is not the same.
    """

    words: list[str]
    path: str = "/"
    ready: str = ""
    folder: Path = ROOT
    variables: dict[str, str] = field(default_factory=dict)


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(command: Command, log: Path) -> Iterator[Server]:
    """Start a server, wait until it answers, and end it with all that it started."""
    port = free_port()
    with log.open("wb") as said:
        process = subprocess.Popen(
            [one.replace("{port}", str(port)) for one in command.words],
            cwd=command.folder,
            env=os.environ | command.variables,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", psutil.Process(process.pid))
    try:
        wait_until(lambda: _answers(server.url + (command.ready or command.path), process, log), 180, log)
        yield server
    finally:
        family = server.family() if process.poll() is None else []
        process.terminate()
        for one in psutil.wait_procs(family, timeout=10)[1]:
            with suppress(psutil.Error):
                one.kill()
        process.wait()


def wait_until(ready: Callable[[], bool], seconds: float, log: Path) -> None:
    """Wait for something, and say what the server said when it does not come."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            sys.exit(f"Waited {seconds:.0f} s in vain. The server said:\n{log.read_text('utf-8')[-3000:]}")
        time.sleep(0.2)


def _answers(url: str, process: subprocess.Popen[bytes], log: Path) -> bool:
    if process.poll() is not None:
        sys.exit(
            f"A server ended by itself, with {process.returncode}. It said:\n{log.read_text('utf-8')[-3000:]}"
        )
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
