"""An encrypted store is opened with its key, wherever that is, and refused in a sentence without it."""

import builtins
import logging
import os
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from iopkit.errors import StoreError
from iopkit.model.people import Client
from iopkit.store.encrypted import salt_of
from iopkit.store.engines import is_open
from iopkit.store.key_ring import entry_of, find_in_ring, put_into_ring, take_from_ring
from iopkit.store.keys import Key, key_file_of, read_key_file, write_key_file
from iopkit.store.opening import open_store, stored_version
from iopkit.store.upgrading import latest_version

NAME = "Heron of the long reed bed"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An encrypted store with one client; its key is beside it."""
    file = tmp_path / "iopkit.sqlite"
    write_key_file(key_file_of(file), [Key.new()])
    store = open_store(f"sqlite:///{file}", create=True)
    with store.write() as w:
        w.add_clients([Client(id="heron", name=NAME)])
    store.close()
    return file


def clients(file: Path) -> set[str]:
    store = open_store(f"sqlite:///{file}")
    with store.read() as r:
        found = r.list_client_ids()
    store.close()
    return found


def refusal(file: Path) -> str:
    with pytest.raises(StoreError) as raised:
        open_store(f"sqlite:///{file}")
    return str(raised.value)


def test_nothing_that_was_written_is_on_the_disk_in_the_plain(file: Path) -> None:
    store = open_store(f"sqlite:///{file}")
    with store.write() as w:
        w.add_clients([Client(id="otter", name=f"Otter, not {NAME}")])
    beside = {one.name: one.read_bytes() for one in file.parent.iterdir()}
    store.close()
    assert {"iopkit.sqlite", "iopkit.sqlite-wal", "iopkit.sqlite-shm", "iopkit.sqlite.key"} == set(beside)
    for held in beside.values():
        assert NAME.encode() not in held
        assert b"CREATE TABLE" not in held
        assert b"SQLite format 3" not in held


def test_an_encrypted_store_can_be_read_by_its_owner_only(file: Path) -> None:
    store = open_store(f"sqlite:///{file}")
    with store.write() as w:
        w.add_clients([Client(id="otter")])
    assert {stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()} == {0o600}
    store.close()


def test_sqlite_itself_cannot_read_it(file: Path) -> None:
    connection = sqlite3.connect(file)
    with pytest.raises(sqlite3.DatabaseError, match="file is not a database"):
        connection.execute("SELECT * FROM clients")
    connection.close()


def test_its_version_is_told_without_touching_it(file: Path) -> None:
    before = file.read_bytes()
    assert stored_version(f"sqlite:///{file}") == latest_version()
    assert file.read_bytes() == before


def test_a_key_file_can_be_anywhere(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "safe.key"
    key_file_of(file).rename(elsewhere)
    monkeypatch.setenv("IOPKIT_KEY_FILE", str(elsewhere))
    assert clients(file) == {"heron"}


def test_without_its_key_it_is_said_where_the_key_was_looked_for(file: Path) -> None:
    kept = key_file_of(file)
    kept.rename(kept.with_name("away"))
    assert refusal(file) == (
        f"The store at {file} is encrypted, or it is no store, and there is no key for it: not in {kept} and "
        "not in the system keyring. Put the key file back from your copy, or name it in IOPKIT_KEY_FILE."
    )


def test_a_wrong_key_is_refused_and_said_nowhere(
    file: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    kept, before = key_file_of(file), file.read_bytes()
    right, wrong = read_key_file(kept)[0], Key.new()
    write_key_file(kept, [wrong])
    said = refusal(file)
    assert said.startswith(f"The store at {file} does not open with the key that is in {kept}")
    shown = said + caplog.text + "".join(capfd.readouterr())
    assert wrong.secret.hex() not in shown
    assert right.secret.hex() not in shown
    assert "ERROR" not in shown
    assert file.read_bytes() == before


def test_a_key_is_not_shown_when_it_is_printed() -> None:
    key = Key(b"0123456789abcdef0123456789abcdef")
    for shown in (repr(key), str(key), f"{key}", repr([key])):
        assert "0123456789abcdef" not in shown
        assert key.secret.hex() not in shown


def test_the_address_of_an_open_store_has_no_key(file: Path) -> None:
    store = open_store(f"sqlite:///{file}")
    engine = store._engine
    secret = read_key_file(key_file_of(file))[0].secret.hex()
    shown = f"{engine!r} {engine.url.render_as_string(hide_password=False)} {engine.pool!r}"
    store.close()
    assert secret not in shown


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_file_that_others_can_use_is_refused(file: Path, mode: int) -> None:
    kept = key_file_of(file)
    kept.chmod(mode)
    assert refusal(file) == (
        f"The key file {kept} can be used by others (mode {mode:o}). Run 'chmod 600 {kept}', "
        "and when somebody may have read it, use a new key: 'iopkit rekey'."
    )


@pytest.mark.parametrize("text", ["", "feathers", "ab" * 31, "ab" * 33, "ab" * 32 + "\nfeathers"])
def test_what_is_no_key_is_refused_and_not_repeated(file: Path, text: str) -> None:
    key_file_of(file).write_text(text)
    said = refusal(file)
    assert said.startswith(f"The key file {key_file_of(file)} holds no key: a key is a line of 64 digits")
    assert "feathers" not in said
    assert "abab" not in said


def test_of_several_keys_the_one_that_fits_is_taken(file: Path) -> None:
    kept = key_file_of(file)
    write_key_file(kept, [Key.new(), *read_key_file(kept), Key.new()])
    assert clients(file) == {"heron"}


def test_without_sqlcipher_it_is_said_how_to_install_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("sqlcipher3"):
            raise ImportError(name)
        return imported(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    needs = "An encrypted store needs a package that is not installed. Run 'pip install iopkit[encryption]'."
    assert refusal(file) == needs
    other = file.with_name("other.sqlite")
    write_key_file(key_file_of(other), [Key.new()])
    with pytest.raises(StoreError, match="needs a package that is not installed"):
        open_store(f"sqlite:///{other}", create=True)
    assert not other.exists()


def test_a_key_in_the_keyring_opens_the_store_also_after_it_was_moved(file: Path, ring: Any) -> None:
    kept, salt = key_file_of(file), salt_of(file)
    assert salt is not None
    put_into_ring(salt, read_key_file(kept)[0])
    kept.unlink()
    moved = file.with_name("moved.sqlite")
    file.rename(moved)
    assert clients(moved) == {"heron"}
    take_from_ring(salt)
    assert ring.kept == {}
    assert "no key for it" in refusal(moved)


def test_a_locked_keyring_says_so_without_what_it_says_itself(file: Path, ring: Any) -> None:
    key_file_of(file).unlink()
    ring.locked = True
    assert refusal(file) == "The system keyring does not answer (KeyringLocked). Unlock it, then try again."


def test_a_key_file_that_fits_needs_no_keyring(file: Path, ring: Any) -> None:
    ring.locked = True
    assert clients(file) == {"heron"}


def test_where_there_is_no_keyring_no_key_goes_into_it() -> None:
    with pytest.raises(StoreError, match=r"This computer has no keyring\. Keep the key in a file"):
        put_into_ring(b"a salt of a file", Key.new())
    assert find_in_ring(b"a salt of a file") is None


def test_the_salt_stays_the_same_whatever_is_done_in_the_store(file: Path) -> None:
    before = salt_of(file)
    store = open_store(f"sqlite:///{file}")
    with store.write() as w:
        w.add_clients([Client(id=f"otter-{number}") for number in range(2_000)])
    raw = store._engine.raw_connection()
    raw.driver_connection.execute("VACUUM")
    raw.close()
    store.close()
    assert salt_of(file) == before
    assert entry_of(b"\x01" * 16) == "store " + "01" * 16


def test_a_plain_store_stays_plain_beside_a_key_file(tmp_path: Path) -> None:
    file = tmp_path / "iopkit.sqlite"
    open_store(f"sqlite:///{file}", create=True).close()
    write_key_file(key_file_of(file), [Key.new()])
    assert salt_of(file) is None
    assert clients(file) == set()


def test_opening_again_in_the_same_process_reads_no_byte_of_the_open_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On POSIX, closing the file would let go of the locks that the first store has on it."""
    first = open_store(f"sqlite:///{file}")
    monkeypatch.setattr("iopkit.store.encrypted.salt_of", lambda _file: pytest.fail("it was read"))
    second = open_store(f"sqlite:///{file}")
    for store in (first, second):
        store.close()
    assert not is_open(file)


def test_a_store_whose_file_was_replaced_saves_nothing_into_the_old_one(file: Path) -> None:
    store = open_store(f"sqlite:///{file}")
    with store.write() as w:
        w.add_clients([Client(id="otter")])
    os.rename(file, file.with_name("old.sqlite"))
    for copied in ("before", "after"):
        with pytest.raises(StoreError, match="was replaced or removed while it was open"), store.write() as w:
            w.add_clients([Client(id=copied)])
        file.write_bytes(b"another")
    store.close()


def test_a_log_is_kept_again_when_it_was_lost(file: Path) -> None:
    from sqlcipher3 import dbapi2

    def asked(statement: str) -> Any:
        connection = dbapi2.connect(str(file))
        connection.execute(f"PRAGMA key = \"x'{read_key_file(key_file_of(file))[0].secret.hex()}'\"")
        answer = connection.execute(statement).fetchone()
        connection.close()
        return answer

    assert asked("PRAGMA journal_mode = DELETE") == ("delete",)
    open_store(f"sqlite:///{file}").close()
    assert asked("PRAGMA journal_mode") == ("wal",)
