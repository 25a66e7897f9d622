"""A kernel forked for the engagement page, by itself: when it answers, and what its one cell spends where.

The cell runs as it stands in the notebook. Functions of one layer that another one calls are timed while it
runs, each without what it calls of other layers itself.
"""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from jupyter_client.connect import write_connection_file
from sign_ins import SUPERVISOR

from iopkit.model.access import Page
from iopkit.serve.forking.keeper import Keeper
from iopkit.serve.kernel_environment import environment_for
from iopkit.serve.kernels import NOBODYS_SETTINGS, told_to_kernels
from iopkit.serve.prompt_client import PromptClient

#: What counts to which part; what is of none is the page's own work.
LAYERS = {"iopkit.store": "store", "iopkit.actions": "store", "iopkit.metrics": "numbers"} | {
    "iopkit.charts": "figures"
}
_CELL = """
import inspect, json, sys, time
from functools import wraps
layers = LAYERS
def part_of(module):
    inside = [part for name, part in layers.items() if f"{module}.".startswith(f"{name}.")]
    return inside[0] if inside else "page"
spent, running = dict.fromkeys([*layers.values(), "page"], 0.0), []
def switch(part, to):
    global since
    now = time.perf_counter()
    spent[part] += now - since
    since = now
    return to
def timed(made, part):
    @wraps(made)
    def call(*given, **named):
        before = switch(running[-1], running[-1])
        running.append(part)
        try:
            return made(*given, **named)
        finally:
            switch(running.pop(), before)
    return call
for module in [one for name, one in sys.modules.items() if name.startswith("iopkit.")]:
    for name, one in list(vars(module).items()):
        ours = inspect.isfunction(one) and one.__module__ != module.__name__
        plain = ours and not inspect.isgeneratorfunction(inspect.unwrap(one))
        if plain and part_of(one.__module__) not in ("page", part_of(module.__name__)):
            setattr(module, name, timed(one, part_of(one.__module__)))
from iopkit.store.transaction import Transaction
for kind in Transaction.__mro__:
    for name, one in list(vars(kind).items()):
        if kind.__module__.startswith("iopkit.store") and inspect.isfunction(one) and name[0] != "_":
            setattr(kind, name, timed(one, "store"))
since = time.perf_counter()
running.append("page")
from iopkit.ui import app
get_ipython().display_formatter.format(app.engagement())
switch("page", "page")
""".replace("LAYERS", repr(LAYERS))


class ForkedKernels:
    """Forks kernels for the page of an address and times them; the origin is the same for all."""

    def __init__(self, store: str, address: str, place: Path) -> None:
        self._place, self._numbers = place / "kernels", count()
        (self._place / NOBODYS_SETTINGS).mkdir(parents=True)
        self._arguments = told_to_kernels(str(self._place))
        given = {**os.environ, "IOPKIT_DATABASE": store, "QUERY_STRING": urlsplit(address).query}
        self._environment = environment_for(Page.ENGAGEMENT, SUPERVISOR, given)
        self._keeper = Keeper(environment_for(Page.BROWSE_CURRICULA, "", os.environ), self._arguments)
        #: A browser's driver has this thread's event loop.
        self._thread = ThreadPoolExecutor(1)

    def start(self) -> None:
        """Wait until kernels can be forked."""
        self._keeper.start()
        while not self._keeper.is_ready:
            assert not self._keeper.gave_up, "No kernel can be forked on this machine."
            time.sleep(0.1)

    def close(self) -> None:
        """End the origin."""
        self._keeper.close()
        self._thread.shutdown()

    def timed(self) -> dict[str, float]:
        """Seconds until a new kernel listens, from there until it answers, and of each part of its cell."""
        return self._thread.submit(asyncio.run, self._timed()).result()

    async def _timed(self) -> dict[str, float]:
        number = next(self._numbers)
        file, _ = write_connection_file(
            str(self._place / f"{number}.json"), transport="ipc", ip=str(self._place / f"s{number}")
        )
        began = time.perf_counter()
        kernel = await self._keeper.fork(["-f", file, *self._arguments], self._environment, str(self._place))
        assert kernel is not None, "No kernel was forked."
        listens = time.perf_counter()
        try:
            client = PromptClient(connection_file=file)
            client.load_connection_file()
            client.start_channels()
            await client.wait_for_ready(60)
            answers = time.perf_counter()
            parts = await _spent(client)
            client.stop_channels()
        finally:
            kernel.kill()
            kernel.wait()
        return {"listens": listens - began, "answers": answers - listens, **parts}


async def _spent(client: PromptClient) -> dict[str, float]:
    asked = client.execute(_CELL, silent=False, user_expressions={"spent": "json.dumps(spent)"})
    while True:
        reply = await client.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == asked:
            break
    assert reply["content"]["status"] == "ok", reply["content"]
    told = reply["content"]["user_expressions"]["spent"]["data"]["text/plain"]
    spent: dict[str, float] = json.loads(told.strip("'"))
    return spent


@contextmanager
def forked_kernels(store: str, address: str, place: Path) -> Iterator[ForkedKernels]:
    """Kernels that are forked, for as long as they are needed."""
    kernels = ForkedKernels(store, address, place)
    kernels.start()
    try:
        yield kernels
    finally:
        kernels.close()
