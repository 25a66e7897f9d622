"""The server's side: keeps a process to fork kernels from, and asks it for them."""

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from iopkit.serve.forking.kernel import GO, LISTENS
from iopkit.serve.forking.preload import ONE_THREAD
from iopkit.serve.forking.wire import hear, say
from iopkit.serve.logs import tell

#: Seconds for importing everything; for forking; for a kernel to begin to listen; that a page waits.
_IMPORTS, _FORKS, _BEGINS, _PATIENCE = 60.0, 2.0, 5.0, 12.0
#: An origin that ended so often before it was ready will not get ready.
_TRIES = 3


@dataclass
class Forked:
    """A kernel that was forked, as ``subprocess.Popen`` would show it.

    Its status stays with the origin, whose child it is: ``poll`` gives 0 once it has ended, however it did.
    """

    pid: int
    process: int
    leash: socket.socket
    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        """None while it runs."""
        if self.process < 0:
            return 0
        look = select.poll()
        look.register(self.process, select.POLLIN)
        return 0 if look.poll(0) else None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, then let go of it."""
        if self.process >= 0:
            look = select.poll()
            look.register(self.process, select.POLLIN)
            if not look.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            self.let_go()
        return 0

    def send_signal(self, number: int) -> None:
        """Send it a signal; none can reach another process that has its number by now."""
        if self.process >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.process, signal.Signals(number))

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def let_go(self) -> None:
        """It ends if it has not ended yet."""
        self.kill()
        self.leash.close()
        if self.process >= 0:
            os.close(self.process)
            self.process = -1


class Keeper:
    """Keeps one origin, starts another when it is gone, and gives up where kernels cannot be forked."""

    def __init__(
        self, environment: Mapping[str, str], arguments: list[str], *, talkative: bool = False
    ) -> None:
        self._environment = {**environment, **ONE_THREAD}
        self._arguments = arguments
        self._output = None if talkative else subprocess.DEVNULL
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="forking")
        self._origin: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._ready, self._failed, self._closed = False, 0, False

    @property
    def pid(self) -> int | None:
        """The process that kernels are forked from; None when there is none."""
        return self._origin.pid if self._origin and self._origin.poll() is None else None

    @property
    def is_ready(self) -> bool:
        """Whether the next kernel is forked at once."""
        return self._ready and self.pid is not None

    @property
    def gave_up(self) -> bool:
        """Whether no kernel can be forked here."""
        return self._failed >= _TRIES

    def start(self) -> None:
        """Begin to import everything; nobody has to wait for it."""
        self._worker.submit(self._start)

    def look_after(self) -> None:
        """Replace an origin that is gone."""
        if not self._closed and self._origin and self._origin.poll() is not None:
            self.start()

    def close(self) -> None:
        """End the origin; kernels that were forked from it are not touched."""
        if self._closed:
            return
        self._closed = True
        if self._origin:
            self._origin.kill()
        self._worker.submit(self._drop)
        self._worker.shutdown()

    async def fork(self, arguments: list[str], environment: Mapping[str, str], folder: str) -> Forked | None:
        """A kernel that listens already; None when it has to be started in another way."""
        option, file, *others = arguments
        if self._closed or self.gave_up or (option, others) != ("-f", self._arguments):
            return None
        wanted = {"file": file, "env": dict(environment), "cwd": folder}
        asked = self._worker.submit(self._fork, wanted)
        try:
            forked = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(asked)), _PATIENCE)
        except TimeoutError:
            tell("not_forked", level="warning", because="no origin in time")
            if not asked.cancel():
                asked.add_done_callback(_not_wanted)
            return None
        return forked and await _begun(forked)

    def _fork(self, wanted: dict[str, Any]) -> Forked | None:
        if self._line is None:
            return None
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                say(self._line, wanted, theirs.fileno())
            ours.setblocking(False)
            answer, (process,) = hear(self._line)
        except (OSError, EOFError, ValueError) as error:
            ours.close()
            tell("not_forked", level="warning", because=type(error).__name__)
            self._drop()
            self.start()
            return None
        return Forked(answer["pid"], process, ours)

    def _start(self) -> None:
        """Start an origin unless there is one, and wait until it is ready; after that it answers at once."""
        if self._line and self.pid:
            return
        self._drop()
        while not self._closed and not self.gave_up:
            self._line, theirs = socket.socketpair()
            with theirs:
                self._origin = self._process(theirs.fileno())
            if self._gets_ready():
                return

    def _process(self, descriptor: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "iopkit.serve.forking.origin", str(descriptor), *self._arguments],
            env=self._environment,
            pass_fds=[descriptor],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._output,
            start_new_session=True,
        )

    def _gets_ready(self) -> bool:
        if self._line is None:
            return False
        self._line.settimeout(_IMPORTS)
        try:
            said, _ = hear(self._line)
        except (OSError, EOFError) as error:
            said = {"refused": type(error).__name__, "again": True}
        if "refused" not in said:
            self._line.settimeout(_FORKS)
            self._ready, self._failed = True, 0
            return True
        self._failed = self._failed + 1 if said.get("again") else _TRIES
        tell("cannot_fork", level="warning", because=said["refused"])
        self._drop()
        return False

    def _drop(self) -> None:
        if self._line:
            self._line.close()
        if self._origin:
            self._origin.kill()
            self._origin.wait()
        self._line = self._origin = None
        self._ready = False


async def _begun(kernel: Forked) -> Forked | None:
    """Let a kernel begin; None when it ends instead, or does not get to listen."""
    loop = asyncio.get_running_loop()
    try:
        await loop.sock_sendall(kernel.leash, GO)
        if await asyncio.wait_for(loop.sock_recv(kernel.leash, 1), _BEGINS) == LISTENS:
            return kernel
    except OSError as error:
        tell("not_forked", level="warning", because=type(error).__name__)
    kernel.let_go()
    return None


def _not_wanted(asked: Future[Forked | None]) -> None:
    """A kernel that comes too late."""
    if not asked.cancelled() and (late := asked.result()):
        late.let_go()
