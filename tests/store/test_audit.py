"""Every change leaves a row behind, chained to the one before; rows only come, in every kind of store."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from iopkit.errors import Refused
from iopkit.model.audit import BEFORE_ALL, AuditRow, seal
from iopkit.model.people import Client
from iopkit.store import tables
from iopkit.store.store import Store


def rows(store: Store) -> list[AuditRow]:
    with store.read() as r:
        return list(r.audit_rows())


def test_a_change_that_nobody_named_is_written_with_the_tables_it_touched(store: Store) -> None:
    with store.write("owl") as w:
        w.add_clients([Client(id="heron"), Client(id="otter")])
    (row,) = rows(store)
    assert (row.id, row.by, row.act, row.said) == (1, "owl", "change", {"rows": {"clients": 2}})


def test_a_named_change_says_whose_records_and_when(store: Store) -> None:
    store.clock = lambda: datetime(2026, 1, 5, 9, 0, 0, 123456, tzinfo=UTC)
    with store.write("owl") as w:
        w.add_clients([Client(id="heron")])
        w.record("mark_attendance", session="s1", clients=["otter", "heron"], detail={"status": "late"})
    (row,) = rows(store)
    assert (row.act, row.session, row.client_ids) == ("mark_attendance", "s1", ["heron", "otter"])
    assert row.at == datetime(2026, 1, 5, 9, 0, 0, 123456, tzinfo=UTC)


def test_looking_and_changing_nothing_leave_no_row(store: Store) -> None:
    with store.read() as r:
        r.list_clients()
    with store.write():
        pass
    assert rows(store) == []


def test_a_change_that_is_taken_back_leaves_no_row(store: Store) -> None:
    def fail() -> None:
        with store.write() as w:
            w.add_clients([Client(id="heron")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert rows(store) == []


def test_a_refusal_is_written_and_nothing_else(store: Store) -> None:
    def be_refused() -> None:
        with store.write("owl") as w:
            w.add_clients([Client(id="heron")])
            raise Refused("Not you.", act="take_roll", session="s1")

    with pytest.raises(Refused):
        be_refused()
    (row,) = rows(store)
    assert (row.by, row.act, row.session, row.said) == ("owl", "refused", "s1", {"act": "take_roll"})
    with store.read() as r:
        assert r.list_clients() == []


def test_each_row_holds_the_hash_of_the_one_before(store: Store) -> None:
    for name in ("heron", "otter", "wren"):
        with store.write() as w:
            w.add_clients([Client(id=name)])
    first, second, third = rows(store)
    assert (first.previous, second.previous, third.previous) == (BEFORE_ALL, first.hash, second.hash)
    assert [one.hash for one in (first, second, third)] == [seal(one) for one in (first, second, third)]
    with store.read() as r:
        assert r.audit_head() == (3, third.hash)


def test_the_hash_is_that_of_what_the_row_says() -> None:
    """Worked out outside of iopkit, with sha256sum over the very text."""
    row = AuditRow(
        id=1,
        at=datetime(2026, 1, 5, 9, tzinfo=UTC),
        by="owl",
        act="pause",
        session="s1",
        previous=BEFORE_ALL,
        hash="",
    )
    assert seal(row) == "d1c36668fea7fc544aa81f77beeaa8cc7055446f541bf2066389b9faac1cfd96"


@pytest.mark.parametrize(
    "statement",
    [
        update(tables.audit).values(act="nothing"),
        delete(tables.audit),
        delete(tables.audit).where(tables.audit.c.id == 1),
    ],
)
def test_the_database_itself_refuses_to_change_or_remove_rows(store: Store, statement: object) -> None:
    with store.write() as w:
        w.add_clients([Client(id="heron")])
    engine = store._engine.execution_options(iopkit_writes=True)
    with pytest.raises(DBAPIError, match="the audit only grows"), engine.begin() as connection:
        connection.execute(statement)
    assert len(rows(store)) == 1


def test_postgresql_refuses_to_empty_the_table(store: Store) -> None:
    if store._engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DBAPIError, match="the audit only grows"), store._engine.begin() as connection:
        connection.execute(text("TRUNCATE audit"))


def test_rows_are_found_by_who_what_whom_and_when(store: Store) -> None:
    moments = [datetime(2026, 1, day, 9, tzinfo=UTC) for day in (5, 6, 7)]
    said = [
        ("owl", "pause", "s1", []),
        ("elk", "rate", "s2", ["heron"]),
        ("owl", "rate", "s2", ["heron-2", 'a"b']),
    ]
    for moment, (by, act, session, clients) in zip(moments, said, strict=True):
        store.clock = lambda moment=moment: moment
        with store.write(by) as w:
            w.record(act, session=session, clients=clients)

    def found(**what: object) -> list[int]:
        with store.read() as r:
            return [one.id for one in r.search_audit(**what)]

    assert found() == [3, 2, 1]
    assert found(by="owl") == [3, 1]
    assert found(act="rate") == [3, 2]
    assert found(client="heron") == [2]
    assert found(client='a"b') == [3]
    assert found(client="%") == []
    assert found(sessions=["s1"]) == [1]
    assert found(sessions=[]) == []
    assert found(since=moments[1], until=moments[2]) == [2]
    assert found(limit=1) == [3]


def test_more_rows_than_are_read_at_a_time(store: Store) -> None:
    with store.write() as w:
        for number in range(2100):
            w.record("look", detail={"number": number})
    assert [row.said["number"] for row in rows(store)] == list(range(2100))


def test_sessions_changed_behind_a_number_are_found_and_looks_and_refusals_are_not(store: Store) -> None:
    acts = [("mark_attendance", "s1"), ("see_session", "s2"), ("import", None), ("go_to_step", "s3")]
    for act, session in acts:
        with store.write("owl") as w:
            w.record(act, session=session)
    with pytest.raises(Refused), store.write("owl"):
        raise Refused("No.", act="take_roll", session="s4")
    with store.read() as r:
        assert r.changes_since(0) == (5, {"s1", "s3"})
        assert r.changes_since(1) == (5, {"s3"})
        assert r.changes_since(4) == r.changes_since(5) == (5, set())
