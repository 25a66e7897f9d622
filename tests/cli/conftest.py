"""Run commands as a person would, on a store of the test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from iopkit.cli import main

RECORDS = {
    "clients": "client_id,name\nheron,Heron M.\notter,Otter B.\n",
    "episodes": (
        "episode_id,client_id,program,admitted_on,discharged_on,discharge_reason\n"
        "e1,heron,day,2026-01-05,2026-01-20,left\ne2,otter,day,2026-01-05,,\n"
    ),
    "groups": "group_id,name,program,facilitator\nmorning,Morning A,day,Wren K.\n",
    "members": "group_id,client_id,joined_on\nmorning,heron,2026-01-05\nmorning,otter,2026-01-05\n",
    "sessions": (
        "session_id,group_id,starts_at,ends_at\n"
        "s1,morning,2026-01-12T09:00,2026-01-12T12:00\ns2,morning,2026-01-20T09:00,2026-01-20T12:00\n"
    ),
    "attendance": (
        "session_id,client_id,status,minutes\ns1,heron,present,180\ns1,otter,absent,\ns2,otter,late,150\n"
    ),
}


@pytest.fixture
def iopkit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """``iopkit("report", "hours")``: what the command said, and its exit status."""
    monkeypatch.setenv("IOPKIT_TIME_ZONE", "America/New_York")

    def _run(*words: object) -> Result:
        done = CliRunner().invoke(main, [str(word) for word in words])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return _run


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A folder with a small sound clinic."""
    folder = tmp_path / "records"
    folder.mkdir()
    for name, text in RECORDS.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


@pytest.fixture
def clinic(iopkit: Callable[..., Result], records: Path) -> None:
    """That clinic in the store of IOPKIT_DATABASE."""
    assert iopkit("import", records).exit_code == 0
