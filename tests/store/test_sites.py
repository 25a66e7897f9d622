"""Sites, over every database: what belongs to each, who was given which, and the sums of each."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import inspect

from iopkit.model.account import Account
from iopkit.model.care import Episode, Group, Membership, Program, Site
from iopkit.model.codes import SessionStatus
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client, Staff
from iopkit.model.program import Outline
from iopkit.store.store import Store
from iopkit.store.upgrading import latest_version, upgrade

JANUARY = date(2026, 1, 1)


@pytest.fixture
def clinic(store: Store) -> Store:
    """Day and virtual in the north, evening in the south, and an older program of no site."""
    with store.write() as w:
        w.add_sites([Site(id="s", name="South"), Site(id="n", name="North")])
        places = {"day": "n", "virtual": "n", "evening": "s", "older": None}
        w.add_programs(
            Program(id=one, name=one.title(), site=site, time_zone="America/New_York")
            for one, site in places.items()
        )
        w.add_clients(
            [Client(id="heron", site="n"), Client(id="otter"), Client(id="newt"), Client(id="wren")]
        )
        w.add_groups(Group(id=f"{one} group", name=one, program=one) for one in places)
        w.add_groups([Group(id="loose", name="loose")])
        w.record("set_up")
    return store


def test_everything_is_found_again_with_its_site(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_outline(Outline(id="o", title="Spring", site="s"))
        w.record("plan")
    with clinic.read() as r:
        assert [one.name for one in r.list_sites()] == ["North", "South"]
        assert {one.id: one.site for one in r.list_programs()} == {
            "day": "n",
            "virtual": "n",
            "evening": "s",
            "older": None,
        }
        assert {one.id: one.site for one in r.list_groups()} == {
            "day group": "n",
            "virtual group": "n",
            "evening group": "s",
            "older group": None,
            "loose": None,
        }
        assert r.get_client("heron").site == "n"
        assert r.get_client("otter").site is None
        assert r.list_client_sites({"heron", "otter"}) == {"heron": "n"}
        assert r.list_clients_of({"n", "s"}) == {"heron"}
        assert r.get_outline("o").site == "s"


def test_whoever_is_given_sites_has_those_and_no_others(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_staff([Staff(id="owl", name="Owl O.")])
        w.add_account(Account(staff="owl"))
        w.set_staff_sites("owl", {"n", "s"})
        w.set_staff_sites("owl", {"s"})
        person = w.find_person("owl")
        w.record("give")
    assert person is not None
    assert person.sites == {"s"}


def test_clients_settle_at_the_site_of_their_programs_where_it_is_one(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_episodes([Episode(id="1", client="otter", program="evening", admitted_on=JANUARY)])
        w.add_memberships([Membership(group="day group", client="newt", joined_on=JANUARY)])
        w.add_episodes([Episode(id="2", client="wren", program="day", admitted_on=JANUARY)])
        w.add_memberships([Membership(group="evening group", client="wren", joined_on=JANUARY)])
        w.add_episodes([Episode(id="3", client="heron", program="evening", admitted_on=JANUARY)])
        w.settle_clients()
        w.record("settle")
    with clinic.read() as r:
        found = {one.id: one.site for one in r.list_clients()}
    # Heron was at a site before; Wren is at two, which nobody can settle.
    assert found == {"heron": "n", "otter": "s", "newt": "n", "wren": None}


def test_clients_elsewhere_are_those_of_the_program_and_of_its_groups(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_clients([Client(id="bear", site="n"), Client(id="lynx", site="s")])
        w.add_episodes([Episode(id="1", client="heron", program="day", admitted_on=JANUARY)])
        w.add_memberships([Membership(group="day group", client="bear", joined_on=JANUARY)])
        w.add_episodes([Episode(id="2", client="lynx", program="evening", admitted_on=JANUARY)])
        w.record("set_up")
        assert w.count_clients_elsewhere("day", "s") == 2
        assert w.count_clients_elsewhere("day", "n") == 0
        assert w.count_clients_elsewhere("evening", "n") == 1


def test_care_is_counted_by_site(clinic: Store) -> None:
    stays = [
        ("1", "heron", "day", date(2026, 1, 1), date(2026, 1, 31)),  # left on the day itself
        ("2", "heron", "virtual", date(2026, 1, 10), None),
        ("3", "otter", "evening", date(2025, 6, 1), date(2025, 12, 31)),  # before
        ("4", "newt", "evening", date(2026, 1, 31), date(2026, 2, 3)),  # still there
        ("5", "wren", "older", date(2025, 6, 1), None),
        ("6", "otter", "evening", date(2026, 2, 1), None),  # not yet
    ]
    with clinic.write() as w:
        w.add_episodes(
            Episode(id=number, client=client, program=program, admitted_on=first, discharged_on=last)
            for number, client, program, first, last in stays
        )
        w.record("set_up")
    with clinic.read() as r:
        care = r.count_care(JANUARY, date(2026, 1, 31))
        only = r.count_care(JANUARY, date(2026, 1, 31), programs=["evening"])
    counted = {
        row["site"]: [row[c] for c in ("in_treatment", "admitted", "discharged")] for row in rows(care)
    }
    assert counted == {"n": [1, 2, 1], "s": [1, 1, 0], None: [1, 0, 0]}
    assert [row["site"] for row in rows(only)] == ["s"]


def rows(frame) -> list[dict[str, object]]:
    return frame.astype("object").where(frame.notna(), None).to_dict("records")


def test_sessions_held_are_counted_by_the_days_of_their_own_time_zone(clinic: Store) -> None:
    late = datetime(2026, 2, 1, 4, 30, tzinfo=UTC)  # half past eleven at night on 31 January in New York
    early = datetime(
        2026, 1, 1, 4, 30, tzinfo=UTC
    )  # still 2025 there; in UTC, for the group without a program, not
    held = [("1", "day group", late), ("2", "day group", early), ("3", "loose", late), ("4", "loose", early)]
    with clinic.write() as w:
        w.add_sessions(
            GroupSession(
                id=number,
                group=group,
                starts_at=start,
                ends_at=start + timedelta(hours=1),
                status=SessionStatus.HELD,
            )
            for number, group, start in held
        )
        w.add_sessions(
            [GroupSession(id="5", group="day group", starts_at=late, ends_at=late + timedelta(hours=1))]
        )
        w.record("set_up")
    with clinic.read() as r:
        assert r.count_held(JANUARY, date(2026, 1, 31)) == {"n": 1, None: 1}
        assert r.count_held(JANUARY, date(2026, 1, 31), groups=["loose"]) == {None: 1}


def test_stays_are_counted_by_the_name_of_their_site(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_episodes(
            Episode(id=program, client="heron", program=program, admitted_on=JANUARY)
            for program in ("day", "virtual", "evening", "older")
        )
        w.record("set_up")
    with clinic.read() as r:
        stays = r.stays_frame(date(2026, 1, 31), by="site")
        frame = r.episodes_frame(programs=["day", "evening"])
    counted = stays.fillna({"site": "none"}).groupby("site")["episodes"].sum().to_dict()
    assert counted == {"North": 2, "South": 1, "none": 1}
    assert sorted(frame["site"]) == ["North", "South"]


def test_bringing_a_store_up_to_date_again_changes_nothing(clinic: Store) -> None:
    with clinic._engine.connect().execution_options(iopkit_writes=True) as connection, connection.begin():
        before = {
            name: inspect(connection).get_columns(name) for name in inspect(connection).get_table_names()
        }
        upgrade(connection)
        after = {
            name: inspect(connection).get_columns(name) for name in inspect(connection).get_table_names()
        }
        assert {n: [c["name"] for c in cs] for n, cs in after.items()} == {
            n: [c["name"] for c in cs] for n, cs in before.items()
        }
    with clinic.read() as r:
        assert r.version() == latest_version()
        assert len(r.list_sites()) == 2


def test_an_older_store_is_brought_up_to_date_with_what_it_holds(store: Store) -> None:
    with store.write() as w:
        w.make_anew(6)
        w.record("set_up")
    with store._engine.connect().execution_options(iopkit_writes=True) as connection, connection.begin():
        connection.exec_driver_sql("INSERT INTO programs (id, name, time_zone) VALUES ('day', 'Day', 'UTC')")
        connection.exec_driver_sql("INSERT INTO clients (id, populations) VALUES ('heron', '')")
        upgrade(connection)
    with store.read() as r:
        assert r.version() == latest_version()
        assert r.list_sites() == []
        assert [(one.id, one.site) for one in r.list_programs()] == [("day", None)]
        assert [(one.id, one.site) for one in r.list_clients()] == [("heron", None)]
