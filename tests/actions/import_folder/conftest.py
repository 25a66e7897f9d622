"""A small sound folder, and what a test changes in it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iopkit.actions.import_folder import ImportReport, import_folder
from iopkit.errors import ImportFolderError
from iopkit.store.store import Store

#: Two clients in the day program, one group, two sessions, three visits.
SOUND = {
    "clients": "client_id,name,birth_year,populations\nheron,Heron M.,1984,adult;justice\notter,Otter B.,,\n",
    "episodes": (
        "episode_id,client_id,program,track,level_of_care,admitted_on,discharged_on,discharge_reason\n"
        "e1,heron,day,early,2.1,2026-01-05,2026-03-06,completed\ne2,otter,day,,,2026-01-12,,\n"
    ),
    "groups": "group_id,name,program,facilitator,capacity,kind\n"
    "morning,Morning A,day,Wren K.;Ada Lynx,12,open\n",
    "members": (
        "group_id,client_id,joined_on,left_on\n"
        "morning,heron,2026-01-05,2026-03-06\nmorning,otter,2026-01-12,\n"
    ),
    "sessions": (
        "session_id,group_id,starts_at,ends_at,status,plan\n"
        "s1,morning,2026-01-12T09:00,2026-01-12T12:00,held,triggers\n"
        "s2,morning,2026-01-14T09:00,2026-01-14T12:00,cancelled,\n"
    ),
    "attendance": (
        "session_id,client_id,status,minutes,mode,reason\n"
        "s1,heron,present,180,in_person,\ns1,otter,excused,,,court\ns2,heron,unmarked,,,\n"
    ),
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """``write(clients="...")``: a folder with these tables only, as text or as bytes."""

    def _write(**tables: str | bytes | None) -> Path:
        folder = tmp_path / "records"
        folder.mkdir(exist_ok=True)
        for name, content in tables.items():
            if content is not None:
                raw = content.encode() if isinstance(content, str) else content
                (folder / f"{name}.csv").write_bytes(raw)
        return folder

    return _write


@pytest.fixture
def changed(write: Write) -> Write:
    """The sound folder with some tables changed; None leaves a table out."""
    return lambda **tables: write(**(SOUND | tables))


@pytest.fixture
def in_2026(empty_store: Store) -> Store:
    """An empty store on the afternoon of 1 June 2026."""
    empty_store.clock = lambda: datetime(2026, 6, 1, 18, 0, tzinfo=UTC)
    return empty_store


@pytest.fixture
def take(in_2026: Store) -> Callable[..., ImportReport]:
    """Import a folder in New York time; the curricula hold the plans triggers and weekend."""

    def _take(folder: Path, **options: object) -> ImportReport:
        settings: dict[str, object] = {
            "time_zone": "America/New_York",
            "plans": lambda: ["triggers", "weekend"],
        }
        return import_folder(in_2026, folder, **(settings | options))  # type: ignore[arg-type]

    return _take


@pytest.fixture
def faults(take: Callable[..., ImportReport]) -> Callable[..., list[str]]:
    """What is said of a folder that is refused."""

    def _faults(folder: Path, **options: object) -> list[str]:
        with pytest.raises(ImportFolderError) as refusal:
            take(folder, **options)
        return list(refusal.value.faults)

    return _faults
