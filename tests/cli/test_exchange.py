"""iopkit import and iopkit export."""

import os
import stat
import subprocess
import sys

import pytest

from iopkit.store.opening import open_store

SAID = "clients 2, episodes 2, groups 1, members 2, sessions 2, attendance 3."


def test_import_makes_the_store_and_says_what_it_stored(iopkit, records, tmp_path):
    done = iopkit("import", records)
    assert done.exit_code == 0
    assert done.stdout == (
        f"Rows stored: {SAID}\nNew programs, in the time zone America/New_York: day\nNew staff: Wren K.\n"
    )
    assert stat.S_IMODE((tmp_path / "own.sqlite").stat().st_mode) == 0o600


def test_import_obeys_the_database_variable(iopkit, records, store_address, monkeypatch):
    monkeypatch.setenv("IOPKIT_DATABASE", store_address)
    assert iopkit("import", records).exit_code == 0
    store = open_store(store_address)
    with store.read() as r:
        assert r.list_client_ids() == {"heron", "otter"}
    store.close()


def test_a_dry_run_makes_no_store(iopkit, records, tmp_path):
    done = iopkit("import", records, "--dry-run")
    assert done.stdout.startswith(f"Nothing is wrong. Rows to store: {SAID}")
    assert sorted(os.listdir(tmp_path)) == ["records"]


def test_a_dry_run_leaves_an_empty_file_empty(iopkit, records, tmp_path):
    (tmp_path / "own.sqlite").touch()
    assert iopkit("import", records, "--dry-run").exit_code == 0
    assert (tmp_path / "own.sqlite").stat().st_size == 0


def test_a_dry_run_on_a_full_store_finds_what_collides_and_changes_no_byte(iopkit, clinic, records, tmp_path):
    before = (tmp_path / "own.sqlite").read_bytes()
    done = iopkit("import", records, "--dry-run")
    assert done.exit_code == 1
    assert 'clients.csv, row 2, client_id: "heron" is in the store already' in done.stderr
    assert (tmp_path / "own.sqlite").read_bytes() == before


def test_the_time_zone_can_be_said(iopkit, records):
    done = iopkit("import", records, "--time-zone", "Asia/Tokyo")
    assert "in the time zone Asia/Tokyo: day" in done.stdout
    assert iopkit("import", records, "--time-zone", "Tokyo").stderr == (
        'There is no time zone "Tokyo". Did you mean Asia/Tokyo?\n'
    )


def test_faults_go_to_the_error_stream_with_exit_status_1(iopkit, records):
    (records / "attendance.csv").write_text("session_id,client_id,status\ns1,heron,here\n")
    done = iopkit("import", records)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        f"Nothing was imported from {records}: 1 fault.\n"
        'attendance.csv, row 2, status: "here" is not a status; '
        "use present, late, left_early, excused, absent or unmarked.\n"
    )


def test_a_terminal_shows_the_first_hundred_faults(iopkit, records):
    rows = "".join(f"s1,heron,{number}\n" for number in range(1_250))
    (records / "attendance.csv").write_text(f"session_id,client_id,status\n{rows}")
    lines = iopkit("import", records).stderr.splitlines()
    assert len(lines) == 102
    # Each row after the first is a duplicate too.
    assert lines[0].endswith("2,499 faults.")
    assert lines[-1] == "... and 2,399 more."


def test_export_gives_the_tables_back(iopkit, clinic, records, tmp_path):
    done = iopkit("export", tmp_path / "out")
    assert done.stdout == f"Rows written to {tmp_path / 'out'}: {SAID}\n"
    assert (tmp_path / "out" / "attendance.csv").read_text().splitlines() == [
        "session_id,client_id,status,minutes,mode,reason",
        "s1,heron,present,180,,",
        "s1,otter,absent,,,",
        "s2,otter,late,150,,",
    ]
    again = iopkit("export", tmp_path / "out")
    assert again.exit_code == 1
    assert "already. Choose another folder" in again.stderr


@pytest.mark.parametrize("command", [("export", "out"), ("report", "hours")])
def test_without_a_store_it_is_said_how_to_make_one(iopkit, tmp_path, command):
    done = iopkit(*command)
    assert done.exit_code == 1
    assert done.stderr == (
        f"There is no store at {tmp_path / 'own.sqlite'}. Make one with 'iopkit demo' or "
        "'iopkit import FOLDER', or set IOPKIT_DATABASE to where it is.\n"
    )
    assert not (tmp_path / "own.sqlite").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to look at")
def test_a_terminal_shows_bars_that_fill(records):
    with open(records / "attendance.csv", "a") as file:
        file.write("s2,heron,present,\n")
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "iopkit", "import", str(records)]
    subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert [label for label in ("Reading clients.csv", "Storing attendance.csv") if label not in shown] == []
    assert "100%" in shown.split("Storing attendance.csv")[-1]
