"""What the Hub's groups make of somebody here, on both databases."""

import pytest

from iopkit.actions.accounts import add_account, disable_account
from iopkit.actions.hub_sign_in import HubPerson, begin_from_hub, unlock_from_hub
from iopkit.actions.sign_in import lock, stay_of
from iopkit.errors import NotAllowed, Refused
from iopkit.model.care import Group, Program, Site
from iopkit.model.codes import Role
from iopkit.model.people import Staff
from iopkit.store.store import Store


@pytest.fixture
def clinic(store: Store) -> Store:
    """Two programs with a group each, and somebody who leads one of them."""
    with store.write() as w:
        w.add_staff([Staff(id="owl", name="Owl J.", role=Role.FACILITATOR)])
        w.add_programs([Program(id="p1", name="Day IOP"), Program(id="p2", name="Evening IOP")])
        w.add_groups([Group(id="g1", name="Morning A", program="p1", facilitators=("owl",))])
        w.add_groups([Group(id="g2", name="Evening B", program="p2", facilitators=("owl",))])
    return store


def person(*groups: str, name: str = "otter") -> HubPerson:
    """Somebody in these groups at the Hub."""
    return HubPerson(name, tuple(f"iopkit-{one}" for one in groups))


def reached(store: Store, name: str = "otter") -> tuple[Role, set[str], set[str]]:
    """Role, groups and programs as the store has them."""
    with store.read() as r:
        found = r.find_person(name)
    return found.staff.role, set(found.groups), set(found.programs)


def acts(store: Store) -> list[str]:
    """What the audit says was done, in order."""
    with store.read() as r:
        return [row.act for row in r.audit_rows()]


def test_an_account_is_made_as_the_groups_say(clinic: Store) -> None:
    arrival = begin_from_hub(clinic, person("facilitator", "group-g1", "group-evening-b"))
    assert stay_of(clinic, arrival.token).staff == "otter"
    assert reached(clinic) == (Role.FACILITATOR, {"g1", "g2"}, set())
    assert acts(clinic)[-4:] == ["set_role", "add_account", "set_reach", "sign_in"]
    with clinic.read() as r:
        assert r.get_account("otter").password == ""
        assert r.get_group("g1").facilitators == ("owl", "otter")


def test_the_next_sign_in_takes_away_what_the_hub_has_taken_away(clinic: Store) -> None:
    begin_from_hub(clinic, person("supervisor", "program-p1", "program-evening-iop"))
    assert reached(clinic) == (Role.SUPERVISOR, set(), {"p1", "p2"})
    begin_from_hub(clinic, person("facilitator", "group-g2"))
    assert reached(clinic) == (Role.FACILITATOR, {"g2"}, set())
    begin_from_hub(clinic, person("facilitator"))
    assert reached(clinic) == (Role.FACILITATOR, set(), set())


def test_who_is_on_the_staff_list_keeps_their_name_and_gets_the_hubs_reach(clinic: Store) -> None:
    begin_from_hub(clinic, person("facilitator", "group-g1", name="owl"))
    assert reached(clinic, "owl") == (Role.FACILITATOR, {"g1"}, set())
    with clinic.read() as r:
        assert r.find_person("owl").staff.name == "Owl J."


def test_a_sign_in_that_changes_nothing_is_one_row_of_the_audit(clinic: Store) -> None:
    begin_from_hub(clinic, person("facilitator", "group-g1"))
    before = len(acts(clinic))
    begin_from_hub(clinic, person("facilitator", "group-g1"))
    assert acts(clinic)[before:] == ["sign_in"]


@pytest.mark.parametrize("groups", [(), ("group-g1",), ("janitor",), ("program-p1", "group-g1")])
def test_without_a_role_nobody_gets_an_account(clinic: Store, groups: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="in none of the groups that open iopkit"):
        begin_from_hub(clinic, person(*groups))
    with clinic.read() as r:
        assert r.find_account("otter") is None
        assert "otter" not in {one.id for one in r.list_staff()}
    assert acts(clinic)[-1] == "sign_in_failed"


def test_who_has_lost_their_role_reaches_nothing_and_is_signed_in_nowhere(clinic: Store) -> None:
    arrival = begin_from_hub(clinic, person("facilitator", "group-g1"))
    with pytest.raises(Refused):
        begin_from_hub(clinic, person("group-g1"))
    assert reached(clinic)[1] == set()
    assert stay_of(clinic, arrival.token) is None


def test_two_roles_are_named_and_refused(clinic: Store) -> None:
    with pytest.raises(Refused, match="iopkit-author and iopkit-trainer"):
        begin_from_hub(clinic, person("trainer", "author"))


def test_a_disabled_account_stays_disabled(clinic: Store) -> None:
    begin_from_hub(clinic, person("author"))
    disable_account(clinic, "otter")
    with pytest.raises(Refused, match="disabled"):
        begin_from_hub(clinic, person("author"))
    with clinic.read() as r:
        assert r.get_account("otter").disabled_at is not None


def test_groups_that_mean_nothing_here_are_given_back(clinic: Store) -> None:
    arrival = begin_from_hub(clinic, person("author", "group-g9", "program-p9", "janitor"))
    assert set(arrival.unknown) == {"iopkit-group-g9", "iopkit-program-p9", "iopkit-janitor"}


@pytest.mark.parametrize("name", ["x" * 81, "a\nb", "\u202egnp", " "])
def test_a_name_that_cannot_be_an_id_is_refused(clinic: Store, name: str) -> None:
    with pytest.raises(NotAllowed):
        begin_from_hub(clinic, person("author", name=name))


def test_an_account_that_had_a_password_is_the_same_person(clinic: Store) -> None:
    add_account(clinic, "otter", role=Role.ADMINISTRATOR)
    begin_from_hub(clinic, person("author"))
    assert reached(clinic)[0] is Role.AUTHOR


def test_a_locked_stay_is_opened_by_its_own_person_alone(clinic: Store) -> None:
    token = begin_from_hub(clinic, person("facilitator", "group-g1")).token
    stay = lock(clinic, stay_of(clinic, token))
    with pytest.raises(Refused, match="only they can open it again"):
        unlock_from_hub(clinic, stay, person("facilitator", name="heron"))
    assert stay_of(clinic, token).locked
    unlock_from_hub(clinic, stay, person("facilitator"))
    assert not stay_of(clinic, token).locked
    assert reached(clinic)[1] == set()


def test_a_locked_stay_of_somebody_who_lost_their_role_ends(clinic: Store) -> None:
    token = begin_from_hub(clinic, person("facilitator")).token
    stay = lock(clinic, stay_of(clinic, token))
    with pytest.raises(Refused):
        unlock_from_hub(clinic, stay, person())
    assert stay_of(clinic, token) is None


def sites_of(store: Store) -> set[str]:
    """The sites that Otter was given."""
    with store.read() as r:
        return set(r.find_person("otter").sites)


def test_sites_are_given_and_taken_away_as_the_groups_say(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_sites([Site(id="s1", name="River Street"), Site(id="s2", name="Hill")])
    begin_from_hub(clinic, person("supervisor", "site-river-street", "site-s2"))
    assert sites_of(clinic) == {"s1", "s2"}
    begin_from_hub(clinic, person("supervisor", "site-s2"))
    assert sites_of(clinic) == {"s2"}


def test_a_site_that_nobody_knows_opens_no_other(clinic: Store) -> None:
    with pytest.raises(Refused, match="sites that iopkit does not know"):
        begin_from_hub(clinic, person("administrator", "site-riverstreet"))
    with clinic.read() as r:
        assert r.find_account("otter") is None
