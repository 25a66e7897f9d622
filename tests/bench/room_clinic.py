"""A clinic in which many groups meet at this moment, each led by somebody of its own."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from sign_ins import sign_in_as_facilitator

from iopkit.actions import run_session
from iopkit.actions.import_folder import import_folder
from iopkit.content.library import read_library
from iopkit.store.opening import open_store

MEMBERS = 10


@dataclass(frozen=True)
class Room:
    """A group session that runs, and whoever leads it."""

    session: str
    token: str
    clients: list[str]


def make_clinic(address: str, rooms: int) -> list[Room]:
    """Fill a new store; every session follows the library's first plan."""
    store = open_store(address, create=True)
    library = read_library().require()
    plan = next(iter(library.plans))
    with tempfile.TemporaryDirectory() as place:
        members = _write(Path(place), rooms)
        import_folder(store, Path(place), time_zone="America/New_York")
    found = []
    for group, clients in members.items():
        token = sign_in_as_facilitator(store, f"f{group}", group)
        session = run_session.start_unscheduled(store, library, group, plan, f"f{group}")
        found.append(Room(session, token, clients))
    store.close()
    return found


def _write(folder: Path, rooms: int) -> dict[str, list[str]]:
    """The files of an import; gives the groups' members."""
    members = {f"g{at}": [f"g{at}c{seat}" for seat in range(MEMBERS)] for at in range(rooms)}
    clients = [one for each in members.values() for one in each]
    tables = {
        "clients": ["client_id,name", *(f"{one},Heron {one}" for one in clients)],
        "episodes": [
            "episode_id,client_id,program,admitted_on",
            *(f"e{one},{one},Day IOP,2026-01-05" for one in clients),
        ],
        "groups": ["group_id,name,program", *(f"{one},Group {one},Day IOP" for one in members)],
        "members": [
            "group_id,client_id,joined_on",
            *(f"{group},{one},2026-01-05" for group, each in members.items() for one in each),
        ],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return members
