"""A small group with a session today, and no exception left unseen."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from iopkit.content.library import Library, read_library
from iopkit.model.care import Episode, Group, Membership, Program
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client, Staff
from iopkit.store.opening import memory_store
from iopkit.store.store import Store

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # nine in the morning in New York


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        """Let time go by."""
        self.now += timedelta(minutes=minutes)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def library() -> Library:
    return read_library().require()


@pytest.fixture
def clinic(clock: Clock) -> Iterator[Store]:
    """A day program with one group of three, meeting this morning."""
    store = memory_store()
    store.clock = clock
    with store.write() as w:
        w.add_programs([Program(id="day", name="Day IOP", time_zone="America/New_York")])
        w.add_staff([Staff(id="rowan", name="Rowan T.")])
        names = {"heron": "Heron M.", "otter": "Otter B.", "wren": "Wren D."}
        w.add_clients([Client(id=key, name=name) for key, name in names.items()])
        w.add_groups([Group(id="a", name="Morning A", program="day", facilitators=("rowan",))])
        w.add_memberships([Membership(group="a", client=key, joined_on=date(2026, 11, 1)) for key in names])
        w.add_episodes(
            [
                Episode(id=f"e-{key}", client=key, program="day", admitted_on=date(2026, 11, 1))
                for key in names
            ]
        )
        w.add_sessions(
            [
                GroupSession(
                    id="today",
                    group="a",
                    starts_at=MONDAY,
                    ends_at=MONDAY + timedelta(minutes=200),
                    plan="core-01-how-cravings-work",
                )
            ]
        )
    yield store
    store.close()


@pytest.fixture(autouse=True)
def _no_exception_was_logged(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> Iterator[None]:
    """A press that fails is caught by the guard; unless a test expects it, that is a failure."""
    yield
    if "expects_failure" in request.keywords:
        return
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
