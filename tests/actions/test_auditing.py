"""Whoever writes into the store's file past iopkit is found: the triggers are dropped here as they would."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from iopkit.actions.auditing import verify
from iopkit.errors import NotAllowed
from iopkit.model.audit import BEFORE_ALL, chained
from iopkit.store.opening import memory_store
from iopkit.store.store import Store


@pytest.fixture
def store() -> Iterator[Store]:
    """A store whose audit has five rows."""
    store = memory_store()
    for number in range(1, 6):
        with store.write("owl") as w:
            w.record("look", session=f"s{number}")
    yield store
    store.close()


def _past_iopkit(store: Store, *statements: str) -> None:
    with store._engine.connect().execution_options(iopkit_writes=True) as connection, connection.begin():
        for trigger in ("audit_is_not_changed", "audit_is_not_emptied"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        for statement in statements:
            connection.execute(text(statement))


def test_an_audit_that_nobody_touched_is_whole(store: Store) -> None:
    assert verify(store) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE audit SET by = 'elk' WHERE id = 3", "Row 3 was altered: it does not fit its own hash."),
        (
            "UPDATE audit SET at = '2020-01-01' WHERE id = 5",
            "Row 5 was altered: it does not fit its own hash.",
        ),
        ("DELETE FROM audit WHERE id = 3", "Before row 4, row 3 is missing."),
        ("DELETE FROM audit WHERE id IN (2, 3)", "Before row 4, row 2 to 3 is missing."),
        ("DELETE FROM audit WHERE id = 1", "Before row 2, row 1 is missing."),
        ("DELETE FROM audit WHERE id = 5", "The audit ends at row 4, and had 5 rows: the end is missing."),
        ("DELETE FROM audit", "The audit ends at row 0, and had 5 rows: the end is missing."),
        (
            "INSERT INTO audit SELECT 6, at, by, act, session, clients, detail, hash, hash FROM audit "
            "WHERE id = 5",
            "Row 6 was altered: it does not fit its own hash.",
        ),
        (
            "UPDATE audit SET session = CASE id WHEN 2 THEN 's3' ELSE 's2' END WHERE id IN (2, 3)",
            "Row 2 was altered: it does not fit its own hash.",
        ),
    ],
)
def test_what_was_done_past_iopkit_is_found(store: Store, statement: str, says: str) -> None:
    _past_iopkit(store, statement)
    assert any(fault.startswith(says) for fault in verify(store))


def test_a_row_put_in_with_a_hash_that_fits_is_still_found(store: Store) -> None:
    with store.read() as r:
        last = list(r.audit_rows())[-1]
    forged = chained(last.hash, id=6, at=last.at, by="elk", act="look")
    values = f"6, '2026-01-05', 'elk', 'look', NULL, '[]', '{{}}', '{last.hash}', '{forged.hash}'"
    _past_iopkit(store, f"INSERT INTO audit VALUES ({values})")
    assert "The audit ends at row 6, which is not the row that was written last." in verify(store)


def test_an_audit_written_anew_is_found_by_a_head_that_was_kept(store: Store) -> None:
    with store.read() as r:
        number, kept = r.audit_head()
        old = list(r.audit_rows())
    last, rows = BEFORE_ALL, []
    for row in old:
        fields = row.model_dump(exclude={"previous", "hash"}) | {"by": "elk"}
        rows.append(chained(last, **fields))
        last = rows[-1].hash
    anew = [
        f"UPDATE audit SET by = 'elk', previous = '{row.previous}', hash = '{row.hash}' WHERE id = {row.id}"
        for row in rows
    ]
    _past_iopkit(store, *anew, f"UPDATE audit_head SET hash = '{last}'")
    assert verify(store) == []
    assert verify(store, f"{number}:{kept}") == [
        "Row 5 is not the one whose hash was kept: the audit was written anew."
    ]


def test_a_kept_head_holds_while_the_audit_grows(store: Store) -> None:
    with store.read() as r:
        number, kept = r.audit_head()
    with store.write() as w:
        w.record("look")
    assert verify(store, f"{number}:{kept}") == []
    _past_iopkit(store, "DELETE FROM audit WHERE id > 4", "UPDATE audit_head SET count = 4")
    assert "Row 5, whose hash was kept, is gone." in verify(store, f"{number}:{kept}")


def test_a_head_that_is_none_is_told(store: Store) -> None:
    with pytest.raises(NotAllowed, match="give NUMBER:HASH"):
        verify(store, "five")
