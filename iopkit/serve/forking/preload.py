"""What a forked kernel finds imported: everything that a page needs, and nothing that is anybody's."""

import gc
import importlib
import os
import random
import sys
import threading
from pathlib import Path

from iopkit.content import kept_library
from iopkit.serve.forking.holes import fill_holes

#: By name: the server knows no widgets and no SQL itself.
_NEEDED = """
    ipykernel.kernelapp ipykernel.ipkernel ipykernel.debugger tornado.platform.asyncio pdb faulthandler
    IPython.core.debugger IPython.core.completerlib IPython.core.oinspect IPython.core.logger
    IPython.extensions.storemagic ipywidgets anywidget numpy pandas scipy.stats
    sqlalchemy.dialects.sqlite sqlalchemy.dialects.postgresql keyring.backends
    iopkit.content.kept_library iopkit.store.opening iopkit.ui.app
    iopkit.ui.pages.run_group iopkit.ui.pages.engagement iopkit.ui.pages.browse_curricula
    iopkit.ui.pages.plan_program iopkit.ui.pages.organisation
""".split()  # noqa: SIM905 - a list of quoted names is no easier to read
#: Drivers of stores, where they are installed.
_IF_THERE = ("psycopg", "sqlcipher3")
#: A kernel would import a debugger, which takes longer than the rest of its start; pages have no use for one.
_NOT_NEEDED = ("debugpy",)

#: Native libraries start a thread a processor when they are imported, unless they are told not to; a
#: process with threads cannot be forked safely.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
}

#: What ``seed_anew`` seeds; what is set aside cannot be found later.
_seeded: list[random.Random] = []


def preload(arguments: list[str]) -> None:
    """Import everything and prepare a kernel that would be told ``arguments``, then set it all aside.

    The collector would write into pages of memory that kernels share.
    """
    gc.disable()
    for name in _NOT_NEEDED:
        sys.modules[name] = None  # type: ignore[assignment]
    for name in _NEEDED:
        importlib.import_module(name)
    for name in _IF_THERE:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    kept_library.current_library()
    importlib.import_module("iopkit.serve.forking.prepared").prepare(arguments)
    _seeded[:] = _generators()
    gc.enable()
    gc.collect()
    fill_holes()
    gc.freeze()


def why_not_fork() -> str:
    """What makes a fork of this process unsafe; empty when nothing does."""
    if threading.active_count() > 1:
        return "a module started a thread of Python's when it was imported"
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        return "a native library started a thread when it was imported"
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return "this system has no descriptors of processes"
    return ""


def seed_anew() -> None:
    """Give a forked process numbers of its own; it came with its parent's.

    ``secrets``, ``uuid4`` and OpenSSL ask the system or notice a fork by themselves. The seed of Python's
    string hashes cannot be changed after the start: all kernels of one origin share it.
    """
    for one in _seeded:
        one.seed()
    importlib.import_module("numpy.random").seed()
    vars(importlib.import_module("uuid"))["_last_timestamp"] = None


def _generators() -> list[random.Random]:
    """Python's own generator, and every other that a module made when it was imported."""
    found = [one for one in gc.get_objects() if issubclass(type(one), random.Random)]
    return [one for one in found if not isinstance(one, random.SystemRandom)]
