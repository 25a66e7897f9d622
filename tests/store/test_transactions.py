"""A change is stored as a whole or not at all; reading sees one moment and changes nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import StatementError

from iopkit.errors import StoreError
from iopkit.model.care import Group, Membership
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from iopkit.store.tables import metadata


def test_the_migrations_end_where_the_tables_are(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def add_heron_to_no_group(store: Store) -> None:
    with store.write() as w:
        w.add_clients([Client(id="heron")])
        w.add_memberships([Membership(group="zz", client="heron", joined_on=date(2026, 1, 1))])


def test_a_change_that_fails_leaves_nothing_behind(
    store: Store, row_counts: Callable[[Store], dict[str, int]]
) -> None:
    before = row_counts(store)
    with pytest.raises(StoreError):
        add_heron_to_no_group(store)
    assert row_counts(store) == before


def test_a_second_client_of_the_same_id_is_refused(store: Store) -> None:
    with store.write() as w:
        w.add_clients([Client(id="heron")])
    with pytest.raises(StoreError, match="Not saved: the store refused it"), store.write() as w:
        w.add_clients([Client(id="otter"), Client(id="heron")])
    with store.read() as r:
        assert r.list_client_ids() == {"heron"}


def test_nothing_can_be_changed_while_reading(store: Store) -> None:
    with pytest.raises(StoreError), store.read() as r:
        r.add_clients([Client(id="heron")])
    with store.write() as w:
        w.add_clients([Client(id="otter")])
    with store.read() as r:
        assert r.list_client_ids() == {"otter"}


def test_reading_sees_one_moment_whatever_others_write(store: Store, store_address: str) -> None:
    other = open_store(store_address)
    with store.read() as r:
        assert r.list_clients() == []
        with other.write() as w:
            w.add_clients([Client(id="heron")])
        assert r.list_clients() == []
    with store.read() as r:
        assert r.list_client_ids() == {"heron"}
    other.close()


def test_moments_are_kept_in_utc_to_the_microsecond(store: Store) -> None:
    local = datetime(2026, 1, 5, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-5)))
    with store.write() as w:
        w.add_groups([Group(id="a", name="Morning A")])
        w.add_sessions([GroupSession(id="s", group="a", starts_at=local, ends_at=local + timedelta(hours=1))])
    with store.read() as r:
        starts = r.get_session("s").starts_at
    assert starts == datetime(2026, 1, 5, 14, 0, 0, 123456, tzinfo=UTC)
    assert starts.utcoffset() == timedelta()


def test_a_moment_without_a_zone_is_not_stored(store: Store) -> None:
    with store.write() as w:
        w.add_groups([Group(id="a", name="Morning A")])
        moment = datetime(2026, 1, 5, tzinfo=UTC)
        w.add_sessions([GroupSession(id="s", group="a", starts_at=moment, ends_at=moment)])
    store.clock = lambda: datetime(2026, 1, 5, 9)
    with (
        pytest.raises(StatementError, match="has no time zone; moments are stored in UTC"),
        store.write() as w,
    ):
        w.add_stretch("s", 0)
