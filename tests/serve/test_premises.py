"""Where the server may stand, and what must be there before it starts."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from iopkit.actions.accounts import add_account
from iopkit.actions.demonstration import make_demonstration
from iopkit.cli.serving import serve
from iopkit.errors import NotAllowed
from iopkit.model.codes import Role
from iopkit.serve.premises import Premises
from iopkit.serve.tls import tls_context
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from tests.serve.conftest import House

CERTIFICATE, KEY = Path("c.pem"), Path("k.pem")


def demonstration(store: Store) -> None:
    """Accounts without passwords."""
    make_demonstration(store, clients=12)


def clinic(store: Store) -> None:
    """A real account."""
    add_account(store, "owl", role=Role.ADMINISTRATOR)


def nobody(store: Store) -> None:
    """No account."""


@pytest.mark.parametrize(
    ("premises", "fill", "says"),
    [
        (
            Premises(),
            nobody,
            "Nobody has an account in this store yet. Make the first one with 'iopkit user add",
        ),
        (
            Premises("0.0.0.0"),
            clinic,
            "A server on 0.0.0.0 can be reached by others, and records would cross the",
        ),
        (
            Premises("192.168.0.7"),
            clinic,
            "Give --certificate and --certificate-key, or --behind-proxy ADDRESS",
        ),
        (Premises("clinic.example"), clinic, "records would cross the network unencrypted"),
        (
            Premises("0.0.0.0", CERTIFICATE, KEY),
            nobody,
            "nobody has an account with a password in this store",
        ),
        (Premises("0.0.0.0", CERTIFICATE, KEY), demonstration, "nobody has an account with a password"),
        (Premises(proxy="127.0.0.1"), demonstration, "Behind a proxy the server can be reached by others"),
        (Premises(proxy="127.0.0.1"), nobody, "nobody has an account with a password"),
        (Premises(certificate=CERTIFICATE), clinic, "--certificate and --certificate-key belong together"),
        (Premises(certificate_key=KEY), clinic, "--certificate and --certificate-key belong together"),
        (Premises("0.0.0.0", CERTIFICATE, KEY, "10.0.0.1"), clinic, "not both"),
        (Premises(proxy="the proxy"), clinic, "'the proxy' is no IP address"),
        (Premises(proxy="0.0.0.0/0"), clinic, "'0.0.0.0/0' is no IP address"),
        (Premises(hub=True), nobody, "With --hub the server stands behind a proxy"),
        (Premises("0.0.0.0", hub=True), nobody, "records would cross the network unencrypted"),
        (Premises(base="/clinic"), clinic, "'/clinic' is no prefix"),
        (Premises(base="//elsewhere.example/"), clinic, "is no prefix"),
        (Premises(base="/a/../b/"), clinic, "is no prefix"),
    ],
)
def test_it_refuses_to_stand_where_records_would_be_open(
    empty_store: Store, premises: Premises, fill: Callable[[Store], None], says: str
) -> None:
    fill(empty_store)
    with pytest.raises(NotAllowed, match=says.replace("(", r"\(").replace(".", r"\.")):
        premises.check(empty_store)


@pytest.mark.parametrize(
    ("premises", "fill"),
    [
        (Premises(), demonstration),
        (Premises("localhost"), demonstration),
        (Premises("::1"), clinic),
        (Premises("0.0.0.0", CERTIFICATE, KEY), clinic),
        (Premises("0.0.0.0", proxy="10.0.0.1"), clinic),
        (Premises(proxy="127.0.0.1"), clinic),
        (Premises("0.0.0.0", proxy="10.42.0.0/16"), clinic),
        (Premises(proxy="127.0.0.1", hub=True), nobody),
        (Premises(proxy="127.0.0.1", hub=True), demonstration),
        (Premises(base="/services/iopkit/"), clinic),
    ],
)
def test_it_stands_where_they_are_guarded(
    empty_store: Store, premises: Premises, fill: Callable[[Store], None]
) -> None:
    fill(empty_store)
    premises.check(empty_store)


def test_a_demonstration_without_accounts_is_told_to_be_made_anew(empty_store: Store) -> None:
    with empty_store.write() as w:
        w.set_setting("demonstration", "yes")
    with pytest.raises(NotAllowed, match="This demonstration is of an older iopkit and has no accounts"):
        Premises().check(empty_store)


def test_the_command_says_why_it_does_not_start() -> None:
    open_store(create=True).close()
    result = CliRunner().invoke(serve, ["--no-browser"])
    assert isinstance(result.exception, NotAllowed)
    assert "iopkit user add NAME --role administrator" in str(result.exception)


def make_certificate(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    """A certificate that nobody signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / f"{name}.pem", folder / f"{name}-key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return files


def test_tls_takes_nothing_older_than_1_2(tmp_path: Path) -> None:
    assert tls_context(*make_certificate(tmp_path)).minimum_version is ssl.TLSVersion.TLSv1_2


def test_what_is_no_certificate_is_told(tmp_path: Path) -> None:
    good, key = make_certificate(tmp_path)
    _, anothers = make_certificate(tmp_path, "other")
    bad = tmp_path / "bad.pem"
    bad.write_text("no certificate")
    locked = tmp_path / "locked.pem"
    held = serialization.load_pem_private_key(key.read_bytes(), None)
    locked.write_bytes(
        held.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    for certificate, its_key, says in (
        (tmp_path / "none.pem", key, "There is no certificate file"),
        (good, tmp_path / "none.pem", "There is no key file"),
        (bad, key, "are no certificate and its key"),
        (good, anothers, "are no certificate and its key"),
        (good, locked, "the key must have no password"),
    ):
        with pytest.raises(NotAllowed, match=says):
            tls_context(certificate, its_key)


@pytest.fixture(scope="module")
def behind(open_house: Callable[..., House]) -> House:
    """A server whose proxy stands elsewhere."""
    return open_house(Premises(proxy="192.0.2.1", names=("clinic.example",)))


def test_who_comes_around_the_proxy_is_refused(behind: House) -> None:
    for address in ("/sign-in", "/nothing", "/"):
        answer = behind.ask(
            address, Host="clinic.example", X_Forwarded_Proto="https", X_Forwarded_For="192.0.2.1"
        )
        assert (answer.status, answer.text) == (400, "This server answers its proxy only.\n")
    assert behind.ask("/healthz").status == 200


@pytest.fixture(scope="module")
def proxied(open_house: Callable[..., House]) -> House:
    """A server whose proxy is on this computer."""
    return open_house(Premises(proxy="127.0.0.1", names=("Clinic.Example",)))


def test_a_proxy_that_takes_no_tls_is_refused(proxied: House) -> None:
    for sent in ({}, {"X_Forwarded_Proto": "http"}, {"X_Forwarded_Proto": "https, http"}):
        answer = proxied.ask("/sign-in", Host="clinic.example", **sent)
        assert answer.status == 400
        assert "The proxy has to take https" in answer.text


def test_through_the_proxy_the_clinics_name_is_served(proxied: House) -> None:
    answer = proxied.ask("/sign-in", Host="clinic.example", X_Forwarded_Proto="https")
    assert answer.status == 200
    assert proxied.ask("/sign-in", Host="other.example", X_Forwarded_Proto="https").status == 400


def test_without_a_proxy_nobody_is_believed(house: House) -> None:
    headers = {
        "X_Forwarded_Proto": "https",
        "X_Forwarded_For": "10.0.0.1",
        "X_Forwarded_Host": "evil.example",
    }
    answer = house.ask("/sign-in", xsrf=False, **headers)
    assert answer.status == 200
    assert "Strict-Transport-Security" not in answer.headers
    assert "Secure" not in answer.headers["Set-Cookie"]
    assert "Demonstration" in answer.text  # it is still this computer that asks
