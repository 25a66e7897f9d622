"""How each peer is served, as its documentation has it for production, from an environment of its own."""

import hashlib
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

from servers import ROOT, Command

PEERS = Path(__file__).parent / "peers"
HOME = ROOT / ".venv-peers"
_PROGRAMS = HOME / "bin"
#: Whoever asks Voila for its page takes one of the kernels that it makes ready, and leaves it behind.
_OF_VOILA = "/voila/static/voila.js"
NAMES = ("Dash", "Panel", "Streamlit", "Voila, charts as widgets", "Voila, charts as outputs")


def environment() -> None:
    """Make ``.venv-peers`` of the extra ``peers``, or renew it when the extra changed."""
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    wanted = hashlib.sha256(repr(sorted(extra["peers"])).encode()).hexdigest()
    stamp = HOME / "peers.sha256"
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    print("Making the environment of the peers, .venv-peers: some minutes, once.", flush=True)
    if not (_PROGRAMS / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
    pip = [str(_PROGRAMS / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    # pip warns of every place that it is told of and cannot use; only a failure is worth reading.
    done = subprocess.run([*pip, "-e", f"{ROOT}[peers]"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"The peers could not be installed. pip said:\n{done.stderr[-3000:]}")
    stamp.write_text(wanted, "utf-8")


def commands(clinic: Path, since: date, until: date) -> dict[str, Command]:
    """The peers by name; ``clinic`` is the folder of the files that they read."""
    variables = {
        "IOPKIT_BENCH_CLINIC": str(clinic),
        "IOPKIT_BENCH_SINCE": since.isoformat(),
        "IOPKIT_BENCH_UNTIL": until.isoformat(),
        "PYTHONPATH": str(PEERS / "frozen"),
        "BOKEH_RESOURCES": "server",
        "HOME": str(clinic),  # nobody's settings
    }
    served = (
        _command("dash", _gunicorn(), variables),
        _command("panel", _panel(), variables, "/engagement"),
        _command("streamlit", _streamlit(), variables),
        _command("voila", _voila("live"), variables, ready=_OF_VOILA),
        _command("voila", _voila("shown"), variables, ready=_OF_VOILA),
    )
    return dict(zip(NAMES, served, strict=True))


def _command(
    peer: str, words: list[str], variables: dict[str, str], path: str = "/", ready: str = ""
) -> Command:
    return Command([str(_PROGRAMS / words[0]), *words[1:]], path, ready, PEERS / peer, variables)


def _gunicorn() -> list[str]:
    return [
        "gunicorn",
        "engagement:server",
        "--bind=127.0.0.1:{port}",
        "--workers=2",
        "--threads=4",
        "--preload",
    ]


def _panel() -> list[str]:
    serving = ["panel", "serve", "engagement.py", "--address=127.0.0.1", "--port={port}"]
    return [*serving, "--num-procs=1", "--warm", "--allow-websocket-origin=127.0.0.1:{port}"]


def _streamlit() -> list[str]:
    return [
        "streamlit",
        "run",
        "engagement.py",
        "--server.address=127.0.0.1",
        "--server.port={port}",
        "--server.headless=true",
        "--server.fileWatcherType=none",
        "--browser.gatherUsageStats=false",
        "--global.developmentMode=false",
    ]


def _voila(notebook: str) -> list[str]:
    serving = ["voila", f"{notebook}.ipynb", "--no-browser", "--Voila.ip=127.0.0.1", "--port={port}"]
    # What Panel brings for JupyterLab is no part of a page of Voila's.
    without = "--VoilaConfiguration.extension_denylist=@pyviz/jupyterlab_pyviz"
    return [*serving, "--preheat_kernel=True", "--pool_size=2", "--template=lab", without]
