"""A disk that fills up while a group is running: nothing acknowledged is lost, and the person is told.

Presses go on until the disk takes no more. Each is told "Not saved: the disk ..." from then on and leaves
nothing behind; what was shown as saved before is all there. After room is made presses are stored again, the
audit verifies, and the store opens and passes its own integrity check. Three ways to have a full disk:

- a real file system of a few MB (tmpfs), for a plain file, an encrypted one and a table space of PostgreSQL;
  only root can mount it, elsewhere these are skipped;
- a limit on how large a file of this process may grow, which every POSIX system has;
- a limit on the pages of the file, which SQLite itself has.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from iopkit.actions.auditing import verify
from iopkit.store.keys import key_file_of
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from iopkit.ui.guard import Guard
from iopkit.ui.pages.run_group.state import RunGroupState
from tests.adversity.bad_inputs import clinic

FULL = "Not saved: the disk is full. Make room on it, then press again. Everything that was shown as saved"
REFUSED_BY_DISK = "Not saved: the disk takes no more: it is full, or it fails."
#: A disk that is not full after so many presses is not a small one.
_MOST = 3_000


@dataclass
class Small:
    """A store on a disk that can be filled but for a little, and how room is made again."""

    address: str
    fill: Callable[[], object]
    make_room: Callable[[], object]
    says: str = FULL


class Presser:
    """Somebody who writes a numbered reason beside heron, again and again."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.state = RunGroupState(store, clinic.library(), session_id="s")
        self.guard = Guard(self.state)
        assert self.guard.run(lambda: self.state.mark("heron", "absent", 0))
        self.saved: list[str] = []

    def press(self) -> bool:
        """Press once; whether the page called it saved."""
        number, version = f"{len(self.saved)} " + "x" * 190, self.state.roster["rows"][0]["version"]
        done = self.guard.run(lambda: self.state.change("heron", "reason", number, version))
        if done:
            self.saved.append(number)
        assert done == (self.state.notice == "")
        return done

    def press_until_full(self) -> str:
        """Press until it is refused; gives what was said."""
        for _ in range(_MOST):
            if not self.press():
                return self.state.notice
        raise AssertionError(f"{_MOST} presses were stored, and the disk is not full")

    def must_be_all_there(self) -> None:
        """Every reason that was called saved is in the history, in order, and nothing else is."""
        with self.store.read() as r:
            _, *marks = r.list_marks("s", "heron")
        assert [one.attendance.reason for one in marks] == self.saved
        assert verify(self.store) == []


def _small(address: str, disk: Path, leave: int) -> Small:
    """A store on a disk on which something else takes all but so many bytes."""
    filler = disk / "filler"
    return Small(
        address,
        lambda: filler.write_bytes(b"\0" * (shutil.disk_usage(disk).free - leave)),
        filler.unlink,
    )


@contextmanager
def mounted(place: Path, size: str) -> Iterator[Path]:
    """A small file system of its own; skips the test where nobody may mount one."""
    place.mkdir(exist_ok=True)
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no small file system can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture(params=["plain", "encrypted"])
def small_file_system(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Small]:
    """A SQLite file on a file system of 8 MB."""
    kept: Path = request.getfixturevalue("_migrated_file" if request.param == "plain" else "_encrypted_file")
    with mounted(tmp_path / "disk", "8m") as disk:
        file = disk / "test.sqlite"
        shutil.copy(kept, file)
        if request.param == "encrypted":
            shutil.copy(key_file_of(kept), key_file_of(file))
        yield _small(f"sqlite:///{file}", disk, 700_000)


@pytest.fixture
def small_table_space(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Small]:
    """A PostgreSQL database on a file system of 40 MB."""
    server = request.getfixturevalue("_postgres_server")
    request.getfixturevalue("_postgres_database")  # it makes the template
    with mounted(Path(server.pgdata).parent / "disk", "40m") as disk:
        owner = Path(server.pgdata).stat()
        space = disk / "space"
        space.mkdir()
        os.chown(disk, owner.st_uid, owner.st_gid)
        os.chown(space, owner.st_uid, owner.st_gid)
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            admin.execute(f"CREATE TABLESPACE small LOCATION '{space}'")
            admin.execute("CREATE DATABASE small TEMPLATE migrated TABLESPACE small")
            yield _small(server.get_uri(database="small"), disk, 150_000)
            admin.execute("DROP DATABASE small WITH (FORCE)")
            admin.execute("DROP TABLESPACE small")


@pytest.fixture
def small_files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Small]:
    """A SQLite file of a process whose files may not grow."""
    resource = pytest.importorskip("resource")
    shutil.copy(request.getfixturevalue("_migrated_file"), tmp_path / "test.sqlite")
    _, hard = before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield Small(
        f"sqlite:///{tmp_path / 'test.sqlite'}",
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, hard)),
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before),
        REFUSED_BY_DISK,
    )
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _told_and_nothing_lost(small: Small, counted: Callable[[str], None]) -> None:
    with closing(open_store(small.address)) as store:
        clinic.without_accounts(store)
        presser = Presser(store)
        small.fill()
        assert presser.press_until_full().startswith(small.says)
        before = len(presser.saved)
        assert [presser.press() for _ in range(3)] == [False] * 3
        assert before
        presser.must_be_all_there()
        small.make_room()
        assert [presser.press() for _ in range(20)] == [True] * 20
        presser.must_be_all_there()
    counted(f"a full disk: {before} presses until it was, 4 refused, 20 after room was made, 0 lost")
    with closing(open_store(small.address)) as presser.store:
        presser.must_be_all_there()
        _must_be_whole(presser.store)


def _must_be_whole(store: Store) -> None:
    if store._engine.dialect.name == "sqlite":
        with store._engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_on_a_small_file_system(small_file_system: Small, counted: Callable[[str], None]) -> None:
    _told_and_nothing_lost(small_file_system, counted)


def test_in_a_small_table_space(small_table_space: Small, counted: Callable[[str], None]) -> None:
    _told_and_nothing_lost(small_table_space, counted)


def test_in_files_that_may_not_grow(small_files: Small, counted: Callable[[str], None]) -> None:
    _told_and_nothing_lost(small_files, counted)


@pytest.mark.parametrize("store_address", ["sqlite", "sqlcipher"], indirect=True)
def test_in_a_database_that_may_have_no_more_pages(store: Store) -> None:
    clinic.without_accounts(store)
    presser = Presser(store)
    with store._engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages + 4}")
    assert presser.press_until_full().startswith(FULL)
    presser.must_be_all_there()
    raw.execute("PRAGMA max_page_count = 1000000")
    assert presser.press()
    presser.must_be_all_there()


def test_who_cannot_be_shown_the_roll_without_a_trace_is_told_why(small_file_system: Small) -> None:
    """Opening a session writes into the audit who saw whom; where that cannot be kept, nobody is shown."""
    with closing(open_store(small_file_system.address)) as store:
        clinic.without_accounts(store)
        presser, other = Presser(store), RunGroupState(store, clinic.library())
        small_file_system.fill()
        presser.press_until_full()
        assert Guard(other).run(lambda: other.open("s")) is False
        assert other.notice.startswith(FULL)
