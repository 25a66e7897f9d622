"""Stopping: no new pages, tell those that are open, let what is being done finish, end the kernels."""

import asyncio
import inspect
from typing import Any

from iopkit.serve.kernel_socket import open_connections
from iopkit.serve.logs import tell

#: What is being done has so long to finish.
LONGEST = 10.0


async def finish_up(settings: dict[str, Any]) -> None:
    """Everything that comes before the kernels end.

    ``settings["iopkit_stopping"]`` holds what is called first, to tell the open pages. From then on nothing
    that a page sends reaches a kernel; what had been sent before is dealt with and answered.
    """
    settings["iopkit_is_stopping"] = True
    tell("stopping", pages=len(settings["iopkit_pages"]))
    waiting = [one.drained() for one in open_connections()]
    for callback in settings["iopkit_stopping"]:
        waiting.append(_called(callback))
    done, late = await _all(waiting)
    tell("stopped", finished=done, unfinished=late)


async def _called(callback: Any) -> None:
    told = callback()
    if inspect.isawaitable(told):
        await told


async def _all(waiting: list[Any]) -> tuple[int, int]:
    """Wait for all, but not for ever; gives how many finished and how many did not."""
    if not waiting:
        return 0, 0
    tasks = [asyncio.ensure_future(one) for one in waiting]
    done, late = await asyncio.wait(tasks, timeout=LONGEST)
    for task in late:
        task.cancel()
    for task in done:
        if error := task.exception():
            tell("fault", level="error", error=type(error).__name__)
    return len(done), len(late)
