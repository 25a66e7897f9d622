"""iopkit backup, iopkit restore and iopkit rekey, as a person types them."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from iopkit.cli import main
from iopkit.store.encrypted import salt_of
from iopkit.store.keys import read_key_file
from iopkit.store.opening import open_store

WORDS = "reed bed at dawn"
EXPLAINED = (
    "Without it nobody can open the store, not even iopkit's makers: lose it, and all records are lost.\n"
)


@pytest.fixture
def own(clinic: None, tmp_path: Path) -> Path:
    """The file of a store with two clients."""
    return tmp_path / "own.sqlite"


def typed(*lines: str) -> Callable[..., Result]:
    """A run in which a person types these lines."""

    def run(*words: object) -> Result:
        done = CliRunner().invoke(
            main, [str(word) for word in words], input="".join(f"{one}\n" for one in lines)
        )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run


def clients() -> set[str]:
    store = open_store()
    with store.read() as r:
        found = r.list_client_ids()
    store.close()
    return found


def test_a_backup_under_a_passphrase_comes_back(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "b.iopkit"
    done = typed(WORDS, WORDS)("backup", file)
    assert done.exit_code == 0
    assert f"{file}: " in done.stdout
    assert "Read back and found right." in done.stdout
    assert "Head of the audit, for 'iopkit audit verify --head': " in done.stdout
    assert WORDS not in done.output
    monkeypatch.setenv("IOPKIT_DATABASE", f"sqlite:///{tmp_path / 'again.sqlite'}")
    done = typed(WORDS)("restore", file)
    assert done.exit_code == 0
    assert f"Restored from {file}: " in done.stdout
    assert WORDS not in done.output
    assert clients() == {"heron", "otter"}


def test_the_head_that_a_backup_shows_verifies_the_audit(iopkit: Any, own: Path, tmp_path: Path) -> None:
    done = iopkit("backup", tmp_path / "b.iopkit", "--key-file", tmp_path / "b.key")
    head = done.stdout.split("--head': ")[1].strip()
    assert iopkit("audit", "verify", "--head", head).exit_code == 0


def test_a_restored_audit_verifies(iopkit: Any, own: Path, tmp_path: Path, monkeypatch: Any) -> None:
    head = iopkit("backup", tmp_path / "b.iopkit", "--key-file", tmp_path / "b.key").stdout.split()[-1]
    monkeypatch.setenv("IOPKIT_DATABASE", f"sqlite:///{tmp_path / 'again.sqlite'}")
    assert iopkit("restore", tmp_path / "b.iopkit", "--key-file", tmp_path / "b.key").exit_code == 0
    assert iopkit("audit", "verify", "--head", head).exit_code == 0


def test_passphrases_that_differ_are_asked_for_again_and_a_short_one_is_refused(
    own: Path, tmp_path: Path
) -> None:
    done = typed(WORDS, "reed bed at dusk", "heron!", "heron!")("backup", tmp_path / "b.iopkit")
    assert done.exit_code == 1
    assert "The passphrase has 6 letters; use at least 12" in done.stderr
    assert not (tmp_path / "b.iopkit").exists()


def test_a_key_file_is_made_once_and_used_again(iopkit: Any, own: Path, tmp_path: Path) -> None:
    key = tmp_path / "b.key"
    first = iopkit("backup", tmp_path / "1.iopkit", "--key-file", key)
    assert first.stdout.startswith(f"A key was made in {key}. Copy it to another place")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = read_key_file(key)
    assert "A key was made" not in iopkit("backup", tmp_path / "2.iopkit", "--key-file", key).stdout
    assert read_key_file(key) == before


def test_no_secret_can_be_given_on_the_command_line() -> None:
    for name in ("backup", "restore", "rekey"):
        command = main.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        options = {one for param in command.params for one in param.opts}
        assert options <= {"file", "--key-file", "--replace", "--to", "--key-is-kept"}


def test_an_existing_backup_is_replaced_only_when_told_so(iopkit: Any, own: Path, tmp_path: Path) -> None:
    words = ("backup", tmp_path / "b.iopkit", "--key-file", tmp_path / "b.key")
    assert iopkit(*words).exit_code == 0
    again = iopkit(*words)
    assert (again.exit_code, again.stderr) == (
        1,
        f"There is a file {tmp_path / 'b.iopkit'} already. Choose another name, or say --replace.\n",
    )
    assert iopkit(*words, "--replace").exit_code == 0


def test_a_used_store_is_not_restored_into(iopkit: Any, own: Path, tmp_path: Path) -> None:
    iopkit("backup", tmp_path / "b.iopkit", "--key-file", tmp_path / "b.key")
    done = iopkit("restore", tmp_path / "b.iopkit", "--key-file", tmp_path / "b.key")
    assert done.exit_code == 1
    assert done.stderr.startswith(
        "The store holds something already, and a backup is restored into an empty store"
    )


def test_a_backup_that_needs_its_key_file_says_so(iopkit: Any, own: Path, tmp_path: Path) -> None:
    iopkit("backup", tmp_path / "b.iopkit", "--key-file", tmp_path / "b.key")
    assert iopkit("restore", tmp_path / "b.iopkit").stderr == "b.iopkit opens with a key: use --key-file.\n"
    (tmp_path / "b.key").chmod(0o644)
    done = iopkit("restore", tmp_path / "b.iopkit", "--key-file", tmp_path / "b.key")
    assert "can be used by others (mode 644)" in done.stderr


def test_what_is_no_backup_is_told(iopkit: Any, own: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Heron, ")
    assert iopkit("restore", tmp_path / "letter.txt").stderr == (
        "letter.txt is no backup of iopkit, or its beginning is damaged.\n"
    )
    assert iopkit("restore", tmp_path / "none").stderr == (
        f"The backup {tmp_path / 'none'} cannot be read: No such file or directory.\n"
    )


def test_rekey_explains_the_loss_of_the_key_before_it_does_anything(own: Path, tmp_path: Path) -> None:
    before = own.read_bytes()
    done = typed("yes")("rekey")
    assert done.exit_code == 1
    assert done.stdout.startswith(f"The new key is in the file {own}.key.\n{EXPLAINED}")
    assert 'When you have it, type "I have a copy"' in done.stdout
    assert done.stderr == "Nothing was changed. Make a copy of the key, then run it again.\n"
    assert own.read_bytes() == before
    assert not (tmp_path / "own.sqlite.key").exists()


@pytest.mark.parametrize("answer", ["I have a copy", '"I have a copy"'])
def test_rekey_encrypts_once_there_is_a_copy(own: Path, answer: str) -> None:
    done = typed(answer)("rekey")
    assert done.exit_code == 0
    assert f"{own} is encrypted with its new key: " in done.stdout
    assert (
        "Copies and older backups of it, and deleted blocks of the disk, may still hold plain" in done.stdout
    )
    assert read_key_file(own.with_name("own.sqlite.key"))[0].secret.hex() not in done.output
    assert salt_of(own) is not None
    assert clients() == {"heron", "otter"}


def test_a_script_says_that_the_key_is_kept_and_is_told_all_the_same(iopkit: Any, own: Path) -> None:
    done = iopkit("rekey", "--key-is-kept")
    assert done.exit_code == 0
    assert EXPLAINED in done.stdout
    again = iopkit("rekey", "--key-is-kept")
    assert "plain" not in again.stdout
    assert clients() == {"heron", "otter"}


def test_the_keyring_can_keep_the_key(iopkit: Any, own: Path, ring: Any) -> None:
    done = iopkit("rekey", "--to", "keyring", "--key-is-kept")
    assert done.exit_code == 0
    assert next(iter(ring.kept.values())) not in done.output
    assert not own.with_name("own.sqlite.key").exists()
    assert clients() == {"heron", "otter"}


def test_where_there_is_no_keyring_it_is_said(iopkit: Any, own: Path) -> None:
    done = iopkit("rekey", "--to", "keyring", "--key-is-kept")
    assert (done.exit_code, done.stderr) == (
        1,
        "This computer has no keyring. Keep the key in a file: 'iopkit rekey --to file'.\n",
    )
    assert salt_of(own) is None


def test_a_backup_can_be_restored_into_a_store_that_never_was_plain(
    iopkit: Any, own: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    iopkit("backup", tmp_path / "b.iopkit", "--key-file", tmp_path / "b.key")
    monkeypatch.setenv("IOPKIT_DATABASE", f"sqlite:///{tmp_path / 'again.sqlite'}")
    made = iopkit("rekey", "--key-is-kept").stdout
    assert f"There was no store, so an empty one was made, encrypted: {tmp_path / 'again.sqlite'}" in made
    assert iopkit("restore", tmp_path / "b.iopkit", "--key-file", tmp_path / "b.key").exit_code == 0
    assert salt_of(tmp_path / "again.sqlite") is not None
    assert clients() == {"heron", "otter"}
