"""Programs on paper are stored whole, and a change made on an old view of one is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect

from iopkit.errors import ChangedElsewhere, NotFound
from iopkit.model.people import Staff
from iopkit.model.program import Outline
from iopkit.store import tables
from iopkit.store.opening import open_store
from iopkit.store.store import Store

NOW = datetime(2026, 1, 5, 14, 20, tzinfo=UTC)
SPRING = Outline(id="spring", title="Spring <b>& summer</b>", rules=("h0015",)).with_plan("core-01", 1, 1)


@pytest.fixture
def stored(store: Store) -> Store:
    store.clock = lambda: NOW
    with store.write() as w:
        w.add_outline(SPRING)
    return store


def test_a_program_comes_back_as_it_was_stored(stored: Store) -> None:
    with stored.read() as r:
        assert r.get_outline("spring") == SPRING
        assert r.list_outlines() == [SPRING]


def test_programs_are_listed_by_title(stored: Store) -> None:
    with stored.write() as w:
        w.add_outline(Outline(id="autumn", title="Autumn"))
    with stored.read() as r:
        assert [one.id for one in r.list_outlines()] == ["autumn", "spring"]


def test_each_change_gives_the_next_version_and_says_who_made_it_when(stored: Store) -> None:
    with stored.write() as w:
        w.add_staff([Staff(id="owl", name="Owl O.")])
    with stored.write("owl") as w:
        w.set_outline(SPRING.with_plan("core-02", 1, 2))
    with stored.read() as r:
        changed = r.get_outline("spring")
        (row,) = r._all(tables.outlines)
    assert (changed.version, changed.plans_of(1, 2)) == (2, ("core-02",))
    assert (row.changed_by, row.changed_at) == ("owl", NOW)


def test_a_change_made_on_an_old_view_is_refused_and_nothing_is_stored(stored: Store) -> None:
    first = SPRING.with_plan("core-02", 1, 2)
    with stored.write() as w:
        w.set_outline(first)
    with pytest.raises(ChangedElsewhere, match="Somebody else changed this program"), stored.write() as w:
        w.set_outline(SPRING.with_plan("core-03", 1, 3))
    with stored.read() as r:
        assert r.get_outline("spring").days == first.days


def test_a_removed_program_is_told_as_such(stored: Store) -> None:
    with stored.write() as w:
        w.remove_outline("spring")
    with stored.read() as r, pytest.raises(NotFound, match="somebody removed it"):
        r.get_outline("spring")


def test_a_store_from_before_programs_is_brought_up_to_date_and_keeps_its_records(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'old.sqlite'}"
    engine = create_engine(address)
    with engine.begin() as connection:
        old = Config(attributes={"connection": connection})
        old.set_main_option("script_location", "iopkit.store:migrations")
        command.upgrade(old, "0001")
        connection.exec_driver_sql("INSERT INTO clients (id, name) VALUES ('heron', 'Heron M.')")
    assert "outlines" not in inspect(engine).get_table_names()
    engine.dispose()
    store = open_store(address)
    with store.write() as w:
        assert [one.id for one in w.list_clients()] == ["heron"]
        w.add_outline(SPRING)
    store.close()
