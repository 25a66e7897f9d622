"""A store that somebody else keeps locked: a press is refused in a sentence, and works when it is free again.

A file is locked by another process that holds ``BEGIN EXCLUSIVE``; PostgreSQL by another connection that
holds a row that the press needs. The page waits five seconds for the lock and not for ever. Nothing of the
refused press is stored, and nothing that was stored before is lost. How long it takes is printed; that it
takes less than 15 seconds is asserted so that a hang is a failure.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from iopkit.actions import run_session, take_roll
from iopkit.actions.auditing import verify
from iopkit.errors import StoreBusy
from iopkit.model.codes import AttendanceStatus
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from iopkit.ui.guard import Guard
from iopkit.ui.pages.run_group.state import RunGroupState
from tests.adversity.bad_inputs import clinic

BUSY = "Not saved: the store is busy. Press the button again."
LONGEST = 15.0

_HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("PRAGMA busy_timeout = 5000")
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
print("let go", flush=True)
"""


@contextmanager
def held_file(address: str) -> Iterator[None]:
    """Another process holds the file until the block ends."""
    file = address.removeprefix("sqlite:///")
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield
        finally:
            holder.stdin.write("\n")
            holder.stdin.flush()
            assert holder.stdout.readline() == "let go\n"


@contextmanager
def held_row(address: str, row: str) -> Iterator[None]:
    """Another connection holds a row until the block ends."""
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection, connection.begin():
        connection.execute(text(f"SELECT 1 FROM {row} FOR UPDATE"))
        yield
    engine.dispose()


Hold = Callable[[str], AbstractContextManager[None]]
HOLDS: dict[str, Hold] = {
    "the file": held_file,
    "the audit": lambda address: held_row(address, "audit_head"),
    "the session": lambda address: held_row(address, "group_sessions WHERE id = 's'"),
    "the mark": lambda address: held_row(address, "attendance WHERE client_id = 'heron'"),
}


@pytest.fixture
def page(store: Store) -> tuple[RunGroupState, Guard]:
    """The room of session ``s``, heron marked already."""
    clinic.without_accounts(store)
    state = RunGroupState(store, clinic.library(), session_id="s")
    state.mark("heron", "present", 0)
    return state, Guard(state)


def _rows(store: Store) -> list[Any]:
    with store.read() as r:
        return [r.list_attendance("s"), r.list_marks("s", "heron"), r.audit_head()]


@pytest.mark.parametrize(
    ("store_address", "hold"),
    [("sqlite", "the file"), *(("postgresql", one) for one in HOLDS if one != "the file")],
    indirect=["store_address"],
)
def test_a_press_on_a_locked_store_says_that_it_is_busy_and_works_when_it_is_free(
    page: tuple[RunGroupState, Guard],
    store: Store,
    store_address: str,
    hold: str,
    counted: Callable[[str], None],
) -> None:
    state, guard = page
    before = _rows(store)
    with HOLDS[hold](store_address):
        began = time.monotonic()
        assert guard.run(lambda: state.mark("heron", "late", 1)) is False
        took = time.monotonic() - began
        assert state.notice.startswith(BUSY)
    counted(f"{hold} locked: the press was refused after {took:.1f} s")
    assert took < LONGEST
    assert _rows(store) == before
    assert guard.run(lambda: state.mark("heron", "late", 1)) is True
    assert state.notice == ""
    with store.read() as r:
        assert [one.attendance.status for one in r.list_marks("s", "heron")] == ["present", "late"]
    assert verify(store) == []


@pytest.mark.parametrize("store_address", ["sqlite"], indirect=True)
def test_thirty_seconds_of_a_locked_store_lose_no_press_and_store_none(
    page: tuple[RunGroupState, Guard], store: Store, store_address: str, counted: Callable[[str], None]
) -> None:
    """Whoever presses on for half a minute is told each time; then all goes on as if nothing had been."""
    state, guard = page
    before = _rows(store)
    with held_file(store_address):
        ends, told = time.monotonic() + 30, 0
        while time.monotonic() < ends:
            assert guard.run(lambda: state.pause()) is False
            assert state.notice.startswith(BUSY)
            told += 1
    counted(f"a store locked for 30 s: told {told} times")
    assert _rows(store) == before
    assert guard.run(state.pause) is True
    assert state.clock["paused"] is True
    assert verify(store) == []


@pytest.mark.parametrize("store_address", ["postgresql"], indirect=True)
def test_a_mark_that_meets_the_close_has_its_minutes(
    page: tuple[RunGroupState, Guard],
    store: Store,
    store_address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otter's first mark is on its way when the session is closed: the close waits for it and counts it."""
    on_its_way, go_on = threading.Event(), threading.Event()
    with_minutes = take_roll._with_minutes

    def slowly(*given: Any) -> Any:
        mark = with_minutes(*given)
        on_its_way.set()
        assert go_on.wait(LONGEST)
        return mark

    monkeypatch.setattr(take_roll, "_with_minutes", slowly)
    other = open_store(store_address)
    other.clock = store.clock
    present = AttendanceStatus.PRESENT
    marking = threading.Thread(target=take_roll.mark_attendance, args=(other, "s", "otter", present, 0, None))
    closing = threading.Thread(target=run_session.close_session, args=(store, "s", 1, None))
    marking.start()
    assert on_its_way.wait(LONGEST)
    closing.start()
    closing.join(0.5)
    go_on.set()
    for one in (marking, closing):
        one.join(LONGEST)
    other.close()
    with store.read() as r:
        assert r.get_run("s").closed_at is not None
        # Twenty minutes have passed, all of them in the first step.
        assert {one.client: one.minutes for one in r.list_attendance("s")} == {"heron": 20, "otter": 20}


@pytest.mark.parametrize("store_address", ["postgresql"], indirect=True)
def test_a_change_that_was_frozen_half_way_holds_nobody_for_ever(store: Store) -> None:
    """The server ends it by itself; what it holds is let go."""
    with store.read() as r:
        says = r._connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar()
        waits = r._connection.execute(text("SHOW lock_timeout")).scalar()
    assert (says, waits) == ("5min", "5s")


@pytest.mark.parametrize("store_address", ["sqlite"], indirect=True)
def test_a_store_that_is_locked_while_it_is_opened_says_so(store: Store, store_address: str) -> None:
    store.close()
    with held_file(store_address):
        opened = open_store(store_address)  # who only reads is let in
        with pytest.raises(StoreBusy, match=BUSY), opened.write() as w:
            w.set_setting("time_zone", "UTC")
        opened.close()
    assert Path(store_address.removeprefix("sqlite:///")).exists()
