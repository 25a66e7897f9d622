"""A clinic so small that its numbers can be worked by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from iopkit.actions.import_folder import import_folder
from iopkit.store.store import Store

#: Three hours each; the last evening is on a Sunday in New York, and on a Monday in UTC.
TABLES = {
    "clients": "client_id,populations\nheron,adult\notter,adult;justice\nwren,justice\nlynx,\n",
    "episodes": (
        "episode_id,client_id,program,track,admitted_on,discharged_on,discharge_reason\n"
        "e1,heron,day,early,2026-01-01,2026-01-11,left\n"
        "e2,otter,day,early,2026-01-01,2026-01-21,terminated\n"
        "e3,wren,evening,,2026-01-01,2026-01-21,completed\n"
        "e4,lynx,evening,,2026-01-01,,\n"
    ),
    "groups": "group_id,name,program\nmorning,Morning A,day\nlate,Late A,evening\n",
    "members": (
        "group_id,client_id,joined_on\nmorning,heron,2026-01-01\nmorning,otter,2026-01-01\nlate,wren,2026-01-01\n"
    ),
    "sessions": (
        "session_id,group_id,starts_at,ends_at,status\n"
        "d1,morning,2026-01-05T09:00,2026-01-05T12:00,held\n"
        "d2,morning,2026-01-06T09:00,2026-01-06T12:00,held\n"
        "d3,morning,2026-01-08T09:00,2026-01-08T12:00,held\n"
        "d4,morning,2026-01-12T09:00,2026-01-12T12:00,held\n"
        "d5,morning,2026-01-14T09:00,2026-01-14T12:00,cancelled\n"
        "n1,late,2026-01-06T18:00,2026-01-06T21:00,held\n"
        "n2,late,2026-01-11T20:00,2026-01-11T23:00,held\n"
    ),
    "attendance": (
        "session_id,client_id,status,minutes\n"
        "d1,heron,present,180\nd1,otter,present,\n"
        "d2,heron,late,180\nd2,otter,excused,\n"
        "d3,heron,present,180\nd3,otter,absent,\n"
        "d4,heron,left_early,90\nd4,otter,unmarked,\n"
        "d5,heron,present,180\n"
        "n1,wren,present,180\nn2,wren,absent,\n"
    ),
}


@pytest.fixture
def clinic(tmp_path: Path) -> Callable[[Store], Store]:
    """``clinic(store)``: the small clinic in a store."""

    def _fill(store: Store) -> Store:
        folder = tmp_path / "clinic"
        folder.mkdir()
        for name, text in TABLES.items():
            (folder / f"{name}.csv").write_text(text)
        import_folder(store, folder, time_zone="America/New_York")
        return store

    return _fill
