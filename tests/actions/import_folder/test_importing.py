"""What an import stores, and that it stores it as a whole or not at all."""

from datetime import date
from hashlib import sha256

import pytest

from iopkit.actions.import_folder import import_folder
from iopkit.errors import ImportFolderError, NotAllowed
from iopkit.model.care import Group, Program
from iopkit.model.codes import AttendanceStatus, DischargeReason, Mode, Population, SessionStatus
from iopkit.model.people import Client, Staff
from iopkit.store.opening import open_store

STORED = {
    "settings": 1,
    "programs": 1,
    "staff": 2,
    "clients": 2,
    "episodes": 2,
    "groups": 1,
    "group_facilitators": 2,
    "memberships": 2,
    "group_sessions": 2,
    "attendance": 3,
    "attendance_marks": 3,
}


def test_a_folder_is_stored_in_every_table(store, changed, row_counts):
    report = import_folder(store, changed(), time_zone="America/New_York")
    assert row_counts(store) == STORED
    assert report.counts == {
        "clients": 2,
        "episodes": 2,
        "groups": 1,
        "members": 2,
        "sessions": 2,
        "attendance": 3,
    }
    assert (report.programs, report.staff) == (("day",), ("Wren K.", "Ada Lynx"))


def test_one_fault_in_the_last_row_keeps_everything_out(store, changed, row_counts):
    folder = changed(attendance="session_id,client_id,status\ns1,heron,present\ns1,otter,here\n")
    with pytest.raises(ImportFolderError, match="1 fault"):
        import_folder(store, folder, time_zone="America/New_York")
    assert row_counts(store) == {}


def test_what_is_stored_already_stays_when_a_second_import_is_refused(store, changed, write, row_counts):
    import_folder(store, changed(), time_zone="America/New_York")
    folder = write(clients="client_id\nlynx\nheron\n")
    for table in ("episodes", "groups", "members", "sessions", "attendance"):
        (folder / f"{table}.csv").unlink()
    with pytest.raises(ImportFolderError) as refusal:
        import_folder(store, folder)
    assert refusal.value.faults == (
        'clients.csv, row 3, client_id: "heron" is in the store already; '
        "remove the row, or give it an id of its own.",
    )
    assert row_counts(store) == STORED


def test_an_interruption_half_way_leaves_nothing(store, changed, row_counts):
    def interrupt(label: str, _done: int, _total: int) -> None:
        if label == "Storing attendance.csv":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_folder(store, changed(), progress=interrupt)
    assert row_counts(store) == {}


def test_a_dry_run_says_the_same_and_changes_no_byte(changed, tmp_path, row_counts):
    file = tmp_path / "clinic.sqlite"
    open_store(f"sqlite:///{file}", create=True).close()
    before = sha256(file.read_bytes()).hexdigest()
    store = open_store(f"sqlite:///{file}")
    report = import_folder(store, changed(), dry_run=True, time_zone="America/New_York")
    assert row_counts(store) == {}
    store.close()
    assert sha256(file.read_bytes()).hexdigest() == before
    assert report.counts["attendance"] == 3
    assert report.programs == ("day",)


def test_cells_become_the_field_s_own_things(take, changed, in_2026):
    take(changed())
    with in_2026.read() as r:
        heron, otter = r.list_clients()
        first, second = r.list_episodes()
        (group,) = r.list_groups()
        session = r.get_session("s1")
        visit = {one.client: one for one in r.list_attendance("s1")}
    assert heron == Client(
        id="heron", name="Heron M.", birth_year=1984, populations=(Population.ADULT, Population.JUSTICE)
    )
    assert otter == Client(id="otter", name="Otter B.")
    assert (first.program, first.track, first.level_of_care) == ("day", "early", "2.1")
    assert (first.discharged_on, first.discharge_reason) == (date(2026, 3, 6), DischargeReason.COMPLETED)
    assert second.discharged_on is None
    assert group == Group(
        id="morning", name="Morning A", program="day", facilitators=("wren-k", "ada-lynx"), capacity=12
    )
    assert (session.starts_at.isoformat(), session.minutes) == ("2026-01-12T14:00:00+00:00", 180)
    assert (session.status, session.plan) == (SessionStatus.HELD, "triggers")
    assert (visit["heron"].minutes, visit["heron"].mode) == (180, Mode.IN_PERSON)
    assert (visit["otter"].status, visit["otter"].reason) == (AttendanceStatus.EXCUSED, "court")


def test_the_history_says_that_it_was_an_import(take, changed, in_2026):
    take(changed())
    with in_2026.read() as r:
        (mark,) = r.list_marks("s1", "heron")
    assert (mark.marked_by, mark.attendance.version) == ("import", 1)


def test_rows_may_refer_to_what_is_stored(take, write, changed, in_2026, row_counts):
    take(changed(attendance=None))
    folder = write(
        attendance="session_id,client_id,status\ns1,heron,late\n",
        members="group_id,client_id,joined_on\nmorning,heron,2026-04-01\n",
        sessions="session_id,group_id,starts_at,ends_at\ns3,morning,2026-04-01T09:00,2026-04-01T12:00\n",
    )
    for table in ("clients", "episodes", "groups"):
        (folder / f"{table}.csv").unlink()
    assert take(folder).counts == {"members": 1, "sessions": 1, "attendance": 1}
    with in_2026.read() as r:
        assert [client.id for client in r.list_members("morning", date(2026, 4, 1))] == ["heron", "otter"]


def test_attendance_that_is_stored_already_is_a_fault(take, write, changed, faults):
    take(changed())
    folder = write(attendance="session_id,client_id,status\ns1,otter,present\n")
    for table in ("clients", "episodes", "groups", "members", "sessions"):
        (folder / f"{table}.csv").unlink()
    assert faults(folder) == [
        'attendance.csv, row 2, client_id: "otter" is marked for session "s1" in the store already; '
        "remove the row."
    ]


def test_a_stay_that_overlaps_a_stored_one_is_a_fault(take, write, changed, faults):
    take(changed())
    folder = write(
        episodes="episode_id,client_id,program,admitted_on\ne3,heron,day,2026-03-06\ne4,otter,day,2026-05-01\n",
        members="group_id,client_id,joined_on\nmorning,heron,2026-03-06\n",
    )
    for table in ("clients", "groups", "sessions", "attendance"):
        (folder / f"{table}.csv").unlink()
    assert faults(folder) == [
        'episodes.csv, row 3, admitted_on: client "otter" is in program "day" from 2026-01-12 on '
        "(in the store) already; correct the dates, or remove the row.",
        'members.csv, row 2, joined_on: client "heron" is a member of group "morning" '
        "from 2026-01-05 to 2026-03-06 (in the store) already; correct the dates, or remove the row.",
    ]


def test_a_session_without_a_status_is_held_once_it_is_over(take, changed, in_2026):
    """The store's clock says 14:00 in New York on 1 June."""
    take(
        changed(
            sessions="session_id,group_id,starts_at,ends_at,status\n"
            "over,morning,2026-06-01T11:00,2026-06-01T14:00,\n"
            "running,morning,2026-06-01T13:00,2026-06-01T16:00,\n"
            "said,morning,2026-05-01T13:00,2026-05-01T16:00,scheduled\n",
            attendance=None,
        )
    )
    with in_2026.read() as r:
        statuses = {session.id: session.status for session in r.list_sessions()}
    assert statuses == {"over": "held", "running": "scheduled", "said": "scheduled"}


def test_a_session_that_is_over_may_name_any_plan(take, changed, in_2026):
    def no_plans() -> list[str]:
        raise AssertionError("nothing still to come names a plan")

    sessions = (
        "session_id,group_id,starts_at,ends_at,plan\ns1,morning,2026-01-12T09:00,2026-01-12T12:00,Topic 7\n"
    )
    take(changed(sessions=sessions, attendance=None), plans=no_plans)
    with in_2026.read() as r:
        assert r.get_session("s1").plan == "Topic 7"


def test_a_scheduled_session_may_name_a_plan_of_the_curricula(take, changed, in_2026):
    sessions = (
        "session_id,group_id,starts_at,ends_at,plan\n"
        "s1,morning,2026-07-01T09:00,2026-07-01T12:00,weekend\ns2,morning,2026-07-02T09:00,2026-07-02T12:00,\n"
    )
    assert take(changed(sessions=sessions, attendance=None)).counts["sessions"] == 2


def test_the_shortest_tables_are_enough(take, write, in_2026):
    take(
        write(
            clients="client_id\nheron\n",
            episodes="episode_id,client_id,admitted_on\ne1,heron,2026-01-05\n",
            groups="name,group_id\nMorning A,morning\n",
            members="client_id,group_id,joined_on\nheron,morning,2026-01-05\n",
            sessions="session_id,group_id,starts_at,ends_at\n"
            "s1,morning,2026-01-12 09:00:30,2026-01-12 12:00\n",
            attendance="session_id,client_id,status\ns1,heron,present\n",
        )
    )
    with in_2026.read() as r:
        (group,) = r.list_groups()
        session = r.get_session("s1")
    assert (group.kind, group.program, group.capacity, group.facilitators) == ("open", None, None, ())
    # Groups without a program keep the store's own time.
    assert (session.time_zone, session.starts_at.isoformat()) == (
        "America/New_York",
        "2026-01-12T14:00:30+00:00",
    )


def test_a_program_that_is_known_keeps_its_own_time(take, changed, in_2026):
    with in_2026.write() as w:
        w.add_programs([Program(id="day", name="Day program", time_zone="Asia/Tokyo")])
    report = take(changed())
    with in_2026.read() as r:
        assert r.get_session("s1").starts_at.isoformat() == "2026-01-12T00:00:00+00:00"
    assert report.programs == ()


def test_the_store_keeps_the_time_zone_of_its_first_import(take, changed, write, in_2026):
    take(changed(), time_zone="Europe/Berlin")
    folder = write(groups="group_id,name,program\nlate,Late,evening\n")
    for table in ("clients", "episodes", "members", "sessions", "attendance"):
        (folder / f"{table}.csv").unlink()
    take(folder, time_zone="Asia/Tokyo")
    with in_2026.read() as r:
        assert r.find_setting("time_zone") == "Europe/Berlin"
        assert [one.time_zone for one in r.list_programs()] == ["Europe/Berlin", "Asia/Tokyo"]


def test_a_time_zone_that_is_none_is_refused(take, changed):
    with pytest.raises(NotAllowed) as refusal:
        take(changed(), time_zone="America/NewYork")
    assert str(refusal.value) == 'There is no time zone "America/NewYork". Did you mean America/New_York?'


def test_facilitators_are_found_by_name_and_made_when_unknown(take, changed, in_2026):
    with in_2026.write() as w:
        w.add_staff([Staff(id="w1", name="Wren K."), Staff(id="ada-lynx", name="Somebody Else")])
    groups = (
        "group_id,name,facilitator\nmorning,Morning A,Wren K. ; Ada Lynx;;Zoë Ünal\nlate,Late,Ada Lynx;白鷺\n"
    )
    assert take(changed(groups=groups)).staff == ("Ada Lynx", "Zoë Ünal", "白鷺")
    with in_2026.read() as r:
        late, morning = r.list_groups()
    assert morning.facilitators == ("w1", "ada-lynx-2", "zoe-unal")
    assert late.facilitators == ("ada-lynx-2", "staff")


def test_text_is_kept_as_it_is_without_space_at_its_ends(take, write, in_2026):
    names = [" <script>alert(1)</script> ", '"Heron, M."', "=1+1", "Zoë\n白鷺", "NA", "0012", "\u00a0Otter "]
    rows = "".join(f'c{number},"{name.replace(chr(34), chr(34) * 2)}"\n' for number, name in enumerate(names))
    take(write(clients="client_id,name\n" + rows))
    with in_2026.read() as r:
        assert [client.name for client in r.list_clients()] == [name.strip() for name in names]


def test_minutes_that_a_spreadsheet_wrote_with_a_fraction_of_nothing_are_whole(take, changed, in_2026):
    take(changed(attendance="session_id,client_id,status,minutes\ns1,heron,late,90.0\ns1,otter,absent,0\n"))
    with in_2026.read() as r:
        assert {one.client: one.minutes for one in r.list_attendance("s1")} == {"heron": 90, "otter": 0}


def test_progress_goes_from_the_first_row_to_the_last(take, write, in_2026):
    told: dict[str, list[tuple[int, int]]] = {}
    take(
        write(clients="client_id\n" + "".join(f"c{number}\n" for number in range(12_000))),
        progress=lambda label, done, total: told.setdefault(label, []).append((done, total)),
    )
    assert told["Storing clients.csv"] == [(5_000, 12_000), (10_000, 12_000), (12_000, 12_000)]
    reading = [done for done, _ in told["Reading clients.csv"]]
    assert reading == [2_000, 4_000, 6_000, 8_000, 10_000, 12_000, 12_001]


@pytest.mark.parametrize("visits", [100_000])
def test_a_hundred_thousand_visits_are_stored_in_one_transaction(take, write, in_2026, visits):
    sessions, clients = 400, 250
    take(
        write(
            clients="client_id\n" + "".join(f"c{n}\n" for n in range(clients)),
            groups="group_id,name\nall,All\n",
            members="group_id,client_id,joined_on\n"
            + "".join(f"all,c{n},2025-01-01\n" for n in range(clients)),
            sessions="session_id,group_id,starts_at,ends_at\n"
            + "".join(
                f"s{n},all,{date(2025, 1, 1).replace(month=n // 28 % 12 + 1, day=n % 28 + 1)}T09:00,"
                f"{date(2025, 1, 1).replace(month=n // 28 % 12 + 1, day=n % 28 + 1)}T12:00\n"
                for n in range(sessions)
            ),
            attendance="session_id,client_id,status,minutes,mode\n"
            + "".join(
                f"s{s},c{c},present,180,in_person\n"
                for s in range(sessions)
                for c in range(visits // sessions)
            ),
        )
    )
    with in_2026.read() as r:
        assert len(list(r.attendance_rows())) == visits
        assert len(r.list_marks("s399", "c249")) == 1
