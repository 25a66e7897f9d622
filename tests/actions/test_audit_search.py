"""Searching the audit: supervisors in their programs, administrators everywhere, and always written down."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from iopkit.actions import auditing
from iopkit.actions.auditing import Search, disclosures, search, verify
from iopkit.errors import NotFound, Refused
from iopkit.model.account import Account
from iopkit.model.care import Episode, Group, Membership, Program
from iopkit.model.codes import Role
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client, Staff
from iopkit.store.store import Store

STAFF = {"owl": Role.SUPERVISOR, "fox": Role.ADMINISTRATOR, "rowan": Role.FACILITATOR, "wren": Role.AUTHOR}


@pytest.fixture
def clinic(store: Store) -> Store:
    """Two programs with a group, a session and a client each; Owl supervises the first one."""
    with store.write() as w:
        w.add_staff(Staff(id=one, name=one.title(), role=role) for one, role in STAFF.items())
        w.add_programs(Program(id=one, name=one) for one in ("day", "evening"))
        w.add_clients(Client(id=one, name=one.title()) for one in ("heron", "otter", "newt"))
        w.add_groups(Group(id=f"{one} group", name=one, program=one) for one in ("day", "evening"))
        w.add_sessions(
            GroupSession(
                id=f"{one} 1", group=f"{one} group", starts_at=w.now, ends_at=w.now + timedelta(hours=3)
            )
            for one in ("day", "evening")
        )
        w.add_episodes(
            Episode(id=client, client=client, program=program, admitted_on=date(2026, 1, 1))
            for client, program in (("heron", "day"), ("otter", "evening"))
        )
        w.add_memberships([Membership(group="day group", client="newt", joined_on=date(2026, 1, 1))])
        for one in STAFF:
            w.add_account(Account(staff=one, password="x"))
        w.set_supervised("owl", {"day"})
        w.record("set_up")
    return store


def look(
    store: Store, act: str, by: str = "rowan", session: str | None = None, clients: tuple[str, ...] = ()
) -> None:
    """Somebody does something."""
    with store.write(by) as w:
        w.record(act, session=session, clients=clients)


def found(store: Store, who: str, /, **asked: object) -> list[tuple[str, str]]:
    """What a search finds: act and clients, the newest first."""
    return [(row.act, ",".join(row.client_ids)) for row in search(store, who, Search(**asked)).rows]


def test_a_supervisor_finds_what_is_about_their_programs(clinic: Store) -> None:
    look(clinic, "run", session="day 1")
    look(clinic, "run", session="evening 1")
    look(clinic, "see_session", session="day 1", clients=("heron",))
    look(clinic, "see_engagement", clients=("newt", "otter"))
    look(clinic, "see_engagement", clients=("otter",))
    look(clinic, "sign_in")
    look(clinic, "sign_in", by="owl")
    assert found(clinic, "owl") == [
        ("sign_in", ""),  # their own
        ("see_engagement", "newt"),  # of its two clients the one whom they reach
        ("see_session", "heron"),
        ("run", ""),
    ]


def test_an_administrator_finds_everything(clinic: Store) -> None:
    look(clinic, "run", session="evening 1")
    look(clinic, "sign_in")
    assert [act for act, _ in found(clinic, "fox")] == ["sign_in", "run", "set_up"]


@pytest.mark.parametrize("by", ["rowan", "wren"])
def test_others_may_not_search_and_that_they_tried_is_written_down(clinic: Store, by: str) -> None:
    for ask in (search, disclosures):
        with pytest.raises(Refused):
            ask(clinic, by, Search() if ask is search else "heron")
    assert [act for act, _ in found(clinic, "fox", by=by)] == ["refused", "refused"]


def test_a_search_narrows_by_person_act_client_and_day(clinic: Store) -> None:
    look(clinic, "see_session", by="rowan", session="day 1", clients=("heron",))
    look(clinic, "see_session", by="owl", session="day 1", clients=("newt",))
    look(clinic, "print", by="owl", session="day 1", clients=("heron", "newt"))
    assert found(clinic, "fox", by="owl") == [("print", "heron,newt"), ("see_session", "newt")]
    assert found(clinic, "fox", act="print") == [("print", "heron,newt")]
    assert found(clinic, "fox", client="heron", act="see_session") == [("see_session", "heron")]
    now = clinic.clock()
    assert found(clinic, "fox", act="print", since=now + timedelta(days=1)) == []
    assert found(clinic, "fox", act="print", until=now - timedelta(days=1)) == []
    assert (
        len(found(clinic, "fox", act="print", since=now - timedelta(days=1), until=now + timedelta(days=1)))
        == 1
    )


def test_a_client_is_found_by_the_whole_id_alone(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_clients([Client(id="her"), Client(id="%"), Client(id='"')])
        w.record("set_up")
    look(clinic, "see_session", clients=("heron",))
    look(clinic, "see_session", clients=('"',))
    assert found(clinic, "fox", client="her") == []
    assert found(clinic, "fox", client="%") == []
    assert found(clinic, "fox", client='"') == [("see_session", '"')]


def test_every_search_is_written_down(clinic: Store) -> None:
    search(clinic, "owl", Search(by="rowan", client="heron"))
    search(clinic, "owl", Search(client="otter"))
    with clinic.read() as r:
        second, first = r.search_audit(act="search_audit")
    assert (first.by, first.said, first.client_ids) == ("owl", {"by": "rowan"}, ["heron"])
    assert second.client_ids == []  # an id that Owl does not reach could be anything


def test_older_rows_are_looked_through_until_there_are_enough(
    clinic: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "_AT_A_TIME", 2)
    monkeypatch.setattr(auditing, "SHOWN", 2)
    for session in ("day 1", "evening 1", "evening 1", "evening 1", "day 1"):
        look(clinic, "run", session=session)
    two = search(clinic, "owl", Search(act="run"))
    assert ([row.id for row in two.rows], two.more) == ([6, 2], False)
    look(clinic, "run", session="day 1")
    assert search(clinic, "owl", Search(act="run")).more


def test_the_accounting_tells_who_saw_printed_or_exported_one_clients_data(clinic: Store) -> None:
    look(clinic, "see_session", session="day 1", clients=("heron", "newt"))
    look(clinic, "mark_attendance", session="day 1", clients=("heron",))
    look(clinic, "print", by="owl", session="day 1", clients=("heron",))
    look(clinic, "see_engagement", clients=("newt",))
    look(clinic, "export", by="fox")
    rows = disclosures(clinic, "owl", "heron")
    assert [(row.act, row.by) for row in rows] == [
        ("export", "fox"),
        ("print", "owl"),
        ("see_session", "rowan"),
    ]
    again = disclosures(clinic, "owl", "heron")
    assert [(row.act, row.by) for row in again[:1]] == [("account_for_disclosures", "owl")]


@pytest.mark.parametrize("client", ["otter", "nobody", ""])
def test_a_client_out_of_reach_and_none_at_all_are_told_alike(clinic: Store, client: str) -> None:
    with pytest.raises(NotFound, match="There is no such client among those of your programs"):
        disclosures(clinic, "owl", client)


def test_a_row_taken_out_of_any_store_is_found(clinic: Store) -> None:
    for _ in range(3):
        look(clinic, "run", session="day 1")
    assert verify(clinic) == []
    on_postgresql = clinic._engine.dialect.name == "postgresql"
    names = ["audit_only_grows"] if on_postgresql else ["audit_is_not_changed", "audit_is_not_emptied"]
    with clinic._engine.connect().execution_options(iopkit_writes=True) as connection, connection.begin():
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}{' ON audit' if on_postgresql else ''}"))
        connection.execute(text("DELETE FROM audit WHERE id = 2"))
    assert verify(clinic) == ["Before row 3, row 2 is missing.", "Row 3 does not follow the row before it."]


def test_a_row_that_cannot_even_be_read_is_told(clinic: Store) -> None:
    look(clinic, "run", session="day 1")
    if clinic._engine.dialect.name == "postgresql":
        pytest.skip("there a moment is always one")
    with clinic._engine.connect().execution_options(iopkit_writes=True) as connection, connection.begin():
        connection.execute(text("DROP TRIGGER audit_is_not_changed"))
        connection.execute(text("UPDATE audit SET at = 'soon' WHERE id = 2"))
    assert verify(clinic) == ["Some row behind row 0 was altered: it cannot be read."]
