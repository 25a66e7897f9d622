"""A store gets a new key as a whole or not at all, and the key that opens it is always there."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from iopkit.actions.rekey import KeyPlace, Place, rekey
from iopkit.errors import NotAllowed, StoreBusy, StoreError
from iopkit.model.people import Client
from iopkit.store.encrypted import key_for, salt_of
from iopkit.store.keys import key_file_of, read_key_file, write_key_file
from iopkit.store.opening import open_store
from iopkit.store.store import Store

NAME = "Heron of the long reed bed"
KILLED = Path(__file__).with_name("killed_rekey.py")
CHURN = """
import sys
from iopkit.errors import IopkitError
from iopkit.model.people import Client
from iopkit.store.opening import open_store
number = 0
while True:
    number += 1
    try:
        store = open_store()
        with store.write() as w:
            w.add_clients([Client(id=f"{sys.argv[1]}-{number}")])
        print(f"{sys.argv[1]}-{number}", flush=True)
        store.close()
    except IopkitError as error:
        print(error, file=sys.stderr)
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plain store of one client."""
    file = tmp_path / "clinic" / "iopkit.sqlite"
    monkeypatch.setenv("IOPKIT_DATABASE", f"sqlite:///{file}")
    store = open_store(create=True)
    with store.write() as w:
        w.add_clients([Client(id="heron", name=NAME)])
    store.close()
    return file


def yes(_place: KeyPlace) -> bool:
    return True


def look(get: Callable[[Any], Any]) -> Any:
    store = open_store()
    try:
        with store.read() as r:
            return get(r)
    finally:
        store.close()


def spawn(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def holder(file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the store open and does nothing with it."""
    script = (
        "from iopkit.store.opening import open_store\nstore = open_store()\n"
        "with store.read() as r: r.list_clients()\nprint('open', flush=True)\ninput()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    yield process
    process.communicate("\n")


def test_a_plain_store_is_encrypted_with_everything_in_it(file: Path) -> None:
    asked: list[KeyPlace] = []
    done = rekey(Place.FILE, lambda place: not asked.append(place), by="owl")
    assert asked == [KeyPlace(f"the file {file}.key", "copy that file")]
    assert (done.was_there, done.was_plain, done.rows["clients"]) == (True, True, 1)
    assert salt_of(file) is not None
    assert look(lambda r: r.list_clients()) == [Client(id="heron", name=NAME)]


def test_nothing_plain_is_left_in_the_folder(file: Path) -> None:
    rekey(Place.FILE, yes)
    assert sorted(one.name for one in file.parent.iterdir()) == ["iopkit.sqlite", "iopkit.sqlite.key"]
    assert all(one.stat().st_mode & 0o777 == 0o600 for one in file.parent.iterdir())
    assert NAME.encode() not in file.read_bytes()


def test_what_was_plain_is_overwritten_before_it_is_let_go(file: Path) -> None:
    with open(file, "rb") as old:
        assert NAME.encode() in old.read()
        rekey(Place.FILE, yes)
        old.seek(0)
        assert set(old.read()) == {0}


def test_it_stands_in_the_audit(file: Path) -> None:
    rekey(Place.FILE, yes, by="owl")
    row = look(lambda r: list(r.audit_rows())[-1])
    assert (row.act, row.by) == ("rekey", "owl")
    assert row.said["file"] == "iopkit.sqlite"
    assert row.said["to"] == "file"
    assert row.said["rows"]["clients"] == 1


def test_an_encrypted_store_gets_another_key_and_the_old_one_is_kept(file: Path) -> None:
    rekey(Place.FILE, yes)
    kept, salt = key_file_of(file), salt_of(file)
    (first,) = read_key_file(kept)
    assert not rekey(Place.FILE, yes).was_plain
    second, old = read_key_file(kept)
    assert (old, second != first, salt_of(file) != salt) == (first, True, True)
    assert key_for(file) == second
    write_key_file(kept, [old])
    with pytest.raises(StoreError, match="does not open with the key"):
        open_store()


def test_a_key_moves_into_the_keyring(file: Path, ring: Any) -> None:
    rekey(Place.FILE, yes)
    asked: list[KeyPlace] = []
    rekey(Place.KEYRING, lambda place: not asked.append(place))
    salt = salt_of(file)
    assert salt is not None
    entry = f"store {salt.hex()}"
    assert asked == [
        KeyPlace(f"the system keyring, as '{entry}'", f"'keyring get iopkit \"{entry}\"' shows it")
    ]
    assert list(ring.kept) == [("iopkit", entry)]
    key_file_of(file).unlink()
    assert look(lambda r: r.list_client_ids()) == {"heron"}


@pytest.mark.parametrize("to", Place)
def test_without_a_copy_of_the_key_nothing_is_changed(file: Path, ring: Any, to: Place) -> None:
    before = file.read_bytes()
    with pytest.raises(NotAllowed, match=r"Nothing was changed\. Make a copy of the key"):
        rekey(to, lambda _place: False)
    assert file.read_bytes() == before
    assert [one.name for one in file.parent.iterdir()] == ["iopkit.sqlite"]
    assert ring.kept == {}


def test_ctrl_c_at_the_question_changes_nothing(file: Path) -> None:
    def interrupt(_place: KeyPlace) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rekey(Place.FILE, interrupt)
    assert [one.name for one in file.parent.iterdir()] == ["iopkit.sqlite"]


def test_keys_of_other_stores_stay_in_a_key_file_that_they_share(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IOPKIT_KEY_FILE", str(tmp_path / "all.key"))
    rekey(Place.FILE, yes)
    monkeypatch.setenv("IOPKIT_DATABASE", f"sqlite:///{tmp_path / 'second.sqlite'}")
    with pytest.raises(NotAllowed):
        rekey(Place.FILE, lambda _place: False)
    rekey(Place.FILE, yes)
    monkeypatch.setenv("IOPKIT_DATABASE", f"sqlite:///{file}")
    assert look(lambda r: r.list_client_ids()) == {"heron"}


def test_a_store_that_another_process_has_open_is_left_alone(
    file: Path, holder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iopkit.store.rekeying.BUSY_SECONDS", 0)
    with pytest.raises(StoreBusy, match=r"is in use\. Stop 'iopkit serve' and close every notebook"):
        rekey(Place.FILE, yes)
    assert salt_of(file) is None
    assert not key_file_of(file).exists()


def test_a_store_that_this_process_has_open_is_left_alone(file: Path) -> None:
    store = open_store()
    with pytest.raises(StoreBusy, match="is in use"):
        rekey(Place.FILE, yes)
    store.close()
    rekey(Place.FILE, yes)


def test_where_there_is_no_store_an_empty_one_is_made_that_never_was_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row_counts: Callable[[Store], dict[str, int]]
) -> None:
    file = tmp_path / "new" / "iopkit.sqlite"
    monkeypatch.setenv("IOPKIT_DATABASE", f"sqlite:///{file}")
    done = rekey(Place.FILE, yes)
    assert (done.was_there, done.was_plain, done.rows) == (False, False, {})
    assert salt_of(file) is not None
    store = open_store()
    assert row_counts(store) == {}
    with store.read() as r:
        assert r.audit_head()[0] == 0
    store.close()


def test_a_key_file_that_others_can_read_takes_no_new_key(file: Path) -> None:
    rekey(Place.FILE, yes)
    before, salt = key_file_of(file).read_bytes(), salt_of(file)
    key_file_of(file).chmod(0o644)
    with pytest.raises(StoreError, match=r"can be used by others \(mode 644\)"):
        rekey(Place.FILE, yes)
    assert (key_file_of(file).read_bytes(), salt_of(file)) == (before, salt)


def test_a_store_on_a_server_is_not_for_this(request: pytest.FixtureRequest) -> None:
    with request.getfixturevalue("_postgres_database")() as address, pytest.raises(NotAllowed) as raised:
        rekey(Place.FILE, yes, address=address)
    assert str(raised.value).startswith(
        "This store is not a file: its server encrypts its disk, or does not."
    )


def test_where_the_disk_is_full_nothing_is_changed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("iopkit.store.rekeying._export", full)
    with pytest.raises(StoreError, match=r"has no new key: No space left on device\. Nothing was changed\."):
        rekey(Place.FILE, yes)
    monkeypatch.undo()
    assert salt_of(file) is None
    assert not key_file_of(file).exists()


@pytest.mark.parametrize(("to", "kind"), [("file", "plain"), ("keyring", "encrypted")])
def test_killed_at_any_line_it_leaves_one_store_and_its_key(tmp_path: Path, to: str, kind: str) -> None:
    done = subprocess.run(
        [sys.executable, str(KILLED), str(tmp_path), to, kind, "9"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    left = json.loads(done.stdout)
    assert left["old"] > 10
    assert left["new"] > 1


def test_killed_at_random_moments_of_a_larger_store_it_leaves_one_store_and_its_key(file: Path) -> None:
    store = open_store()
    with store.write() as w:
        w.add_clients([Client(id=f"otter-{number}", name=NAME) for number in range(20_000)])
    store.close()
    command = ["-m", "iopkit", "rekey", "--to", "file", "--key-is-kept"]
    began = time.monotonic()
    subprocess.run([sys.executable, *command], capture_output=True, check=True)
    took, random = time.monotonic() - began, Random(4)
    for _ in range(4):
        process = spawn(*command)
        time.sleep(random.uniform(0.5, 1) * took)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert look(lambda r: len(r.list_client_ids())) == 20_001


def test_what_others_save_meanwhile_is_not_lost(file: Path) -> None:
    """They open, write and close all the time; whenever nobody has it open, the store may get its key."""
    writers = [spawn("-c", CHURN, name) for name in ("elk", "owl")]
    done = 0
    for _ in range(40):
        try:
            rekey(Place.FILE, yes)
            done += 1
        except StoreBusy:
            time.sleep(0.05)
    saved = set()
    for writer in writers:
        writer.kill()
        saved |= set(writer.communicate()[0].split())
    assert look(lambda r: r.list_client_ids()) >= saved | {"heron"}
    print(f"new keys {done}, saved {len(saved)}, lost 0")
    assert len(saved) > 20
