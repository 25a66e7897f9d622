"""A whole store moves from a file to a server and back, and nothing can be written into what it left."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iopkit.actions.auditing import verify
from iopkit.actions.demonstration import make_demonstration
from iopkit.actions.migrate_store import migrate_store
from iopkit.errors import NoStore, NotAllowed, StoreBusy, StoreError
from iopkit.store.copying import CopyVerbs
from iopkit.store.opening import open_store
from iopkit.store.store import Store


@pytest.fixture
def file(tmp_path: Path) -> str:
    """The address of a demonstration clinic in a file."""
    address = f"sqlite:///{tmp_path / 'clinic.sqlite'}"
    store = open_store(address, create=True)
    make_demonstration(store, clients=15)
    store.close()
    return address


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database."""
    with request.getfixturevalue("_postgres_database")() as address:
        yield address


def rows_of(address: str) -> dict[str, list[Any]]:
    """Every row of every table but those that say where it is."""
    store = open_store(address)
    with store.read() as r:
        found = {one.table: list(r.rows_of(one)) for one in r.shapes()}
    store.close()
    return {name: rows for name, rows in found.items() if not name.startswith("audit")}


def change(store: Store) -> None:
    """Change something."""
    with store.write() as w:
        w.set_setting("time_zone", "America/Denver")


def test_everything_is_there_afterwards_and_goes_on(file: str, server: str) -> None:
    before = rows_of(file)
    moved = migrate_store(file, server)
    assert rows_of(server) == before
    assert {name: one.rows for name, one in moved.items() if not name.startswith("audit")} == {
        name: len(rows) for name, rows in before.items()
    }
    store = open_store(server)
    change(store)
    assert verify(store) == []
    with store.read() as r:
        assert "migrate_store" in r.list_acts()
    store.close()


def test_and_back_again(file: str, server: str, tmp_path: Path) -> None:
    before = rows_of(file)
    migrate_store(file, server)
    home = f"sqlite:///{tmp_path / 'home.sqlite'}"
    migrate_store(server, home)
    assert rows_of(home) == before


def test_what_was_left_opens_no_more_and_says_where_the_records_are(file: str, server: str) -> None:
    migrate_store(file, server)
    with pytest.raises(
        StoreError, match=r"clinic\.sqlite were moved to postgresql.*Set IOPKIT_DATABASE to that"
    ):
        open_store(file)


@pytest.mark.parametrize("way", ["out", "back"])
def test_a_page_that_was_open_can_write_nothing_into_what_was_left(
    file: str, server: str, tmp_path: Path, way: str
) -> None:
    if way == "back":
        migrate_store(file, server)
    source, target = (file, server) if way == "out" else (server, f"sqlite:///{tmp_path / 'home.sqlite'}")
    still_open = open_store(source)
    migrate_store(source, target)
    with pytest.raises(StoreError, match="Not saved: the records of this store were moved to another"):
        change(still_open)
    still_open.close()


def test_nobody_writes_into_a_store_while_it_is_moved(
    file: str, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = []
    finish = CopyVerbs.number_on

    def press_meanwhile(self: CopyVerbs) -> None:
        other = open_store(file)
        with pytest.raises(StoreBusy):
            change(other)
        other.close()
        refused.append(True)
        finish(self)

    monkeypatch.setattr(CopyVerbs, "number_on", press_meanwhile)
    migrate_store(file, server)
    assert refused == [True]


def test_a_copy_that_differs_moves_nothing(file: str, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put = CopyVerbs.put_rows

    def lose_the_last(self: CopyVerbs, shape: Any, rows: Any) -> None:
        put(self, shape, list(rows)[:-1] if shape.table == "attendance" else rows)

    monkeypatch.setattr(CopyVerbs, "put_rows", lose_the_last)
    with pytest.raises(StoreError, match="Nothing was moved"):
        migrate_store(file, server)
    monkeypatch.undo()
    store = open_store(file)
    change(store)
    store.close()
    migrate_store(file, server)  # the target was left empty


def test_a_store_that_holds_something_takes_no_other(file: str, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="holds something already"):
        migrate_store(file, file)
    with pytest.raises(NoStore):
        migrate_store(f"sqlite:///{tmp_path / 'nowhere.sqlite'}", f"sqlite:///{tmp_path / 'new.sqlite'}")
    assert not (tmp_path / "nowhere.sqlite").exists()
