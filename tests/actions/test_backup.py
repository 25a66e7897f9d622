"""A backup holds one moment of the whole store, says so truly, and comes back whole or not at all."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import inspect, text

from iopkit.actions.backup import back_up, restore
from iopkit.actions.demonstration import make_demonstration
from iopkit.errors import NotAllowed, StoreError, StoreTooNew
from iopkit.model.care import Group, Membership
from iopkit.model.people import Client
from iopkit.store import tables
from iopkit.store.backup import lines
from iopkit.store.backup.lines import Origin, verify_backup, write_backup
from iopkit.store.backup.locks import Passphrase
from iopkit.store.backup.sealing import CHUNK
from iopkit.store.backup.shapes import Shape
from iopkit.store.encrypted import salt_of
from iopkit.store.engines import sqlite_engine, writing
from iopkit.store.keys import Key, key_file_of, write_key_file
from iopkit.store.opening import memory_store, open_store
from iopkit.store.store import Store
from iopkit.store.upgrading import latest_version, upgrade

NAME = "Heron of the long reed bed"
NOW = datetime(2026, 1, 5, 14, 20, 30, 123456, tzinfo=UTC)
LOCK = Key(bytes(range(32)))
ANSWERS: list[Any] = [None, "", "\N{OTTER} \"'\\\n", 0.1, 1.0, 1, True, [], {"b": [1, {"a": None}], "a": "é"}]


def fill(store: Store) -> None:
    """Something in every table, of every kind of value."""
    made = make_demonstration(store, clients=15)
    assert made.sessions
    with store.write() as w:
        session, client, staff = (
            next(iter(w.list_sessions())).id,
            "odd '\";-- \N{OTTER}",
            w.list_staff()[0].id,
        )
        w.add_clients([Client(id=client, name=NAME)])
        run = {
            "plan": {"id": "x"},
            "worksheets": [],
            "step": 1,
            "started_at": NOW,
            "paused": True,
            "version": 2,
        }
        w._add(tables.runs, [{"session_id": session, "facilitator_id": staff, **run}])
        w._add(tables.step_runs, [{"session_id": session, "position": 0, "extra_minutes": 5}])
        w._add(tables.step_stretches, [{"session_id": session, "position": 0, "started_at": NOW}])
        answer = {"session_id": session, "worksheet_id": "w", "version": 1, "answered_at": NOW}
        answers = enumerate(ANSWERS)
        w._add(tables.responses, [{**answer, "item_id": f"i{at}", "value": value} for at, value in answers])
        filling = {"id": "f", "measure_id": "m", "client_id": client, "given_at": NOW, "answers": {"q": 3}}
        w._add(tables.administrations, [filling])
        scores = {"total": 0.1 + 0.2, "whole": 3.0, "least": 5e-324}
        w._add(
            tables.scores, [{"administration_id": "f", "scale": one, "value": scores[one]} for one in scores]
        )
        outline = {"id": "o", "title": "Spring", "rules": ["r"], "days": [], "changed_at": NOW, "version": 1}
        w._add(tables.outlines, [outline])
        w.set_staff_sites(staff, {one.id for one in w.list_sites()})
        w._add(
            tables.sign_ins, [{"id": "s", "staff_id": staff, "began_at": NOW, "seen_at": NOW, "locked": True}]
        )


@pytest.fixture
def full(store: Store) -> Store:
    fill(store)
    return store


@pytest.fixture
def small(empty_store: Store) -> Store:
    empty_store.clock = lambda: NOW
    with empty_store.write() as w:
        w.add_clients([Client(id="heron", name=NAME), Client(id="otter")])
    return empty_store


@pytest.fixture
def made(small: Store, tmp_path: Path) -> Path:
    """A backup of two clients."""
    back_up(small, tmp_path / "made.iopkit", LOCK)
    return tmp_path / "made.iopkit"


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A backup of several chunks."""
    store, random = memory_store(), Random(1)
    with store.write() as w:
        w.add_clients([Client(id=random.randbytes(16).hex(), name=NAME) for _ in range(20_000)])
    back_up(store, tmp_path / "large.iopkit", LOCK)
    store.close()
    return tmp_path / "large.iopkit"


@pytest.fixture
def elsewhere(tmp_path: Path) -> str:
    """The address of a store that is not there yet."""
    return f"sqlite:///{tmp_path / 'restored' / 'iopkit.sqlite'}"


def everything(store: Store) -> dict[str, list[bytes]]:
    """Every row of every table, but for what backup and restore themselves leave behind."""
    with store.read() as r:
        held = {shape.table: list(shape.written(r.rows_of(shape))) for shape in r.shapes()}
    held.pop("audit_head")
    held["settings"] = [one for one in held["settings"] if b"last_backup" not in one]
    held["audit"] = [one for one in held["audit"] if b'"back_up"' not in one and b'"restore"' not in one]
    return held


def found_in(address: str) -> dict[str, list[bytes]]:
    store = open_store(address)
    held = everything(store)
    store.close()
    return held


def refusal(file: Path, lock: Any, address: str) -> str:
    with pytest.raises(StoreError) as raised:
        restore(file, lock, address=address)
    return str(raised.value)


def test_everything_comes_back_from_any_store(full: Store, tmp_path: Path, elsewhere: str) -> None:
    before = everything(full)
    assert [name for name, rows in before.items() if not rows] == []
    back_up(full, tmp_path / "b.iopkit", LOCK)
    restore(tmp_path / "b.iopkit", LOCK, address=elsewhere)
    assert found_in(elsewhere) == before


def test_everything_comes_back_into_any_store(empty_store: Store, tmp_path: Path, store_address: str) -> None:
    fill(empty_store)
    before = everything(empty_store)
    back_up(empty_store, tmp_path / "b.iopkit", LOCK)
    restore(tmp_path / "b.iopkit", LOCK, address=store_address)
    assert found_in(store_address) == before


def test_a_restored_store_numbers_new_rows_behind_the_old_ones(
    empty_store: Store, tmp_path: Path, store_address: str
) -> None:
    joined = date(2026, 1, 1)
    with empty_store.write() as w:
        w.add_clients([Client(id=one) for one in ("elk", "heron", "otter")])
        w.add_groups([Group(id="a", name="Morning A")])
        w.add_memberships([Membership(group="a", client=one, joined_on=joined) for one in ("heron", "otter")])
    back_up(empty_store, tmp_path / "b.iopkit", LOCK)
    restore(tmp_path / "b.iopkit", LOCK, address=store_address)
    store = open_store(store_address)
    with store.write() as w:
        w.add_memberships([Membership(group="a", client="elk", joined_on=joined)])
    with store.read() as r:
        assert {one.client for one in r.list_memberships()} == {"elk", "heron", "otter"}
    store.close()


def test_the_audit_goes_on_where_the_backup_left_it(made: Path, small: Store, elsewhere: str) -> None:
    with small.read() as r:
        before = list(r.audit_rows())
    assert [one.act for one in before] == ["change", "back_up"]
    assert before[1].said == {"file": "made.iopkit", "rows": {"audit": 1, "audit_head": 1, "clients": 2}}
    restore(made, LOCK, by="owl", address=elsewhere)
    store = open_store(elsewhere)
    with store.read() as r:
        first, second = r.audit_rows()
        assert r.audit_head() == (2, second.hash)
    store.close()
    assert first == before[0]
    assert (second.act, second.by, second.previous) == ("restore", "owl", first.hash)


def test_the_manifest_says_what_is_in_it(made: Path, small: Store) -> None:
    manifest = verify_backup(made, LOCK)
    assert manifest.origin.made_at == NOW
    assert manifest.origin.store_version == latest_version()
    assert manifest.rows == {"audit": 1, "audit_head": 1, "clients": 2}
    with small.read() as r:
        assert manifest.audit == (1, next(iter(r.audit_rows())).hash)


def test_the_store_remembers_its_last_backup(made: Path, small: Store, elsewhere: str) -> None:
    with small.read() as r:
        assert r.find_last_backup() == NOW
        assert r.find_setting("last_backup") == "2026-01-05T14:20:30.123456+00:00"
    restore(made, LOCK, address=elsewhere)
    store = open_store(elsewhere)
    with store.read() as r:
        assert r.find_last_backup() == NOW
    store.close()


def test_a_backup_can_be_read_by_its_owner_only_and_names_nobody(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert NAME.encode() not in made.read_bytes()
    assert b"clients" not in made.read_bytes()
    assert made.read_bytes().startswith(b'iopkit backup 1\n{"lock": "key", "salt": "')


def test_two_backups_of_the_same_store_have_no_chunk_in_common(small: Store, tmp_path: Path) -> None:
    for name in ("one", "two"):
        back_up(small, tmp_path / name, LOCK)
    one, two = ((tmp_path / name).read_bytes().split(b"\n", 2)[2] for name in ("one", "two"))
    assert one[:16] != two[:16]


def test_a_passphrase_opens_what_it_locked_and_another_does_not(
    small: Store, tmp_path: Path, elsewhere: str
) -> None:
    file = tmp_path / "b.iopkit"
    back_up(small, file, Passphrase.chosen("reed bed at dawn, caf\N{LATIN SMALL LETTER E WITH ACUTE}"))
    wrong = "b.iopkit does not open: the passphrase or key is another's, or the file was altered."
    assert refusal(file, Passphrase("reed bed at dawn, cafe"), elsewhere) == wrong
    with pytest.raises(NotAllowed, match=r"opens with a passphrase: leave out --key-file"):
        restore(file, LOCK, address=elsewhere)
    restore(file, Passphrase("reed bed at dawn, cafe\N{COMBINING ACUTE ACCENT}"), address=elsewhere)


def test_a_key_opens_what_it_locked_and_another_does_not(made: Path, elsewhere: str) -> None:
    assert refusal(made, Key(bytes(32)), elsewhere).startswith(
        "made.iopkit does not open: the passphrase or key"
    )
    with pytest.raises(NotAllowed, match=r"opens with a key: use --key-file"):
        restore(made, Passphrase("reed bed at dawn"), address=elsewhere)


def test_a_short_passphrase_is_refused_and_not_repeated() -> None:
    with pytest.raises(NotAllowed, match="The passphrase has 6 letters; use at least 12") as raised:
        Passphrase.chosen("heron!")
    assert "heron!" not in str(raised.value)
    assert "feathers" not in repr(Passphrase("feathers"))


def test_an_existing_file_is_replaced_only_when_told_so(made: Path, small: Store) -> None:
    before = made.read_bytes()
    with pytest.raises(NotAllowed, match=r"There is a file .*made\.iopkit already\. .* or say --replace\."):
        back_up(small, made, LOCK)
    assert made.read_bytes() == before
    back_up(small, made, LOCK, replace=True)
    assert made.read_bytes() != before
    assert verify_backup(made, LOCK).rows["audit"] == 2


def test_the_store_and_its_key_are_no_place_for_a_backup(
    small: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "iopkit.sqlite"
    monkeypatch.setenv("IOPKIT_DATABASE", f"sqlite:///{file}")
    for own in (file, key_file_of(file)):
        with pytest.raises(NotAllowed, match="is the store itself, or its key"):
            back_up(small, own, LOCK, replace=True)


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(
    small: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotAllowed, match=r"No backup can be written into .*none: No such file or directory"):
        back_up(small, tmp_path / "none" / "b.iopkit", LOCK)

    def full(*_args: Any, **_options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lines.SealedWriter, "_seal", full)
    with pytest.raises(NotAllowed, match=r"was not written: No space left on device\."):
        back_up(small, tmp_path / "b.iopkit", LOCK)
    assert list(tmp_path.iterdir()) == []
    with small.read() as r:
        assert r.find_last_backup() is None
        assert [one.act for one in r.audit_rows()] == ["change"]


def test_what_is_read_back_wrong_gets_no_name(
    small: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def rotten(opened: int) -> None:
        real(opened)
        os.pwrite(opened, b"\x00\x00\x00\x00", os.fstat(opened).st_size - 20)

    monkeypatch.setattr("iopkit.actions.backup.os.fsync", rotten)
    with pytest.raises(StoreError, match=r"does not open|damaged"):
        back_up(small, tmp_path / "b.iopkit", LOCK)
    assert list(tmp_path.iterdir()) == []


def altered(good: bytes, random: Random) -> dict[str, bytes]:
    """A backup in the hands of somebody who cannot open it."""
    begins = good.index(b"\n", good.index(b"\n") + 1) + 1
    chunks = [good[at : at + CHUNK + 16] for at in range(begins, len(good), CHUNK + 16)]
    assert len(chunks) > 3
    header = good[:begins]
    changes = {
        "chunks swapped": header + b"".join([chunks[1], chunks[0], *chunks[2:]]),
        "first chunk missing": header + b"".join(chunks[1:]),
        "middle chunk missing": header + b"".join([chunks[0], *chunks[2:]]),
        "last chunk missing": header + b"".join(chunks[:-1]),
        "last chunk twice": good + chunks[-1],
        "a chunk twice": header + b"".join([chunks[0], *chunks]),
        "bytes behind": good + b"\x00",
        "header alone": header,
        "nothing": b"",
        "first line alone": good[: good.index(b"\n") + 1],
    }
    changes |= {f"cut at {at}": good[:at] for at in random.sample(range(len(good)), 40)}
    changes |= {f"cut before its end by {at}": good[:-at] for at in (1, 15, 16, 17)}
    for at in (*range(begins), *random.sample(range(begins, len(good)), 60)):
        changes[f"bit {at}"] = good[:at] + bytes([good[at] ^ 1 << random.randrange(8)]) + good[at + 1 :]
    return changes


def test_whatever_was_altered_is_found_and_nothing_is_restored(
    large: Path, tmp_path: Path, elsewhere: str, counted: Callable[[str], None]
) -> None:
    changes, file = altered(large.read_bytes(), Random(7)), tmp_path / "altered.iopkit"
    for data in changes.values():
        file.write_bytes(data)
        with pytest.raises((StoreError, NotAllowed), match=file.name):
            restore(file, LOCK, address=elsewhere)
    counted(f"altered backups: {len(changes)}, restored 0")
    assert not (tmp_path / "restored").exists()
    restore(large, LOCK, address=elsewhere)


def test_a_file_whose_rows_are_not_those_of_its_manifest_is_refused(
    small: Store, tmp_path: Path, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealed as it should be, by a program that lost a row."""
    monkeypatch.setattr(lines.Tally, "contents", lambda _tally: lines.Contents(rows=3, sha256="0" * 64))
    with small.read() as r, open(tmp_path / "b.iopkit", "wb") as out:
        origin = Origin(iopkit="0.1.0", store_version=r.version(), made_at=NOW)
        write_backup(out, LOCK, origin, r.audit_head(), ((one, r.rows_of(one)) for one in r.shapes()))
    monkeypatch.undo()
    assert "does not hold the rows that its manifest names" in refusal(tmp_path / "b.iopkit", LOCK, elsewhere)


def test_a_used_store_is_not_restored_into(
    made: Path, store: Store, store_address: str, row_counts: Callable[[Store], dict[str, int]]
) -> None:
    with store.write() as w:
        w.add_clients([Client(id="elk")])
    with pytest.raises(
        NotAllowed, match=r"The store holds something already, and a backup is restored into an"
    ):
        restore(made, LOCK, address=store_address)
    assert row_counts(store) == {"clients": 1}


def test_a_store_that_was_only_looked_at_is_used_too(made: Path, store: Store, store_address: str) -> None:
    with store.write() as w:
        w.record("search")
    with pytest.raises(NotAllowed):
        restore(made, LOCK, address=store_address)


def test_a_backup_of_a_newer_store_is_refused(small: Store, tmp_path: Path, elsewhere: str) -> None:
    newer, file = latest_version() + 1, tmp_path / "b.iopkit"
    with open(file, "wb") as out:
        write_backup(out, LOCK, Origin(iopkit="9.0", store_version=newer, made_at=NOW), (0, ""), [])
    with pytest.raises(StoreTooNew, match=f"This backup is at version {newer} and iopkit "):
        restore(file, LOCK, address=elsewhere)
    assert not (tmp_path / "restored").exists()


def test_a_backup_of_a_later_format_is_refused(made: Path, elsewhere: str) -> None:
    made.write_bytes(made.read_bytes().replace(b"backup 1\n", b"backup 2\n", 1))
    assert "is a backup of format 2, and this iopkit reads format 1. Upgrade" in refusal(
        made, LOCK, elsewhere
    )


def backup_of_version(version: int, file: Path) -> None:
    """A backup as the iopkit of that store version made it: its own tables, with three rows."""
    engine = sqlite_engine(memory_store()._engine.url)
    with writing(engine) as connection:
        upgrade(connection, version)
        connection.execute(text("INSERT INTO clients (id, name) VALUES ('heron', 'Heron M.')"))
        connection.execute(text("INSERT INTO groups (id, name, kind) VALUES ('a', 'Morning A', 'open')"))
        connection.execute(text("INSERT INTO memberships VALUES (7, 'a', 'heron', '2026-01-01', NULL)"))
        there = {
            name: {one["name"] for one in inspect(connection).get_columns(name)}
            for name in _names(connection)
        }
        shapes = [
            _then(Shape.of(one), there[one.name])
            for one in tables.metadata.sorted_tables
            if one.name in there
        ]
        rows = {one.table: connection.execute(text(_select(one))).all() for one in shapes}
    typed = {"memberships": [(7, "a", "heron", date(2026, 1, 1), None)]}
    with open(file, "wb") as out:
        origin = Origin(iopkit="0.0.1", store_version=version, made_at=NOW)
        write_backup(
            out, LOCK, origin, (0, ""), ((one, typed.get(one.table, rows[one.table])) for one in shapes)
        )
    engine.dispose()


def _names(connection: Any) -> list[str]:
    return inspect(connection).get_table_names()


def _then(shape: Shape, columns: set[str]) -> Shape:
    return shape.model_copy(update={"columns": tuple(one for one in shape.columns if one[0] in columns)})


def _select(shape: Shape) -> str:
    return (
        f'SELECT {", ".join(f"{chr(34)}{name}{chr(34)}" for name, _ in shape.columns)} FROM "{shape.table}"'
    )


@pytest.mark.parametrize("version", range(1, latest_version()))
def test_a_backup_of_an_older_store_is_migrated(version: int, tmp_path: Path, store_address: str) -> None:
    backup_of_version(version, tmp_path / "old.iopkit")
    restore(tmp_path / "old.iopkit", LOCK, address=store_address)
    store = open_store(store_address)
    with store.read() as r:
        assert r.version() == latest_version()
        assert r.list_clients() == [Client(id="heron", name="Heron M.")]
        assert r.list_memberships() == [Membership(group="a", client="heron", joined_on=date(2026, 1, 1))]
        assert [one.act for one in r.audit_rows()] == ["restore"]
    with pytest.raises(StoreError, match=r"Not saved"), store.write() as w:
        w._remove(tables.audit)
    with store.read() as r:
        assert len(list(r.audit_rows())) == 1
    store.close()


def test_a_restored_store_is_encrypted_where_its_key_is_there_first(made: Path, tmp_path: Path) -> None:
    file = tmp_path / "iopkit.sqlite"
    write_key_file(key_file_of(file), [Key.new()])
    restore(made, LOCK, address=f"sqlite:///{file}")
    assert salt_of(file) is not None


WRITER = """
import sys
from iopkit.model.people import Client
from iopkit.store.opening import open_store
store, number = open_store(sys.argv[1]), 0
while True:
    number += 1
    with store.write() as w:
        w.add_clients([Client(id=f"c{number:06}", name="first")])
        w.add_clients([Client(id=f"d{number:06}", name="second")])
    print(number, flush=True)
"""


def test_a_backup_is_one_moment_while_another_process_writes(
    store: Store, store_address: str, tmp_path: Path
) -> None:
    with store.write() as w:
        w.add_clients([Client(id=f"b{number}", name=NAME) for number in range(5_000)])
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, store_address], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    for round_ in range(3):
        writer.stdout.readline()
        address = f"sqlite:///{tmp_path / f'{round_}.sqlite'}"
        back_up(store, tmp_path / f"{round_}.iopkit", LOCK)
        restore(tmp_path / f"{round_}.iopkit", LOCK, address=address)
        there = [one.decode().split('"')[1] for one in found_in(address)["clients"]]
        pairs = sum(one[0] == "c" for one in there), sum(one[0] == "d" for one in there)
        assert pairs[0] == pairs[1] > 0
    assert writer.poll() is None
    writer.kill()
    saved = int(writer.communicate()[0].split()[-1])
    with store.read() as r:
        assert len(r.list_client_ids()) >= 5_000 + 2 * saved


RESTORING = """
import sys
from pathlib import Path
from iopkit.actions.backup import restore
from iopkit.store.keys import Key
restore(Path(sys.argv[1]), Key(bytes(range(32))), address=sys.argv[2])
"""


def test_a_restore_that_was_killed_left_an_empty_store(
    large: Path, store_address: str, row_counts: Callable[[Store], dict[str, int]]
) -> None:
    command = [sys.executable, "-c", RESTORING, str(large), store_address]
    random, killed = Random(5), 0
    began = time.monotonic()
    for _ in range(6):
        process = subprocess.Popen(command)
        time.sleep(random.uniform(0.6, 1.6))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        store = open_store(store_address)
        counts = row_counts(store)
        store.close()
        if counts:  # it was done before it was killed
            assert counts["clients"] == 20_000
            break
        assert time.monotonic() - began < 60
    else:
        restore(large, LOCK, address=store_address)
    assert killed


MEASURE = """
import sys
from pathlib import Path
from iopkit.actions.backup import back_up, restore
from iopkit.model.people import Client
from iopkit.store.keys import Key
from iopkit.store.opening import open_store
folder, key = Path(sys.argv[1]), Key(bytes(32))
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(one.split()[1]) // 1024 for one in lines if one.startswith("VmHWM"))
def measured(rows):
    store = open_store(sys.argv[2] or f"sqlite:///{folder / f'{rows}.sqlite'}", create=True)
    for first in range(0, rows, 10_000):
        with store.write() as w:
            numbers = range(first, first + 10_000)
            w.add_clients([Client(id=f"c{rows}-{one:08}", name="x" * 100) for one in numbers])
    back_up(store, folder / f"{rows}.iopkit", key)
    store.close()
    restore(folder / f"{rows}.iopkit", key, address=f"sqlite:///{folder / f'{rows}-again.sqlite'}")
    return peak()
measured(10_000)
print(measured(20_000), measured(100_000))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says how much memory was used")
@pytest.mark.parametrize("server", [False, True])
def test_memory_does_not_grow_with_the_store(
    server: bool, tmp_path: Path, request: pytest.FixtureRequest, counted: Callable[[str], None]
) -> None:
    def measured(address: str) -> tuple[int, int]:
        command = [sys.executable, "-c", MEASURE, str(tmp_path), address]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        small, large = map(int, done.stdout.split())
        return small, large

    if server:
        with request.getfixturevalue("_postgres_database")() as address:
            small, large = measured(address)
    else:
        small, large = measured("")
    counted(f"backup and restore, peak MB at 20,000 and 100,000 rows: {small}, {large}")
    assert large - small < 25
