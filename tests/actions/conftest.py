"""A morning of group A: scheduled 14:00 to 15:00 UTC, with a clock that tests set by hand.

The plan, from tests/curricula/good: teach 10 minutes, a break of 5, a worksheet of 15.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from iopkit.content.library import Library, read_library
from iopkit.model.care import Group, Membership
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client, Staff
from iopkit.store.opening import memory_store
from iopkit.store.store import Store


@pytest.fixture(scope="session")
def library() -> Library:
    return read_library(Path(__file__).parents[1] / "curricula" / "good").require()


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """``at("14:05")``: that time on the day of the session."""

    def moment(clock: str) -> datetime:
        hour, minute = clock.split(":")
        return datetime(2026, 1, 5, int(hour), int(minute), tzinfo=UTC)

    return moment


@pytest.fixture
def clinic(at: Callable[[str], datetime]) -> Iterator[Store]:
    store = memory_store()
    with store.write() as w:
        w.add_staff([Staff(id="owl", name="Owl O.")])
        w.add_clients([Client(id=one) for one in ("bear", "heron", "otter")])
        w.add_groups([Group(id="a", name="Morning A")])
        joined = date(2026, 1, 1)
        w.add_memberships([Membership(group="a", client=one, joined_on=joined) for one in ("heron", "otter")])
        w.add_memberships([Membership(group="a", client="bear", joined_on=date(2026, 1, 6))])
        w.add_sessions([GroupSession(id="s", group="a", starts_at=at("14:00"), ends_at=at("15:00"))])
    store.clock = lambda: at("14:00")
    yield store
    store.close()


@pytest.fixture
def clock(clinic: Store, at: Callable[[str], datetime]) -> Callable[[str], None]:
    """``clock("14:05")`` sets the time that the store tells."""

    def set_to(text: str) -> None:
        clinic.clock = lambda: at(text)

    return set_to
