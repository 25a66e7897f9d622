from collections import Counter

from iopkit.actions.demonstration.house import standing_groups
from iopkit.store.store import Store


def test_three_programs_of_level_2_1_ask_for_nine_hours(clinic: Store) -> None:
    with clinic.read() as r:
        programs = r.list_programs()
    assert [one.name for one in programs] == ["Day IOP", "Evening IOP", "Virtual IOP"]
    assert {(one.level_of_care, one.weekly_hours) for one in programs} == {("2.1", 9)}


def test_each_program_has_two_open_groups_with_facilitators(clinic: Store) -> None:
    with clinic.read() as r:
        groups = r.list_groups()
        facilitators = {one.id for one in r.list_staff() if one.role == "facilitator"}
    assert [one.name for one in groups] == [
        "Evening A",
        "Evening B",
        "Morning A",
        "Morning B",
        "Virtual A",
        "Virtual B",
    ]
    assert {(one.kind, one.capacity, one.curriculum) for one in groups} == {("open", 12, "core")}
    assert all(len(one.facilitators) == 2 and set(one.facilitators) <= facilitators for one in groups)


def test_every_role_is_there(clinic: Store) -> None:
    with clinic.read() as r:
        roles = Counter(str(one.role) for one in r.list_staff())
    assert roles == {
        "facilitator": 6,
        "supervisor": 2,
        "trainer": 1,
        "trainee": 1,
        "author": 1,
        "administrator": 1,
    }


def test_a_clinic_with_more_clients_has_more_groups() -> None:
    assert len(standing_groups(120)) == 6
    assert len(standing_groups(121)) == 9
    names = [one.group.name for one in standing_groups(3000)]
    assert len(names) == 150
    assert len(set(names)) == 150
    assert "Morning A2" in names
