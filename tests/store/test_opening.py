"""A store is made private, opened when it is one, and refused in a sentence when it is not."""

import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from iopkit.errors import NoStore, StoreBusy, StoreError, StoreTooNew
from iopkit.model.people import Client
from iopkit.store import engines
from iopkit.store.address import default_file, file_of, store_address
from iopkit.store.opening import memory_store, open_store
from iopkit.store.upgrading import latest_version


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "clinic" / "records" / "iopkit.sqlite"


@pytest.fixture
def made(file: Path) -> Path:
    open_store(f"sqlite:///{file}", create=True).close()
    return file


def ask(file: Path, *statements: str) -> list[Any]:
    connection = sqlite3.connect(file)
    answers = [connection.execute(statement).fetchone() for statement in statements]
    connection.commit()
    connection.close()
    return answers


def test_a_new_store_can_be_read_by_its_owner_only(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700


def test_the_files_beside_an_open_store_can_be_read_by_its_owner_only(made: Path) -> None:
    store = open_store(f"sqlite:///{made}")
    with store.write() as w:
        w.add_clients([Client(id="heron")])
    beside = {one.name: stat.S_IMODE(one.stat().st_mode) for one in made.parent.iterdir()}
    store.close()
    assert len(beside) == 3
    assert set(beside.values()) == {0o600}


def test_a_store_keeps_a_log_so_that_readers_do_not_wait_for_a_writer(made: Path) -> None:
    assert ask(made, "PRAGMA journal_mode") == [("wal",)]
    store, other = (open_store(f"sqlite:///{made}") for _ in range(2))
    with store.write() as w:
        w.add_clients([Client(id="heron")])
        with other.read() as r:
            assert r.list_clients() == []
    store.close()
    other.close()


def test_opening_again_keeps_what_is_there(made: Path) -> None:
    for client in ("heron", "otter"):
        store = open_store(f"sqlite:///{made}", create=True)
        with store.write() as w:
            w.add_clients([Client(id=client)])
        store.close()
    assert ask(made, "SELECT count(*) FROM clients") == [(2,)]


def test_a_missing_store_says_how_to_make_one_and_makes_none(file: Path) -> None:
    with pytest.raises(NoStore) as raised:
        open_store(f"sqlite:///{file}")
    assert str(raised.value) == (
        f"There is no store at {file}. Make one with 'iopkit demo' or 'iopkit import FOLDER', "
        "or set IOPKIT_DATABASE to where it is."
    )
    assert not file.parent.exists()


def test_a_store_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(StoreError, match=r"taken/iopkit\.sqlite cannot be made: .*[a-z]\."):
        open_store(f"sqlite:///{tmp_path / 'taken' / 'iopkit.sqlite'}", create=True)


def test_a_store_of_a_newer_iopkit_is_refused_and_not_touched(made: Path) -> None:
    newer = latest_version() + 1
    ask(made, f"UPDATE alembic_version SET version_num = '{newer:04}'")
    before = made.read_bytes()
    with pytest.raises(StoreTooNew) as raised:
        open_store(f"sqlite:///{made}", create=True)
    assert f"This store is at version {newer} and iopkit " in str(raised.value)
    assert f" reads up to {latest_version()}. Upgrade iopkit; the store was not touched." in str(raised.value)
    assert made.read_bytes() == before


@pytest.mark.parametrize(
    "tables",
    [
        ["CREATE TABLE birds (name TEXT)"],
        ["CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('0001')"],
        ["CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('3f2a9c')"],
    ],
)
def test_somebody_elses_database_is_refused_and_not_touched(tmp_path: Path, tables: list[str]) -> None:
    other = tmp_path / "other.sqlite"
    ask(other, *tables)
    before = other.read_bytes()
    with pytest.raises(StoreError, match="holds tables that are not iopkit's"):
        open_store(f"sqlite:///{other}", create=True)
    assert other.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Heron, " * 100)
    with pytest.raises(StoreError, match=r"letter\.txt cannot be opened: file is not a database\."):
        open_store(f"sqlite:///{letter}", create=True)
    assert letter.read_text() == "Dear Heron, " * 100


def test_a_store_that_somebody_else_holds_is_busy(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0)
    store = open_store(f"sqlite:///{made}")
    holder = sqlite3.connect(made, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy) as raised, store.write() as w:
        w.add_clients([Client(id="heron")])
    assert str(raised.value) == "Not saved: the store is busy. Press the button again."
    with store.read() as r:
        assert r.list_clients() == []
    holder.execute("ROLLBACK")
    holder.close()
    with store.write() as w:
        w.add_clients([Client(id="heron")])
    store.close()


def test_a_server_that_does_not_answer_is_said_so_without_the_password() -> None:
    with pytest.raises(StoreError) as raised:
        open_store("postgresql://owl:feathers@127.0.0.1:1/iopkit")
    assert "cannot be opened" in str(raised.value)
    assert "feathers" not in str(raised.value)


@pytest.mark.parametrize("address", ["feathers", "postgresql://owl:feathers@host:nest/iopkit"])
def test_what_is_no_address_is_not_repeated(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOPKIT_DATABASE", address)
    with pytest.raises(StoreError, match="What IOPKIT_DATABASE holds is no database address") as raised:
        open_store()
    assert "feathers" not in str(raised.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_postgresql_address_uses_the_driver_that_iopkit_installs(scheme: str) -> None:
    url = store_address(f"{scheme}://owl@host/iopkit")
    assert url.render_as_string() == "postgresql+psycopg://owl@host/iopkit"
    assert file_of(url) is None


def test_without_an_address_the_store_is_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOPKIT_DATABASE", " ")
    assert file_of(store_address()) == default_file()
    assert default_file().name == "iopkit.sqlite"


def test_a_tilde_is_the_users_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    open_store("sqlite:///~/own/iopkit.sqlite", create=True).close()
    assert (tmp_path / "own" / "iopkit.sqlite").stat().st_size > 0


def test_stores_in_memory_do_not_know_each_other() -> None:
    one, other = memory_store(), memory_store()
    with one.write() as w:
        w.add_clients([Client(id="heron")])
    with other.read() as r:
        assert r.list_clients() == []
    one.close()
    other.close()


def test_an_empty_server_database_is_no_store_until_it_is_asked_for(request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue("_postgres_server").get_uri(database="postgres")
    with pytest.raises(NoStore, match="There is no store at postgresql"):
        open_store(address)
