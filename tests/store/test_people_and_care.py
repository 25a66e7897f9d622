from datetime import date

import pytest

from iopkit.errors import NotFound, StoreError
from iopkit.model.care import Episode, Group, Membership, Program
from iopkit.model.codes import DischargeReason, GroupKind, Population, Role
from iopkit.model.people import Client, Staff
from iopkit.store.store import Store


def test_clients_are_kept_as_they_are(store: Store) -> None:
    otter = Client(
        id="otter", name="Otter B.", birth_year=1990, populations=(Population.ADULT, Population.CO_OCCURRING)
    )
    with store.write() as w:
        w.add_clients([otter, Client(id="heron")])
    with store.read() as r:
        assert r.list_clients() == [Client(id="heron"), otter]
        assert r.get_client("otter") == otter
        assert r.list_client_ids() == {"heron", "otter"}


def test_a_client_who_is_not_there_is_named(store: Store) -> None:
    with store.read() as r, pytest.raises(NotFound, match=r"^No client 'zz' in this store\.$"):
        r.get_client("zz")


def test_staff_are_listed_by_name(clinic: Store) -> None:
    with clinic.read() as r:
        assert r.list_staff() == [
            Staff(id="elk", name="Elk E.", role=Role.SUPERVISOR),
            Staff(id="owl", name="Owl O."),
        ]


def test_a_setting_is_kept_and_replaced(store: Store) -> None:
    with store.write() as w:
        w.set_setting("time_zone", "Europe/Oslo")
        w.set_setting("time_zone", "Europe/Riga")
    with store.read() as r:
        assert r.find_setting("time_zone") == "Europe/Riga"
        assert r.find_setting("demonstration") is None


def test_programs_and_groups_are_kept_as_they_are(store: Store) -> None:
    program = Program(
        id="eve", name="Evening IOP", level_of_care="2.1", weekly_hours=9, time_zone="Asia/Tokyo"
    )
    group = Group(
        id="b",
        name="Evening B",
        program="eve",
        facilitators=("owl", "elk"),
        capacity=12,
        kind=GroupKind.CLOSED,
        curriculum="core",
    )
    with store.write() as w:
        w.add_programs([program])
        w.add_staff([Staff(id="elk", name="Elk E."), Staff(id="owl", name="Owl O.")])
        w.add_groups([group, Group(id="a", name="Afternoon A")])
    with store.read() as r:
        assert r.list_programs() == [program]
        assert r.list_groups() == [Group(id="a", name="Afternoon A"), group]
        assert r.get_group("b") == group


def test_a_group_that_is_not_there_is_answered_with_those_that_are(clinic: Store) -> None:
    with clinic.read() as r, pytest.raises(NotFound, match=r"No group 'zz' in this store\. Its groups: a\."):
        r.get_group("zz")


def test_episodes_are_listed_by_admission(clinic: Store) -> None:
    first = Episode(
        id="e1",
        client="heron",
        program="day",
        track="alcohol",
        level_of_care="2.1",
        admitted_on=date(2025, 3, 1),
        discharged_on=date(2025, 5, 1),
        discharge_reason=DischargeReason.LEFT,
    )
    second = Episode(id="e0", client="heron", admitted_on=date(2026, 1, 1))
    with clinic.write() as w:
        w.add_episodes([second, first])
    with clinic.read() as r:
        assert r.list_episodes() == [first, second]


def test_the_weeks_meetings_of_a_group_are_kept(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_meetings("a", [(4, "09:00", "12:00"), (0, "09:00", "12:00")])
    with clinic.read() as r:
        assert r.list_meetings("a") == [(0, "09:00", "12:00"), (4, "09:00", "12:00")]


def test_a_client_may_leave_a_group_and_come_back(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_clients([Client(id="bear", name="Bear A.")])
        w.add_memberships(
            [
                Membership(group="a", client="bear", joined_on=date(2026, 1, 1), left_on=date(2026, 1, 10)),
                Membership(group="a", client="bear", joined_on=date(2026, 2, 1)),
            ]
        )
    members = {}
    with clinic.read() as r:
        for day in [(1, 1), (1, 10), (1, 11), (1, 31), (2, 1), (12, 31)]:
            members[day] = "bear" in {one.id for one in r.list_members("a", date(2026, *day))}
        assert len(r.list_memberships()) == 4
    assert members == {
        (1, 1): True,
        (1, 10): True,
        (1, 11): False,
        (1, 31): False,
        (2, 1): True,
        (12, 31): True,
    }


def test_members_are_sorted_by_the_name_they_are_shown_by(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_clients([Client(id="a9", name="osprey K."), Client(id="z1", name="Bear A.")])
        w.add_memberships(
            [Membership(group="a", client=one, joined_on=date(2026, 1, 1)) for one in ("a9", "z1")]
        )
    with clinic.read() as r:
        shown = [one.shown for one in r.list_members("a", date(2026, 1, 5))]
    assert shown == ["Bear A.", "Heron M.", "osprey K.", "otter"]


def test_joining_twice_on_one_day_is_refused(clinic: Store) -> None:
    with pytest.raises(StoreError, match="Not saved: the store refused it"), clinic.write() as w:
        w.add_memberships([Membership(group="a", client="heron", joined_on=date(2026, 1, 1))])


def test_a_membership_of_an_unknown_client_is_refused(clinic: Store) -> None:
    with pytest.raises(StoreError, match="Not saved: the store refused it"), clinic.write() as w:
        w.add_memberships([Membership(group="a", client="zz", joined_on=date(2026, 1, 1))])
    with clinic.read() as r:
        assert len(r.list_memberships()) == 2
