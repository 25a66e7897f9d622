"""The project's own Python environment: ``.venv`` at the checkout's root.

Python 3.6 can read this file and those beside it, so that an old Python is told why
it is refused: no annotation here is more than a plain name or a quoted one.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import installation

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = "iopkit-stamp.json"
UNFINISHED = "unfinished"
OLDEST = (3, 11)
ON_WINDOWS = os.name == "nt"
WORDS = {
    "make": "Making the environment .venv with Python {python}: two or three minutes, once.",
    "renew": "Bringing the environment .venv up to requirements.lock.",
}


def ensure() -> Path:
    """Give the environment's Python, making or renewing the environment only where it must be."""
    refuse_old_python(sys.version_info, sys.executable)
    wanted = stamp(ROOT, VENV, sys.version_info)
    work = needed_work(VENV, wanted)
    if work != "nothing":
        print(WORDS[work].format(python=dotted(sys.version_info)), flush=True)
        try:
            carry_out(work, wanted)
        except KeyboardInterrupt:
            sys.exit("\nStopped. The same command makes the environment anew.")
    return python_of(VENV)


def carry_out(work: str, wanted: dict) -> None:
    """Make or renew the environment and say how long it took."""
    started = time.monotonic()
    if work == "make":
        make(VENV)
    renew(VENV, wanted)
    print(f"The environment is ready ({time.monotonic() - started:.0f} s).", flush=True)


def refuse_old_python(version: tuple, executable: str) -> None:
    """Leave with a sentence when this Python is older than the project can use."""
    if tuple(version[:2]) < OLDEST:
        sys.exit(
            f"iopkit needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and {executable} is {dotted(version)}. "
            "Start the same command with a newer one, for example: python3.12 scripts/serve"
        )


def stamp(root: Path, venv: Path, version: tuple) -> dict:
    """Say what an environment is made of: two that are made of the same need no work.

    The place is part of it because an environment cannot be moved or copied: its
    programs, and the link to the project, hold the path at which they were made.
    """
    files = ("requirements.lock", "pyproject.toml")
    made_of = {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in files}
    return {"python": dotted(version), "place": str(venv), **made_of}


def needed_work(venv: Path, wanted: dict) -> str:
    """Decide between ``nothing``, ``renew`` (install what the lock says) and ``make`` (from nothing).

    What was broken off half-way is made from nothing: a package cut off while it was
    unpacked can look installed to pip.
    """
    try:
        found = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if found == wanted and python_of(venv).exists():
        return "nothing"
    if found == UNFINISHED or (found and not same_home(found, wanted)):
        return "make"
    return "renew" if is_sound(venv, wanted) else "make"


def same_home(found: dict, wanted: dict) -> bool:
    """Whether two stamps agree in place and in the Python's feature release, as 3.11."""
    return found["place"] == wanted["place"] and feature(found["python"]) == feature(wanted["python"])


def is_sound(venv: Path, wanted: dict) -> bool:
    """Whether an environment was made here, with this feature release, and its pip starts."""
    try:
        lines = (venv / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    settings = {key.strip(): value.strip() for key, _, value in (line.partition("=") for line in lines)}
    made_here = settings.get("command", str(venv)).endswith(str(venv))
    version = settings.get("version", settings.get("version_info", ""))
    return made_here and feature(version) == feature(wanted["python"]) and pip_starts(python_of(venv))


def pip_starts(python: Path) -> bool:
    """Whether this Python can be started and knows pip."""
    try:
        silent = subprocess.DEVNULL
        return subprocess.call([str(python), "-c", "import pip"], stdout=silent, stderr=silent) == 0
    except OSError:
        return False


def make(venv: Path) -> None:
    """Make an empty environment with the Python that runs this, in place of anything that is there."""
    refuse_missing_venv()
    remove(venv)
    venv.mkdir()
    (venv / STAMP).write_text(json.dumps(UNFINISHED), encoding="utf-8")
    # The Python below the environment: this very process may run from the one just removed.
    maker = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run(
        [maker, "-m", "venv", str(venv)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if made.returncode:
        said = made.stdout.decode(errors="replace").strip()
        sys.exit(f"{said}\n{maker} could not make the environment {venv}; what it said is above.")


def refuse_missing_venv() -> None:
    """Leave with a sentence when this Python came without what makes environments."""
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(
            f"{sys.executable} cannot make environments: it came without {' and '.join(missing)}. "
            "On Debian and Ubuntu: apt install python3-venv; then run the same command again."
        )


def remove(venv: Path) -> None:
    """Remove whatever is at the environment's place: a folder, a link or a file."""
    try:
        if venv.is_symlink() or venv.is_file():
            venv.unlink()
        elif venv.exists():
            shutil.rmtree(str(venv))
    except OSError as fault:
        sys.exit(
            f"The old environment could not be removed: {fault}. "
            "Close what uses it (a running server, a notebook), then run the same command again."
        )


def renew(venv: Path, wanted: dict) -> None:
    """Install what the lock says and the project itself, and leave the stamp once all is in."""
    (venv / STAMP).write_text(json.dumps(UNFINISHED), encoding="utf-8")
    installation.install(python_of(venv), ROOT)
    (venv / STAMP).write_text(json.dumps(wanted, indent=1), encoding="utf-8")


def python_of(venv: Path) -> Path:
    """Give the path of an environment's Python on this system."""
    return venv / "Scripts" / "python.exe" if ON_WINDOWS else venv / "bin" / "python"


def dotted(version: tuple) -> str:
    """Write a version as people do, such as 3.11.7."""
    return ".".join(str(part) for part in version[:3])


def feature(version: str) -> "list[str]":
    """Give the feature release of a written version: 3.11 of 3.11.7."""
    return version.split(".")[:2]


def hand_over(command: list) -> None:
    """Become another program: its output, its Ctrl-C and its exit code are this one's.

    Windows has no such thing, so there this one waits, leaves Ctrl-C to the other and
    ends with the other's exit code.
    """
    sys.stdout.flush()
    if not ON_WINDOWS:
        os.execv(command[0], command)  # noqa: S606 - the command is the project's own
    program = subprocess.Popen(command)
    while True:
        try:
            sys.exit(program.wait())
        except KeyboardInterrupt:
            continue
