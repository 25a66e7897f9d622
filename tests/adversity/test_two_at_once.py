"""Two people at once, and eight: whatever is pressed on one session is stored, or refused in a sentence.

Eight threads with stores of their own, and then two processes, press on session ``s`` without waiting for
each other: marks, check-ins, participation, answers, steps and pauses, on a file, an encrypted file and a
real PostgreSQL. What they saw is often old when they press. Then all that was acknowledged is looked for.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from iopkit.actions import auditing, run_session, take_roll
from iopkit.content.library import Library, read_library
from iopkit.errors import ChangedElsewhere
from iopkit.model.care import Group, Membership
from iopkit.model.codes import AttendanceStatus, Moment
from iopkit.model.group_session import CheckIn, GroupSession
from iopkit.model.people import Client, Staff
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from tests.adversity.presser import CLIENTS, Presser

PLAN = "mini-a-walk"
PRESSERS = [f"p{number}" for number in range(8)]
START = datetime(2026, 1, 5, 14, tzinfo=UTC)
PROGRAM = Path(__file__).with_name("presser.py")


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(Path(__file__).parents[1] / "curricula" / "good").require()


@pytest.fixture
def scheduled(store: Store) -> Store:
    """Group A of three, meeting now; nobody has pressed Start."""
    with store.write() as w:
        w.add_staff([Staff(id=one, name=one) for one in PRESSERS])
        w.add_clients([Client(id=one) for one in CLIENTS])
        w.add_groups([Group(id="a", name="Morning A")])
        joined = date(2026, 1, 1)
        w.add_memberships([Membership(group="a", client=one, joined_on=joined) for one in CLIENTS])
        ends = START + timedelta(hours=1)
        w.add_sessions([GroupSession(id="s", group="a", starts_at=START, ends_at=ends)])
    return store


@pytest.fixture
def running(scheduled: Store, library: Library) -> Store:
    run_session.start_session(scheduled, library, "s", PLAN, "p0")
    return scheduled


@contextmanager
def stores_at(address: str, number: int) -> Iterator[list[Store]]:
    stores = [open_store(address) for _ in range(number)]
    yield stores
    for one in stores:
        one.close()


def at_once(doings: Iterable[Callable[[], Any]]) -> list[Any]:
    """Do all of it at the same moment; what came of each, an exception included."""
    todo = list(doings)
    gate = Barrier(len(todo))

    def one(doing: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return doing()
        except Exception as error:  # the tests say which may come
            return error

    with ThreadPoolExecutor(len(todo)) as pool:
        return list(pool.map(one, todo))


def acts_of(store: Store) -> Counter[str]:
    with store.read() as r:
        return Counter(row.act for row in r.audit_rows())


def line_of(who: str, tallies: list[dict[str, Any]]) -> str:
    """How much was pressed, and what became of it."""
    stored, refused = (sum(sum(one[what].values()) for one in tallies) for what in ("stored", "refused"))
    return f"{who} at once: {stored + refused} presses, {stored} stored, {refused} refused"


def assert_nothing_is_lost(store: Store, tallies: list[dict[str, Any]]) -> None:
    """Everything acknowledged is in the store once, and nothing else is."""
    stored = sum((Counter(one["stored"]) for one in tallies), Counter())
    acknowledged = sorted(
        (client, version, status, by)
        for by, one in zip(PRESSERS, tallies, strict=False)
        for client, version, status in one["marks"]
    )
    with store.read() as r:
        marks = [mark for client in CLIENTS for mark in r.list_marks("s", client)]
        kept = [
            (one.attendance.client, one.attendance.version, one.attendance.status.value, one.marked_by)
            for one in marks
        ]
        versions = {
            "mark_attendance": sum(one.version for one in r.list_attendance("s")),
            "record_check_in": sum(one.version for one in r.list_check_ins("s")),
            "rate_participation": sum(one.version for one in r.list_participation("s")),
            "answer_item": sum(one.version for one in r.list_responses("s")),
        }
        run = r.get_run("s")
    assert sorted(kept) == acknowledged
    assert versions == {act: stored[act] for act in versions}
    acts = acts_of(store)
    assert versions == {act: acts[act] for act in versions}
    # Going on where somebody has gone on already is acknowledged, and changes nothing.
    moves = ("go_to_step", "pause", "resume")
    assert run.version - 1 == sum(acts[act] for act in moves) <= sum(stored[act] for act in moves)
    assert sum(one.stretches[-1][1] is None for one in run.steps if one.stretches) == int(not run.paused)
    assert auditing.verify(store) == []


def test_eight_who_press_at_once_lose_nothing(
    running: Store, store_address: str, counted: Callable[[str], None]
) -> None:
    with stores_at(store_address, len(PRESSERS)) as stores:
        pressers = [Presser(one, name) for one, name in zip(stores, PRESSERS, strict=True)]
        tallies = at_once([lambda one=one: one.press(25) for one in pressers])
    assert [one for one in tallies if isinstance(one, Exception)] == []
    counted(line_of("eight threads", tallies))
    assert sum(sum(one["stored"].values()) + sum(one["refused"].values()) for one in tallies) == 8 * 25
    assert_nothing_is_lost(running, tallies)


@pytest.mark.parametrize("store_address", ["sqlite", "postgresql"], indirect=True)
def test_two_processes_that_press_at_once_lose_nothing(
    running: Store, store_address: str, counted: Callable[[str], None]
) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, str(PROGRAM), store_address, name, "40"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in PRESSERS[:2]
    ]
    for one in processes:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in processes:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    tallies = [json.loads(one.communicate(timeout=60)[0]) for one in processes]
    counted(line_of("two processes", tallies))
    assert_nothing_is_lost(running, tallies)


def test_of_eight_first_marks_check_ins_and_ratings_one_of_each_is_stored(
    running: Store, store_address: str
) -> None:
    present = AttendanceStatus.PRESENT
    said = CheckIn(session="s", client="heron", moment=Moment.START, mood=5)
    ways: list[Callable[[Store, str], None]] = [
        lambda store, by: take_roll.mark_attendance(store, "s", "heron", present, 0, by),
        lambda store, by: take_roll.record_check_in(store, said, by),
        lambda store, by: take_roll.rate_participation(store, "s", "heron", 2, 0, by),
    ]
    for way in ways:
        with stores_at(store_address, len(PRESSERS)) as stores:
            pairs = zip(stores, PRESSERS, strict=True)
            came = at_once([lambda way=way, pair=pair: way(*pair) for pair in pairs])
        assert Counter(type(one) for one in came) == {type(None): 1, ChangedElsewhere: 7}
    acts = acts_of(running)
    assert (acts["mark_attendance"], acts["record_check_in"], acts["rate_participation"]) == (1, 1, 1)
    assert auditing.verify(running) == []


def test_who_goes_on_and_who_pauses_at_once_do_not_wait_for_each_other(
    running: Store, store_address: str
) -> None:
    """Each takes the run first, and the times behind it: the other way round a server finds a deadlock."""
    with stores_at(store_address, len(PRESSERS)) as stores:
        for turn in range(10):
            with running.read() as r:
                run = r.get_run("s")
            to = (run.step + 1) % 3
            go_on = [
                lambda one=one, to=to, run=run: run_session.go_to_step(one, "s", to, run.version, "p0")
                for one in stores[::2]
            ]
            hold = [
                lambda one=one, run=run: run_session.pause(one, "s", run.version, "p1")
                for one in stores[1::2]
            ]
            came = at_once([one for pair in zip(go_on, hold, strict=True) for one in pair])
            # Whoever finds the group on that step already has nothing left to do.
            assert {type(one).__name__ for one in came} == {"NoneType", "ChangedElsewhere"}, turn
    assert auditing.verify(running) == []


def test_a_session_that_eight_start_at_once_is_started_once(
    scheduled: Store, store_address: str, library: Library
) -> None:
    with stores_at(store_address, len(PRESSERS)) as stores:
        came = at_once(
            [
                lambda pair=pair: run_session.start_session(pair[0], library, "s", PLAN, pair[1])
                for pair in zip(stores, PRESSERS, strict=True)
            ]
        )
    assert came == [None] * 8
    assert acts_of(scheduled)["start_session"] == 1


def test_a_session_that_eight_close_at_once_is_closed_once(running: Store, store_address: str) -> None:
    for client in CLIENTS:
        take_roll.mark_attendance(running, "s", client, AttendanceStatus.PRESENT, 0, "p0")
    with stores_at(store_address, len(PRESSERS)) as stores:
        came = at_once(
            [
                lambda pair=pair: run_session.close_session(pair[0], "s", 1, pair[1])
                for pair in zip(stores, PRESSERS, strict=True)
            ]
        )
    assert came.count(None) == 1
    assert {type(one).__name__ for one in came} <= {"NoneType", "ChangedElsewhere", "NotAllowed"}
    assert acts_of(running)["close_session"] == 1
    with running.read() as r:
        assert {(one.version, one.minutes) for one in r.list_attendance("s")} == {(2, 0)}
