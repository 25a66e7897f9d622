"""What the engagement page, import and export cost with ten thousand to five million rows.

Two shapes of history (see ``histories``): in ``past`` the weeks shown are the same rows at every size, and
what is older grows; in ``programs`` the clinic has more and more programs and the person looks at one of
them, or at all of them at once, where what the page shows grows too.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import histories
from clock import medians, seconds
from importing import import_seconds

from iopkit.documents.export_folder import export_folder
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from iopkit.ui.pages.engagement import EngagementPage, EngagementState

SIZES = tuple(
    int(one) for one in os.environ.get("IOPKIT_BENCH_SIZES", "10000,100000,1000000,5000000").split(",")
)
ROUNDS, IMPORTED = 7, 10_000
SHOWN: dict[str, tuple[histories.Shape, dict[str, str]]] = {
    "the same weeks, a longer past": ("past", {}),
    "more programs, one looked at": ("programs", {"program": "p0"}),
    "more programs, all looked at": ("programs", {}),
}


def run() -> list[dict[str, Any]]:
    """Make the stores, open the page in turn over all sizes, then import into and export from each."""
    found: list[dict[str, Any]] = []
    for shape in ("past", "programs"):
        with _stores(shape) as stores:
            for name, (of, filters) in SHOWN.items():
                if of == shape:
                    found += _opened(name, stores, filters)
            if shape == "past":
                found += [row for size, store in stores.items() for row in _exchanged(size, store)]
    return found


@contextmanager
def _stores(shape: histories.Shape) -> Iterator[dict[int, Store]]:
    """A store of each size; those in the folder that IOPKIT_BENCH_FOLDER names stay, and are used again."""
    with tempfile.TemporaryDirectory() as place:
        folder = os.environ.get("IOPKIT_BENCH_FOLDER", place)
        stores = {size: _store(Path(folder), shape, size) for size in SIZES}
        yield stores
        for store in stores.values():
            store.close()


def _store(folder: Path, shape: histories.Shape, size: int) -> Store:
    file = folder / f"{shape}-{size}.sqlite"
    there = file.exists()
    store = open_store(f"sqlite:///{file}", create=True)
    store.clock = lambda: histories.NOW
    if not there:
        taken = seconds(lambda: histories.fill(store, size, shape))
        print(f"{shape}, {size:,} rows: made in {taken:.0f} s", flush=True)
    return store


def _opened(name: str, stores: dict[int, Store], filters: dict[str, str]) -> list[dict[str, Any]]:
    """From the store to the state to the view, with the row in the audit, as a page does it."""
    opening: dict[str, Callable[[], Any]] = {
        str(size): partial(_open, store, filters) for size, store in stores.items()
    }
    taken = medians(opening, ROUNDS)
    least = taken[str(min(stores))]
    return [
        {
            "what": f"open: {name}",
            "rows": size,
            "seconds": taken[str(size)].seconds,
            "ratio": taken[str(size)].seconds / least.seconds,
            "cpu_ratio": taken[str(size)].cpu / least.cpu,
        }
        for size in stores
    ]


def _open(store: Store, filters: dict[str, str]) -> EngagementPage:
    return EngagementPage(EngagementState(store, filters))


def _exchanged(size: int, store: Store) -> Iterator[dict[str, Any]]:
    """A folder of ten thousand rows comes in; then everything goes out."""
    taken = [import_seconds(store, IMPORTED, f"{time.time_ns():x}") for _ in range(3)]
    rate = IMPORTED / sorted(taken)[1]
    yield {
        "what": f"import {IMPORTED:,} rows",
        "rows": size,
        "seconds": IMPORTED / rate,
        "rows_a_second": rate,
    }
    with tempfile.TemporaryDirectory() as place:
        counts: dict[str, int] = {}
        whole = seconds(lambda: counts.update(export_folder(store, Path(place) / "out")))
    rate = counts["attendance"] / whole
    yield {"what": "export everything", "rows": size, "seconds": whole, "rows_a_second": rate}
