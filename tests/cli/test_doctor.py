"""iopkit doctor says what is wrong around the records and what to do, and names no client."""

import json
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from iopkit.store.keys import Key, key_file_of, write_key_file
from iopkit.store.opening import open_store
from iopkit.store.upgrading import latest_version

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    for variable in ("IOPKIT_CERTIFICATE", "IOPKIT_CERTIFICATE_KEY"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def found(iopkit: Any) -> Any:
    """``found("backups")``: state, sentence and remedy of the first finding about it."""

    def look(about: str, *options: object) -> tuple[str, str, str]:
        done = iopkit("doctor", "--format", "json", *options)
        findings = json.loads(done.stdout)
        assert (done.exit_code == 1) == any(one["state"] == "fault" for one in findings)
        worst = {"fault": 0, "warning": 1, "ok": 2}
        mine = sorted((one for one in findings if one["about"] == about), key=lambda one: worst[one["state"]])
        assert all(one["do"] for one in findings if one["state"] != "ok")
        return mine[0]["state"], mine[0]["says"], mine[0]["do"]

    return look


@pytest.fixture
def own(clinic: None, tmp_path: Path) -> Path:
    return tmp_path / "own.sqlite"


def test_a_demonstration_is_well(iopkit: Any) -> None:
    iopkit("demo", "--clients", "6")
    done = iopkit("doctor")
    assert done.exit_code == 0
    first, *lines = done.stdout.splitlines()
    assert first == f"ok       store         The store opens, at version {latest_version()}, and is sound."
    assert {line.split()[0] for line in lines} == {"ok"}


def test_a_clinic_without_accounts_and_backups_is_told(iopkit: Any, own: Path) -> None:
    done = iopkit("doctor")
    assert done.exit_code == 1
    assert (
        "fault    accounts      Nobody can sign in, and whoever can use this computer can use the pages.\n"
        "                       Run 'iopkit user add'.\n"
        "warning  backups       No backup was ever made.\n"
        "                       Run 'iopkit backup FILE'.\n"
    ) in done.stdout


def test_no_client_is_named(iopkit: Any, own: Path) -> None:
    connection = sqlite3.connect(own)
    connection.execute("INSERT INTO memberships VALUES (99, 'none', 'Heron M.', '2026-01-01', NULL)")
    connection.commit()
    connection.close()
    said = iopkit("doctor").stdout
    assert "The store is damaged: a row of memberships refers to none of" in said
    assert "Heron" not in said
    assert "heron" not in said


def test_where_there_is_no_store_it_is_said_how_to_make_one(found: Any, tmp_path: Path) -> None:
    state, says, do = found("store")
    assert (state, says) == ("fault", f"There is no store at {tmp_path / 'own.sqlite'}.")
    assert do.startswith("Make one with 'iopkit demo'")
    assert not (tmp_path / "own.sqlite").exists()


def test_an_older_store_is_told_and_not_migrated(found: Any, own: Path) -> None:
    connection = sqlite3.connect(own)
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.commit()
    connection.close()
    assert found("store")[:2] == (
        "warning",
        f"The store opens, at version 1; this iopkit works with version {latest_version()}.",
    )
    connection = sqlite3.connect(own)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    connection.close()


def test_a_newer_store_and_no_store_at_all_are_faults(found: Any, own: Path) -> None:
    connection = sqlite3.connect(own)
    connection.execute("UPDATE alembic_version SET version_num = '0099'")
    connection.commit()
    connection.close()
    assert found("store")[1].startswith("This store is at version 99 and iopkit ")
    own.write_text("Dear Heron, " * 100)
    assert found("store") == (
        "fault",
        f"The store at {own} cannot be opened: file is not a database.",
        "Look at what IOPKIT_DATABASE names, or restore your last backup.",
    )


@pytest.mark.parametrize("page", [3, 10, 40])
def test_a_damaged_file_is_found(found: Any, own: Path, page: int) -> None:
    with open(own, "r+b") as file:
        file.seek(page * 4096)
        file.write(b"\xff" * 4096)
    state, says, do = found("store")
    assert state == "fault"
    assert "damaged" in says or "cannot be read" in says
    assert "restore your last backup" in do


def test_a_damaged_encrypted_file_is_found(iopkit: Any, found: Any, own: Path) -> None:
    iopkit("rekey", "--key-is-kept")
    assert found("encryption")[:2] == ("ok", "The store is encrypted.")
    with open(own, "r+b") as file:
        file.seek(10 * 4096 + 100)
        file.write(b"\xff")
    assert found("store")[0] == "fault"


def test_an_encrypted_store_without_its_key_is_a_fault(iopkit: Any, found: Any, own: Path) -> None:
    iopkit("rekey", "--key-is-kept")
    key_file_of(own).unlink()
    state, says, do = found("store")
    assert state == "fault"
    assert "is encrypted, or it is no store, and there is no key for it" in says
    assert do.startswith("Put the key file back from your copy")


def test_a_plain_store_of_real_records_is_told(found: Any, own: Path) -> None:
    assert found("encryption")[0] == "warning"
    assert found("encryption")[2] == "Run 'iopkit rekey'."


def test_a_stay_whose_length_does_not_fit_its_dates_is_told(found: Any, own: Path) -> None:
    assert found("stays")[0] == "ok"
    with closing(sqlite3.connect(own)) as connection:
        connection.execute("INSERT INTO clients (id, populations) VALUES ('strange', '')")
        connection.execute(
            "INSERT INTO episodes (id, client_id, admitted_on, discharged_on, days) "
            "VALUES ('strange', 'strange', '2026-01-01', '2026-01-10', 90)"
        )
        connection.commit()
    state, says, _ = found("stays")
    assert (state, says.split(",")[0]) == ("fault", "1 stay has a length that the dates do not give")


def test_an_account_is_enough(found: Any, own: Path) -> None:
    from iopkit.model.account import Account
    from iopkit.model.people import Staff

    store = open_store()
    with store.write() as w:
        w.add_staff([Staff(id="owl", name="Owl O.")])
        w.add_account(Account(staff="owl"))
    store.close()
    assert found("accounts")[:2] == ("ok", "1 person can sign in.")


def test_a_backup_of_late_is_well_and_an_old_one_is_told(iopkit: Any, found: Any, own: Path) -> None:
    iopkit("backup", own.with_name("b.iopkit"), "--key-file", own.with_name("b.key"))
    state, says, _ = found("backups")
    assert (state, says[:28]) == ("ok", "The last backup was made on ")
    store = open_store()
    with store.write() as w:
        w.set_last_backup(w.now - timedelta(days=9, hours=1))
    store.close()
    assert found("backups")[:2] == ("warning", "The last backup was made 9 days ago.")


def test_a_clock_behind_the_store_is_told(found: Any, own: Path) -> None:
    store = open_store()
    store.clock = lambda: datetime.now(UTC) + timedelta(hours=1)
    with store.write() as w:
        w.record("search")
    store.close()
    state, says, do = found("clock")
    assert state == "fault"
    assert "which has not come yet" in says
    assert do == "Set this computer's clock, and let it follow a time server."


def test_a_clock_that_jumps_meanwhile_is_told(found: Any, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([1_000_000.0, 996_400.0])
    monkeypatch.setattr("iopkit.cli.doctor.time.time", lambda: next(moments, 996_400.0))
    assert found("clock")[:2] == ("warning", "The clock jumped by -3600 seconds just now.")


@pytest.mark.parametrize(
    ("free", "state"), [(50_000_000, "fault"), (500_000_000, "warning"), (5_000_000_000, "ok")]
)
def test_a_disk_that_is_almost_full_is_told(
    found: Any, own: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(free * 2, free, free))
    assert found("disk")[:2] == (state, f"{free / 1e9:.1f} GB are free at the store, {own.parent}.")


def test_the_disk_for_backups_is_looked_at_too(found: Any, own: Path) -> None:
    assert found("disk", "--backups", own.parent)[0] == "ok"
    state, says, _ = found("disk", "--backups", own.parent / "none")
    assert (state, says) == (
        "fault",
        f"The disk for backups, {own.parent / 'none'} cannot be looked at: No such file or directory.",
    )


def test_what_others_may_use_is_told(found: Any, own: Path) -> None:
    assert found("permissions")[0] == "ok"
    own.chmod(0o644)
    assert found("permissions") == (
        "fault",
        f"Others than its owner may use {own} (mode 644).",
        f"Run 'chmod 600 {own}'.",
    )
    own.chmod(0o600)
    write_key_file(key_file_of(own), [Key.new()])
    key_file_of(own).chmod(0o640)
    assert found("permissions")[1] == f"Others than its owner may use {own}.key (mode 640)."
    key_file_of(own).chmod(0o600)
    own.parent.chmod(0o777)
    assert found("permissions")[1].startswith(f"Others may put files into the store's folder {own.parent}")


def test_a_key_file_that_is_not_there_is_told(found: Any, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOPKIT_KEY_FILE", "/nest/own.key")
    assert found("permissions")[:2] == (
        "warning",
        "IOPKIT_KEY_FILE names /nest/own.key, and there is no such file.",
    )


def test_a_store_on_a_server_is_looked_at_as_far_as_it_can_be_seen(
    iopkit: Any, found: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    with request.getfixturevalue("_postgres_database")() as address:
        monkeypatch.setenv("IOPKIT_DATABASE", address)
        assert found("store")[:2] == ("ok", f"The store opens, at version {latest_version()}, and is sound.")
        assert found("disk")[:2] == ("ok", "The store is on a server; its disk cannot be seen here.")
        assert found("encryption")[0] == "ok"


class Pair:
    """A certificate and its key, as files."""

    def __init__(self, folder: Path, *, begins: int = -1, ends: int = 90) -> None:
        self.key: EllipticCurvePrivateKey = generate_private_key(SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "iopkit.test")])
        now = datetime.now(UTC)
        shown = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(1)
            .not_valid_before(now + timedelta(days=begins))
            .not_valid_after(now + timedelta(days=ends, hours=1))
            .sign(self.key, SHA256())
        )
        folder.mkdir()
        self.files = folder / "c.pem", folder / "k.pem"
        self.files[0].write_bytes(shown.public_bytes(Encoding.PEM))
        self.write_key(NoEncryption())

    def write_key(self, lock: Any) -> None:
        self.files[1].write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
        self.files[1].chmod(0o600)


@pytest.fixture
def shown(found: Any, own: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``shown(certificate, key)``: what is said of them when the environment names them."""

    def look(certificate: Path, key: Path) -> tuple[str, str, str]:
        monkeypatch.setenv("IOPKIT_CERTIFICATE", str(certificate))
        monkeypatch.setenv("IOPKIT_CERTIFICATE_KEY", str(key))
        return found("certificates")

    return look


@pytest.mark.parametrize(
    ("begins", "ends", "state", "said"),
    [
        (-1, 90, "ok", "fits its key and has 90 days left."),
        (-1, 20, "warning", "has 20 days left."),
        (-9, -2, "fault", "ended on "),
        (2, 90, "fault", "which has not come yet."),
    ],
)
def test_a_certificate_says_how_long_it_lasts(
    shown: Any, tmp_path: Path, begins: int, ends: int, state: str, said: str
) -> None:
    found = shown(*Pair(tmp_path / "tls", begins=begins, ends=ends).files)
    assert found[0] == state
    assert said in found[1]


def test_a_certificate_and_a_key_that_do_not_belong_together_are_told(shown: Any, tmp_path: Path) -> None:
    one, other = Pair(tmp_path / "one"), Pair(tmp_path / "other")
    assert shown(one.files[0], other.files[1])[:2] == (
        "fault",
        f"The key {other.files[1]} is not that of {one.files[0]}.",
    )


def test_certificate_files_that_cannot_be_used_are_told(shown: Any, tmp_path: Path) -> None:
    pair = Pair(tmp_path / "tls")
    certificate, key = pair.files
    assert "cannot be read: No such file" in shown(tmp_path / "none", key)[1]
    assert "cannot be read: No such file" in shown(certificate, tmp_path / "none")[1]
    assert shown(key, key)[1] == f"{key} is no certificate."
    assert shown(certificate, certificate)[1] == f"{certificate} is no key that can be used."
    pair.write_key(BestAvailableEncryption(b"feathers"))
    assert shown(certificate, key)[2] == "It has to be a PEM file without a password."
    pair.write_key(NoEncryption())
    key.chmod(0o644)
    assert shown(certificate, key)[1] == f"Others may use the key {key} (mode 644)."


def test_half_a_certificate_is_told(found: Any, own: Path, tmp_path: Path) -> None:
    state, _, do = found("certificates", "--certificate", tmp_path / "c.pem")
    assert (state, do) == ("fault", "Set IOPKIT_CERTIFICATE_KEY too.")
