"""The process from which kernels are forked: it imports, waits and forks, and knows nobody."""

import os
import signal
import socket
import sys
from typing import Any, NoReturn

from iopkit.serve.forking.kernel import become_kernel
from iopkit.serve.forking.preload import preload, why_not_fork
from iopkit.serve.forking.wire import hear, say


def main(descriptor: int, arguments: list[str]) -> None:
    """Import and prepare everything, say whether kernels can be had, and fork one for every request."""
    line = socket.socket(fileno=descriptor)
    preload(arguments)
    why = why_not_fork()
    say(line, {"refused": why} if why else {"ready": True})
    if why:
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, _bury)
    while True:
        try:
            wanted, (leash,) = hear(line)
        except (EOFError, ConnectionError):  # the server is gone
            return
        _fork(line, wanted, leash)


def _fork(line: socket.socket, wanted: dict[str, Any], leash: int) -> None:
    """Fork a kernel, and hand its descriptor to the server before anybody else can have its number."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    number = os.fork()
    if number == 0:
        _live(line, wanted, leash)
    os.close(leash)
    process = os.pidfd_open(number)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    say(line, {"pid": number}, process)
    os.close(process)


def _live(line: socket.socket, wanted: dict[str, Any], leash: int) -> NoReturn:
    """The whole life of a kernel; it never gets back to the loop that it was forked in."""
    status = 1
    try:
        line.detach()
        become_kernel(wanted, leash)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def _bury(*_: object) -> None:
    """Kernels that have ended leave nothing behind."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
