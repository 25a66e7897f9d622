"""How long something takes, side by side with what it is compared to."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any


def medians(doing: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Seconds that each takes, the median of some rounds after one that is not counted.

    The rounds are taken in turn, so that whatever else the machine does falls on all of them alike.
    """
    taken: dict[str, list[float]] = {name: [] for name in doing}
    for one in doing.values():
        one()
    for _ in range(rounds):
        for name, one in doing.items():
            gc.collect()
            started = time.perf_counter()
            one()
            taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


def seconds(doing: Callable[[], Any]) -> float:
    """Seconds that something takes once."""
    started = time.perf_counter()
    doing()
    return time.perf_counter() - started
