"""How many attendance rows a second an import stores: python tests/bench/import_attendance.py [ROWS]."""

import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from iopkit.actions.import_folder import import_folder
from iopkit.store.opening import open_store

CLIENTS = 250


def write_clinic(folder: Path, visits: int) -> None:
    """Write a clinic of 250 clients, all in one group, with as many sessions as the visits take."""
    days = [date(2020, 1, 1) + timedelta(days=day) for day in range(-(-visits // CLIENTS))]
    clients = [f"c{number}" for number in range(CLIENTS)]
    tables = {
        "clients": ["client_id", *clients],
        "groups": ["group_id,name", "all,All"],
        "members": ["group_id,client_id,joined_on", *(f"all,{one},2020-01-01" for one in clients)],
        "sessions": [
            "session_id,group_id,starts_at,ends_at",
            *(f"s{day},all,{day}T09:00,{day}T12:00" for day in days),
        ],
        "attendance": [
            "session_id,client_id,status,minutes,mode",
            *[f"s{day},{one},present,180,in_person" for day in days for one in clients][:visits],
        ],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")


def main(visits: int) -> None:
    """Import into a new SQLite file and print the time it took."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "records"
        folder.mkdir()
        write_clinic(folder, visits)
        store = open_store(f"sqlite:///{place}/bench.sqlite", create=True)
        started = time.perf_counter()
        import_folder(store, folder, time_zone="America/New_York")
        seconds = time.perf_counter() - started
        store.close()
    print(f"{visits:,} attendance rows in {seconds:.1f} s: {visits / seconds:,.0f} rows/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
