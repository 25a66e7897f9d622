"""Which browser the tests open: one that the system has, else one that is installed for them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "IOPKIT_CHROMIUM"

# In the order of preference. Playwright drives any browser of Chromium's family.
COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
)
APPLICATIONS = ("Chromium", "Google Chrome", "Microsoft Edge")
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
WINDOWS_PROGRAMS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")

NONE_FOUND = (
    "Browser: none, and none could be installed. The browser tests will fail: install Chromium or "
    f"Google Chrome, or name one in {VARIABLE}."
)


class Computer:
    """What the choice asks of the computer it runs on."""

    def __init__(self) -> None:
        self.platform = sys.platform
        self.environ = os.environ
        self.is_root = hasattr(os, "geteuid") and os.geteuid() == 0

    def which(self, command: str) -> str:
        """Give the path of a command, or nothing."""
        return shutil.which(command) or ""

    def has(self, path: str) -> bool:
        """Whether there is a file at this path."""
        return Path(path).is_file()

    def runs(self, path: str) -> bool:
        """Whether the program starts: Ubuntu's ``chromium-browser`` may be no more than a signpost."""
        return self.run([path, "--version"], quietly=True)

    def system(self) -> str:
        """Give the names of the Linux distribution and of those it comes from, such as ``ubuntu debian``."""
        release = Path("/etc/os-release")
        lines = release.read_text(encoding="utf-8").splitlines() if release.is_file() else []
        named = [line.partition("=")[2].strip('"') for line in lines if line.startswith(("ID=", "ID_LIKE="))]
        return " ".join(named)

    def run(self, command: list, quietly: bool = False) -> bool:
        """Run a command, with or without its output; whether it ended well."""
        out = subprocess.DEVNULL if quietly else None
        try:
            return subprocess.call(command, stdout=out, stderr=out) == 0
        except OSError:
            return False


def ensure(computer: Computer, python: Path) -> "tuple[str, str]":
    """Choose a browser, installing one where there is none.

    Returns
    -------
    tuple of str
        The path for ``IOPKIT_CHROMIUM``, empty when Playwright has its own browser or
        there is none; and the line that tells the person.
    """
    named = computer.environ.get(VARIABLE, "")
    if named and not computer.has(named):
        sys.exit(f"{VARIABLE} names {named}, and there is no such file. Correct it or unset it.")
    path = named or find(computer) or install_from_system(computer)
    if path:
        return path, f"Browser: {path}"
    print("There is no Chromium, Chrome or Edge here: fetching Playwright's own.", flush=True)
    if computer.run([str(python), "-m", "playwright", "install", "chromium"]):
        return "", "Browser: Playwright's own Chromium"
    return "", NONE_FOUND


def find(computer: Computer) -> str:
    """Give the path of the system's own browser, or nothing."""
    # Windows browsers answer --version by opening a window, so there being one must be enough.
    works = computer.has if computer.platform == "win32" else computer.runs
    return next((path for path in candidates(computer) if path and works(path)), "")


def candidates(computer: Computer) -> "list[str]":
    """List the paths where a browser may be, best first; an empty one means no such command."""
    paths = [computer.which(command) for command in COMMANDS]
    if computer.platform == "darwin":
        paths += [f"/Applications/{name}.app/Contents/MacOS/{name}" for name in APPLICATIONS]
    if computer.platform == "win32":
        folders = [computer.environ[name] for name in WINDOWS_FOLDERS if computer.environ.get(name)]
        paths += [rf"{folder}\{program}" for program in WINDOWS_PROGRAMS for folder in folders]
    return paths


def install_from_system(computer: Computer) -> str:
    """Install Debian's or Ubuntu's Chromium if this user may; give its path, or nothing."""
    names = computer.system().split()
    if not (computer.is_root and computer.which("apt-get") and {"debian", "ubuntu"}.intersection(names)):
        return ""
    print("There is no Chromium, Chrome or Edge here: installing chromium with apt-get.", flush=True)
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    if computer.run([*quiet, "update"], quietly=True):
        computer.run([*quiet, "install", "-y", "chromium"], quietly=True)
    return find(computer)
