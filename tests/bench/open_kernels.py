"""How fast kernels are ready, forked against started by itself: python tests/bench/open_kernels.py [AT ONCE].

Ready is a kernel that has made the widgets of the page on which a group is run, in a demonstration.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.connect import write_connection_file
from jupyter_client.manager import AsyncKernelManager

from iopkit.actions.demonstration import make_demonstration
from iopkit.model.access import Page
from iopkit.serve.forking.keeper import Keeper
from iopkit.serve.kernel_environment import environment_for
from iopkit.serve.kernels import NOBODYS_SETTINGS, told_to_kernels
from iopkit.serve.prompt_client import PromptClient
from iopkit.store.opening import open_store

_CELL = "from iopkit.ui import app\nassert len(app.run_group().children) > 1"


@dataclass
class Kernel:
    """One that runs the page."""

    seconds: float
    process: Any
    pid: int

    @property
    def private(self) -> float:
        """Memory that is its own alone, in MB."""
        return psutil.Process(self.pid).memory_full_info().uss / 1e6


class Clinic:
    """A demonstration, and kernels that show it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number = folder, 0
        address = f"sqlite:///{folder / 'clinic.sqlite'}"
        store = open_store(address, create=True)
        make_demonstration(store)
        with store.read() as r:
            staff = r.list_accounts()[0].staff
        store.close()
        self.environment = environment_for(Page.RUN_GROUP, staff, {**os.environ, "IOPKIT_DATABASE": address})
        (folder / NOBODYS_SETTINGS).mkdir()
        self.arguments = told_to_kernels(str(folder))

    async def fork(self, keeper: Keeper) -> Kernel:
        """One that is forked."""
        self.number += 1
        file, _ = write_connection_file(
            str(self.folder / f"{self.number}.json"), transport="ipc", ip=str(self.folder / f"s{self.number}")
        )
        started = time.perf_counter()
        forked = await keeper.fork(["-f", file, *self.arguments], self.environment, str(self.folder))
        assert forked is not None
        client = PromptClient(connection_file=file)
        client.load_connection_file()
        await _open_page(client)
        return Kernel(time.perf_counter() - started, forked, forked.pid)

    async def start(self) -> Kernel:
        """One that is started by itself."""
        self.number += 1
        file = str(self.folder / f"{self.number}.json")
        manager = AsyncKernelManager(transport="ipc", client_factory=PromptClient, connection_file=file)
        started = time.perf_counter()
        await manager.start_kernel(env=self.environment, extra_arguments=self.arguments, cwd=str(self.folder))
        await _open_page(manager.client())
        return Kernel(time.perf_counter() - started, manager, manager.provisioner.pid)


async def _open_page(client: PromptClient) -> None:
    client.start_channels()
    await client.wait_for_ready(120)
    reply = await client.execute(_CELL, reply=True, timeout=120)
    assert reply["content"]["status"] == "ok", reply["content"]
    client.stop_channels()


async def measure(kind: str, open_one: Any, at_once: int) -> list[float]:
    """Print the line of one kind; gives the seconds one by one, of all at once, and the MB."""
    alone = []
    for _ in range(3):
        kernel = await open_one()
        alone.append(kernel.seconds)
        await _end(kernel)
    started = time.perf_counter()
    together = await asyncio.gather(*(open_one() for _ in range(at_once)))
    seconds = time.perf_counter() - started
    private = statistics.median(one.private for one in together)
    for one in together:
        await _end(one)
    print(f"{kind:>9} {statistics.median(alone):12.2f} s {seconds:12.2f} s {private:12.0f} MB")
    return [statistics.median(alone), seconds, private]


async def _end(kernel: Kernel) -> None:
    if isinstance(kernel.process, AsyncKernelManager):
        await kernel.process.shutdown_kernel(now=True)
    else:
        kernel.process.kill()
        kernel.process.wait()


async def main(at_once: int) -> None:
    """Both kinds in one run, for only their ratio says anything."""
    with tempfile.TemporaryDirectory() as place:
        clinic = Clinic(Path(place))
        keeper = Keeper(environment_for(Page.BROWSE_CURRICULA, "", os.environ), clinic.arguments)
        keeper.start()
        while not keeper.is_ready:
            await asyncio.sleep(0.1)
        print(f"{'':>9} {'one by one':>14} {f'{at_once} at once':>14} {'private each':>15}")
        forked = await measure("forked", lambda: clinic.fork(keeper), at_once)
        keeper.close()
        started = await measure("started", clinic.start, at_once)
        ratios = [after / before for before, after in zip(forked, started, strict=True)]
        print(f"{'ratio':>9} {ratios[0]:14.1f} {ratios[1]:14.1f} {ratios[2]:15.1f}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 12))
