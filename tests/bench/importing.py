"""How many attendance rows a second an import stores in a new store.

The rows are of 250 clients in one group, checked as any import is: members, sessions, minutes, double visits.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from clock import seconds

from iopkit.actions.import_folder import import_folder
from iopkit.store.opening import open_store
from iopkit.store.store import Store

CLIENTS = 250
SIZES = (10_000, 100_000)


def write_clinic(folder: Path, visits: int, mark: str = "") -> None:
    """Write a clinic of 250 clients, all in one group; ``mark`` keeps its ids apart from others."""
    days = [date(2020, 1, 1) + timedelta(days=day) for day in range(-(-visits // CLIENTS))]
    clients = [f"c{mark}{number}" for number in range(CLIENTS)]
    group = f"all{mark}"
    tables = {
        "clients": ["client_id", *clients],
        "groups": ["group_id,name", f"{group},All"],
        "members": ["group_id,client_id,joined_on", *(f"{group},{one},2020-01-01" for one in clients)],
        "sessions": [
            "session_id,group_id,starts_at,ends_at",
            *(f"s{mark}{day},{group},{day}T09:00,{day}T12:00" for day in days),
        ],
        "attendance": [
            "session_id,client_id,status,minutes,mode",
            *[f"s{mark}{day},{one},present,180,in_person" for day in days for one in clients][:visits],
        ],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")


@contextmanager
def new_store() -> Iterator[Store]:
    """An empty SQLite store, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as place:
        store = open_store(f"sqlite:///{place}/bench.sqlite", create=True)
        yield store
        store.close()


def import_seconds(store: Store, visits: int, mark: str = "") -> float:
    """How long it takes to import so many visits, in a folder of their own."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_clinic(folder, visits, mark)
        return seconds(lambda: import_folder(store, folder, time_zone="America/New_York"))


def run() -> list[dict[str, Any]]:
    """Import into new stores."""
    found = []
    for visits in SIZES:
        with new_store() as store:
            taken = import_seconds(store, visits)
        found.append({"rows": visits, "seconds": taken, "rows_a_second": visits / taken})
    return found
