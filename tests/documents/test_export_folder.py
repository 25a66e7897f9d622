"""What goes out comes in again, and goes out the same to the byte."""

import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iopkit.actions.import_folder import import_folder
from iopkit.documents.export_folder import export_folder
from iopkit.errors import NotAllowed
from iopkit.model.care import Group, Membership
from iopkit.model.codes import AttendanceStatus
from iopkit.model.exchange import tables_of
from iopkit.model.group_session import Attendance
from iopkit.model.people import Staff
from iopkit.store.opening import memory_store

TABLE_TEXTS = {
    "clients": (
        "client_id,name,birth_year,populations\r\n"
        "heron,Heron M.,1984,adult;justice\r\n"
        'otter,"<script>alert(""Otter, B."")</script>",,\r\n'
        "wren,,,\r\n"
        'zoë,"Zoë\n白鷺 🦦",1999,\r\n'
    ),
    "episodes": (
        "episode_id,client_id,program,track,level_of_care,admitted_on,discharged_on,discharge_reason\r\n"
        "e1,heron,day,early,2.1,2026-01-05,2026-03-06,completed\r\n"
        "e2,heron,,,,2026-01-05,,\r\n"
    ),
    "groups": (
        "group_id,name,program,facilitator,capacity,kind\r\n"
        "morning,Morning A,day,Wren K.;Ada Lynx,12,closed\r\n"
        "open,=1+1,,,,open\r\n"
    ),
    "members": (
        "group_id,client_id,joined_on,left_on\r\n"
        "morning,heron,2026-01-05,2026-02-06\r\n"
        "morning,heron,2026-02-09,\r\n"
        "open,zoë,2026-01-05,\r\n"
    ),
    "sessions": (
        "session_id,group_id,starts_at,ends_at,status,plan\r\n"
        "s1,morning,2026-01-12T09:00,2026-01-12T12:00,held,Topic 7\r\n"
        "s2,morning,2025-11-02T01:30,2025-11-02T02:30,cancelled,\r\n"
        "s3,open,2026-01-12T23:59:30,2026-01-13T00:30,scheduled,\r\n"
    ),
    "attendance": (
        "session_id,client_id,status,minutes,mode,reason\r\n"
        "s1,heron,late,150,virtual,\r\n"
        's3,zoë,excused,,,"court, ""again"""\r\n'
    ),
}


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def write(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.csv").write_bytes(text.encode())
    return folder


def test_what_was_imported_is_exported_to_the_byte(store, tmp_path):
    records = write(tmp_path / "in", TABLE_TEXTS)
    import_folder(store, records, time_zone="America/New_York")
    counts = export_folder(store, tmp_path / "out")
    assert written(tmp_path / "out") == written(records)
    assert counts == {
        "clients": 4,
        "episodes": 2,
        "groups": 2,
        "members": 3,
        "sessions": 3,
        "attendance": 2,
    }


def test_an_empty_store_gives_six_headers(empty_store, tmp_path):
    export_folder(empty_store, tmp_path / "out")
    tables = tables_of(sites=False)
    headers = {table.file: (",".join(table.names) + "\r\n").encode() for table in tables}
    assert written(tmp_path / "out") == headers


def test_columns_and_rows_have_an_order_of_their_own(empty_store, tmp_path):
    texts = {
        "clients": "name,client_id\nOtter,b\nHeron,a\n",
        "groups": "name,group_id\nLate,z\nEarly,y\n",
    }
    import_folder(empty_store, write(tmp_path / "in", texts))
    export_folder(empty_store, tmp_path / "out")
    assert (tmp_path / "out" / "clients.csv").read_text().split() == [
        "client_id,name,birth_year,populations",
        "a,Heron,,",
        "b,Otter,,",
    ]


def test_files_are_for_their_owner_only(empty_store, tmp_path):
    export_folder(empty_store, tmp_path / "deep" / "out")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "deep" / "out").iterdir()}
    assert modes == {0o600}


def test_tables_that_are_there_are_not_overwritten(empty_store, tmp_path):
    (tmp_path / "members.csv").write_text("mine")
    with pytest.raises(NotAllowed) as refusal:
        export_folder(empty_store, tmp_path)
    assert str(refusal.value) == (
        f"The folder {tmp_path} holds members.csv already. "
        "Choose another folder, or move them away; nothing was written."
    )
    assert written(tmp_path) == {"members.csv": b"mine"}


def test_a_file_in_place_of_the_folder_is_refused(empty_store, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(NotAllowed, match="cannot be written: File exists"):
        export_folder(empty_store, tmp_path / "out")


def test_what_pages_wrote_comes_back_as_the_import_would_write_it(empty_store, tmp_path):
    """Space around a reason, and names with a semicolon in them, are gone after the first export."""
    import_folder(empty_store, write(tmp_path / "in", TABLE_TEXTS), time_zone="America/New_York")
    with empty_store.write() as w:
        w.add_staff([Staff(id="two", name="Wren K.; Ada Lynx")])
        w.add_groups([Group(id="late", name="Late", facilitators=("two",))])
        seen = next(one for one in w.list_attendance("s1") if one.client == "heron")
        w.set_attendance(seen.model_copy(update={"reason": " bus \n"}))
        w.set_attendance(Attendance(session="s3", client="wren", status=AttendanceStatus.ABSENT, reason="  "))
        w.add_memberships([Membership(group="open", client="wren", joined_on=date(2026, 1, 5))])
    first, second = tmp_path / "first", tmp_path / "second"
    export_folder(empty_store, first)
    assert "s1,heron,late,150,virtual,bus\r\n" in (first / "attendance.csv").read_bytes().decode()
    assert "s3,wren,absent,,,\r\n" in (first / "attendance.csv").read_bytes().decode()
    assert "late,Late,,Wren K.;Ada Lynx,,open\r\n" in (first / "groups.csv").read_bytes().decode()
    again = memory_store()
    import_folder(again, first, time_zone="America/New_York")
    export_folder(again, second)
    assert written(second) == written(first)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
CLIENTS = st.lists(
    st.tuples(TEXT.filter(str.strip), TEXT, st.sampled_from(["", "1950", "2001"])),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row[0].strip(),
)
STAYS = st.lists(st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 40)), TEXT), max_size=3)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(clients=CLIENTS, stays=STAYS, name=TEXT.filter(str.strip), reason=TEXT)
def test_any_text_survives_the_way_out_and_in(tmp_path_factory, clients, stays, name, reason):
    place = tmp_path_factory.mktemp("round")
    first = memory_store()
    import_folder(
        first, write(place / "in", _texts(clients, stays, name, reason)), time_zone="America/New_York"
    )
    export_folder(first, place / "out")
    second = memory_store()
    import_folder(second, place / "out", time_zone="America/New_York")
    export_folder(second, place / "again")
    assert written(place / "again") == written(place / "out")
    with first.read() as one, second.read() as two:
        assert one.list_clients() == two.list_clients()
        assert one.list_groups() == two.list_groups()
        assert list(one.attendance_rows()) == list(two.attendance_rows())
    first.close()
    second.close()


def _texts(clients, stays, name, reason):
    who = clients[0][0]
    table = {
        "clients": [["client_id", "name", "birth_year"], *map(list, clients)],
        "episodes": [["episode_id", "client_id", "program", "admitted_on", "discharged_on"]],
        "groups": [["group_id", "name", "facilitator"], ["g", name, reason]],
        "members": [["group_id", "client_id", "joined_on"], ["g", who, "2026-01-01"]],
        "sessions": [
            ["session_id", "group_id", "starts_at", "ends_at", "status"],
            ["s", "g", "2026-01-05T09:00", "2026-01-05T12:00", "held"],
        ],
        "attendance": [["session_id", "client_id", "status", "reason"], ["s", who, "absent", reason]],
    }
    for number, (start, length, program) in enumerate(stays):
        begun = date(2026, 1, 1) + timedelta(days=start + 200 * number)
        ended = "" if length is None else str(begun + timedelta(days=length))
        # An open episode overlaps whatever follows in its program.
        table["episodes"].append([f"e{number}", who, f"{program.strip()} {number}", str(begun), ended])
    return {key: "".join(map(_line, rows)) for key, rows in table.items()}


def _line(cells):
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n"
