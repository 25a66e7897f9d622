"""A small clinic of birds and beasts: one program in New York, group A with two members, one session."""

from datetime import UTC, date, datetime

import pytest

from iopkit.model.care import Group, Membership, Program
from iopkit.model.codes import Role
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client, Staff
from iopkit.store.store import Store

NOW = datetime(2026, 1, 5, 14, 20, tzinfo=UTC)


@pytest.fixture
def clinic(store: Store) -> Store:
    store.clock = lambda: NOW
    with store.write() as w:
        w.add_programs([Program(id="day", name="Day IOP", time_zone="America/New_York")])
        w.add_staff([Staff(id="owl", name="Owl O."), Staff(id="elk", name="Elk E.", role=Role.SUPERVISOR)])
        w.add_clients([Client(id="heron", name="Heron M."), Client(id="otter")])
        w.add_groups([Group(id="a", name="Morning A", program="day", facilitators=("owl", "elk"))])
        joined = date(2026, 1, 1)
        w.add_memberships([Membership(group="a", client=one, joined_on=joined) for one in ("heron", "otter")])
        starts, ends = datetime(2026, 1, 5, 14, tzinfo=UTC), datetime(2026, 1, 5, 17, tzinfo=UTC)
        w.add_sessions([GroupSession(id="s1", group="a", starts_at=starts, ends_at=ends)])
    return store
