"""Makes the pages' script, one file, and keeps plotly.js beside the kit; the repository holds both."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "iopkit" / "serve" / "frontend"
BUILT = FRONTEND / "built" / "page.js"
PLOTLY = ROOT / "iopkit" / "ui" / "kit" / "plotly"
#: Where the packages are unpacked; nothing there is kept.
CACHE = ROOT / "build" / "frontend"

_SOURCES = (FRONTEND, ROOT / "iopkit" / "serve" / "connection", ROOT / "iopkit" / "ui" / "kit")
_NPM_FILES = ("package.json", "package-lock.json", ".npmrc")


def main() -> int:
    """Make both; 1 with a sentence when it cannot be done."""
    npm = shutil.which("npm")
    if npm is None:
        print("npm is not there. Install Node 20 or newer, then run scripts/frontend again.")
        return 1
    try:
        _fetch(npm)
        _bundle()
    except subprocess.CalledProcessError as error:
        print(f"Nothing was changed: {Path(error.cmd[0]).name} did not succeed. What it said stands above.")
        return 1
    _take_plotly()
    print(f"{BUILT.relative_to(ROOT)}: {BUILT.stat().st_size:,} bytes")
    return 0


def first_line() -> str:
    """The first line of the built script: which sources and packages it was made of."""
    sources = sorted(file for folder in _SOURCES for file in folder.glob("*.js"))
    made_of = hashlib.sha256()
    for file in (*sources, FRONTEND / "package-lock.json"):
        content = file.read_text(encoding="utf-8").encode()  # the same with any ends of lines
        made_of.update(f"{file.relative_to(ROOT).as_posix()} {len(content)}\n".encode() + content)
    return f"/* iopkit, made by scripts/frontend of sources {made_of.hexdigest()} */"


def _fetch(npm: str) -> None:
    """Install the pinned packages, each checked by its hash, without running anything of theirs."""
    CACHE.mkdir(parents=True, exist_ok=True)
    for name in _NPM_FILES:
        shutil.copyfile(FRONTEND / name, CACHE / name)
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=CACHE, check=True)


def _bundle() -> None:
    made, inputs = CACHE / "page.js", CACHE / "inputs.json"
    options = [
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--charset=utf8",
        "--log-level=warning",
    ]
    esbuild = [shutil.which("node") or "node", str(CACHE / "node_modules" / "esbuild" / "bin" / "esbuild")]
    out = [f"--banner:js={first_line()}", f"--outfile={made}", f"--metafile={inputs}"]
    subprocess.run([*esbuild, str(FRONTEND / "page.js"), *options, *out], cwd=ROOT, check=True)
    foreign = [
        name for name in json.loads(inputs.read_text(encoding="utf-8"))["inputs"] if "node_modules" in name
    ]
    if foreign:
        sys.exit(f"{foreign[0]} is somebody else's: write its licence beside the built file first.")
    BUILT.parent.mkdir(exist_ok=True)
    shutil.copyfile(made, BUILT)


def _take_plotly() -> None:
    """Keep plotly.js with its licence."""
    package = CACHE / "node_modules" / "plotly.js-cartesian-dist-min"
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    PLOTLY.mkdir(exist_ok=True)
    shutil.copyfile(package / "plotly-cartesian.min.js", PLOTLY / "plotly-cartesian.min.js")
    licence = (package / "LICENSE").read_text(encoding="utf-8")
    head = f"{about['name']} {about['version']}, {about['license']}\n\n"
    (PLOTLY / "LICENSES.txt").write_text(head + licence, encoding="utf-8")
