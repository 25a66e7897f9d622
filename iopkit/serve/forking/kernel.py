"""A process that has just been forked becomes the kernel of a page."""

import atexit
import importlib
import os
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

from iopkit.serve.forking.preload import seed_anew

#: As ``ps`` and ``top`` show it; at most fifteen letters.
NAME = "iopkit-kernel"
#: Descriptors below are the three that any program has.
_FIRST = 3
#: What goes over the leash: the server wants this kernel; the kernel can be talked to.
GO, LISTENS = b"g", b"l"


def become_kernel(wanted: dict[str, Any], leash: int) -> None:
    """Run the kernel that is wanted until it is told to end.

    ``leash`` is one end of a pair of sockets whose other end only the server holds. A kernel whose server is
    gone, or does not want it any more, ends at once.
    """
    os.setsid()
    held = _only(leash)
    _signals_as_usual()
    Path("/proc/self/comm").write_text(NAME)
    if held.recv(1) != GO:
        return
    threading.Thread(target=_end_with_server, args=(held,), daemon=True).start()
    _enter(wanted["env"], wanted["cwd"])
    seed_anew()
    _run(wanted["file"], held)


def _only(leash: int) -> socket.socket:
    """Close every inherited descriptor but the three of any program and the leash."""
    os.closerange(_FIRST, leash)
    os.closerange(leash + 1, os.sysconf("SC_OPEN_MAX"))
    return socket.socket(fileno=leash)


def _signals_as_usual() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _end_with_server(leash: socket.socket) -> None:
    """Nothing more ever comes over the leash; when waiting for it ends, the server is gone."""
    try:
        leash.recv(1)
    finally:
        os._exit(1)


def _enter(environment: dict[str, str], folder: str) -> None:
    """Take the environment that is given for one's own, and nothing besides."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)


def _run(connection_file: str, leash: socket.socket) -> None:
    """What ``ipykernel_launcher`` does; widgets are told of the kernel, which they missed when imported."""
    app = importlib.import_module("iopkit.serve.forking.prepared").begin(connection_file)
    importlib.import_module("ipywidgets").register_comm_target(app.kernel)
    leash.sendall(LISTENS)
    try:
        app.start()
    finally:
        atexit._run_exitfuncs()
