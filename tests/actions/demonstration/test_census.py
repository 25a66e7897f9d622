from collections import Counter
from datetime import date

import pytest

from iopkit.actions.demonstration import make_demonstration
from iopkit.store.store import Store


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_group_has_six_to_twelve_members_today(empty_store: Store, today: date, seed: int) -> None:
    make_demonstration(empty_store, seed=seed, today=today)
    with empty_store.read() as r:
        members = [len(r.list_members(group.id, today)) for group in r.list_groups()]
    assert len(members) == 6
    assert min(members) >= 6
    assert max(members) <= 12


def test_no_group_ever_held_more_than_it_has_seats_for(large_clinic: Store) -> None:
    with large_clinic.read() as r:
        roll = r.attendance_frame()
        seats = {group.id: group.capacity for group in r.list_groups()}
    # On one day, a client may be leaving while the next one joins.
    crowd = roll.groupby(["group", "session"])["client"].nunique()
    assert set(seats.values()) == {12}
    assert (crowd <= 12 + 2).all()


def test_memberships_last_as_long_as_episodes(clinic: Store) -> None:
    with clinic.read() as r:
        groups = {group.id: group.program for group in r.list_groups()}
        members = Counter(
            (one.client, groups[one.group], one.joined_on, one.left_on) for one in r.list_memberships()
        )
        stays = Counter(
            (one.client, one.program, one.admitted_on, one.discharged_on) for one in r.list_episodes()
        )
    assert members == stays
