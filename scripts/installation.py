"""Run pip for the environment: one line a step while it goes on, one sentence when it cannot."""

import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

# What pip says when it turns to the next package: from the index, from a file, or already there.
PACKAGE = re.compile(
    r"(?:Collecting |Processing (?:[^(]*[/\\])?|Requirement already satisfied: )"
    r"([A-Za-z0-9_.]+(?:-(?!\d)[A-Za-z0-9_.]+)*)"
)
PASSED_OVER = r"WARNING: Location .* is ignored|Ignoring \S+: markers"
TAIL = 15

# The first that pip's words match is the reason; the order matters, since a lost network
# also ends in "no matching distribution".
REASONS = (
    (
        r"DO NOT MATCH THE HASHES",
        "A package is not the one that requirements.lock names, so it was not installed. "
        "Tell whoever runs your package index.",
    ),
    (
        r"No space left|Errno 28",
        "The disk is full: the environment needs about 1.5 GB. Make room, then run the same command again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The package index could not be trusted. If your organisation has its own certificate, "
        "name its file in PIP_CERT, then run the same command again.",
    ),
    (
        r"Retrying \(|NameResolutionError|NewConnectionError|ProxyError|Read timed out|ReadTimeoutError",
        "The package index could not be reached. Check the network, or the proxy in HTTPS_PROXY, "
        "then run the same command again.",
    ),
    (
        r"No matching distribution found|Could not find a version",
        "requirements.lock has a package that is not there for this Python and this computer. "
        "Use Python 3.11 to 3.13 on 64-bit Linux, macOS or Windows.",
    ),
)


def install(python: Path, root: Path) -> None:
    """Install exactly what the lock names, each file checked by its hash, then the project itself."""
    lock = root / "requirements.lock"
    packages = len(re.findall(r"^\S+==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    run_pip(python, ["--require-hashes", "-r", str(lock)], Progress(packages, sys.stdout))
    run_pip(python, ["--no-deps", "--no-build-isolation", "-e", str(root)], Progress(1, sys.stdout))


class Progress:
    """What the person sees of pip: a count that moves, and that time passes when it does not.

    A terminal has one line that is written over; a log gets a line for every twentieth
    package and for every half minute of silence.
    """

    def __init__(self, packages: int, out: TextIO) -> None:
        self.packages = packages
        self.out = out
        self.count = 0
        self.doing = "starting pip"
        self.started = self.spoken = time.monotonic()

    def heard(self, line: str) -> None:
        """Take one line that pip wrote."""
        package = PACKAGE.match(line)
        if package:
            self.count += 1
            self.doing = f"package {self.count} of about {self.packages}: {name_of(package.group(1))}"
            self.show(self.count % 20 == 1)
        elif line.startswith("Installing collected packages"):
            count = line.count(",") + 1
            self.doing = f"unpacking {count} packages" if count > 1 else "linking iopkit itself"
            self.show(True)

    def waited(self) -> None:
        """Take note that pip wrote nothing for a second."""
        self.show(time.monotonic() - self.spoken >= 30)

    def show(self, in_a_log_too: bool) -> None:
        """Write what is being done and for how long."""
        text = f"  {self.doing} ({time.monotonic() - self.started:.0f} s)"
        if self.out.isatty():
            self.out.write("\r" + text[:78].ljust(78))
        elif in_a_log_too:
            self.out.write(text + "\n")
            self.spoken = time.monotonic()
        self.out.flush()

    def end(self) -> None:
        """Leave the terminal's line empty for what comes next."""
        if self.out.isatty():
            self.out.write("\r" + " " * 78 + "\r")
            self.out.flush()


def name_of(package: str) -> str:
    """Give a package's name as it is written in the lock."""
    return package.replace("_", "-").lower()


def run_pip(python: Path, arguments: list, progress: Progress) -> None:
    """Run one ``pip install``; leave with pip's last words and a sentence if it fails."""
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    with subprocess.Popen(
        [*command, "--progress-bar", "off", *arguments],
        env={**os.environ, "PIP_USER": "0", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        said = follow(pip, progress)
    if pip.returncode:
        sys.exit("\n".join([*last_words(said), "", reason(said)]))


def follow(pip: subprocess.Popen, progress: Progress) -> "list[str]":
    """Read pip's lines to the end, telling the progress of each and of every silent second."""
    heard: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=pour, args=(pip.stdout, heard), daemon=True).start()
    said: list[str] = []
    while True:
        try:
            line = heard.get(timeout=1)
        except queue.Empty:
            progress.waited()
            continue
        except KeyboardInterrupt:
            pip.wait()  # Ctrl-C reached pip too: it puts back what it was replacing
            raise
        if line is None:
            progress.end()
            return said
        said.append(line.rstrip())
        progress.heard(line)


def pour(lines: "Iterable[str]", heard: "queue.Queue[str | None]") -> None:
    """Put each line into the queue as it comes, and None after the last."""
    for line in lines:
        heard.put(line)
    heard.put(None)


def last_words(said: list) -> "list[str]":
    """Keep the end of what pip wrote, without its remarks on what it rightly passes over."""
    return [line for line in said if not re.match(PASSED_OVER, line)][-TAIL:]


def reason(said: list) -> str:
    """Say in a sentence why pip failed and what to do."""
    everything = "\n".join(said)
    for words, sentence in REASONS:
        if re.search(words, everything):
            return sentence
    return "pip could not install the packages; what it said last is above."
