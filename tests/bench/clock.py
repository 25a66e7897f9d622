"""How long something takes, side by side with what it is compared to."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Taken(NamedTuple):
    """Seconds by the clock on the wall, and those of them in which this process had a processor."""

    seconds: float
    cpu: float


def medians(doing: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, Taken]:
    """What each takes, the median of some rounds after one that is not counted.

    The rounds are taken in turn, so that whatever else the machine does falls on all of them alike.
    """
    taken: dict[str, list[Taken]] = {name: [] for name in doing}
    for one in doing.values():
        one()
    for _ in range(rounds):
        for name, one in doing.items():
            gc.collect()
            started, begun = time.perf_counter(), time.process_time()
            one()
            taken[name].append(Taken(time.perf_counter() - started, time.process_time() - begun))
    return {
        name: Taken(*(statistics.median(some) for some in zip(*times, strict=True)))
        for name, times in taken.items()
    }


def seconds(doing: Callable[[], Any]) -> float:
    """Seconds that something takes once."""
    started = time.perf_counter()
    doing()
    return time.perf_counter() - started
