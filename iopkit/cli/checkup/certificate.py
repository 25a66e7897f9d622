"""The certificate that the server shows: can it be read, does its key fit, how long does it last."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from iopkit.cli.checkup.finding import Finding, fault, ok, warning

SOON_DAYS = 21


def certificate(file: Path | None, key: Path | None) -> Finding:
    """How it stands with the certificate and its key."""
    if file is None and key is None:
        return ok("certificates", "No certificate is set; without one the pages are for this computer only.")
    if file is None or key is None:
        missing = "IOPKIT_CERTIFICATE" if file is None else "IOPKIT_CERTIFICATE_KEY"
        return fault("certificates", f"{missing} is not set, and the other half is.", f"Set {missing} too.")
    shown = _certificate(file)
    if isinstance(shown, Finding):
        return shown
    return _key_fault(shown, file, key) or _lasting(shown, file)


def _certificate(file: Path) -> x509.Certificate | Finding:
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())[0]
    except OSError as error:
        return fault(
            "certificates", f"The certificate {file} cannot be read: {error.strerror}.", "Put it there."
        )
    except ValueError:
        return fault("certificates", f"{file} is no certificate.", "It has to be a PEM file.")


def _key_fault(shown: x509.Certificate, file: Path, key: Path) -> Finding | None:
    try:
        secret = load_pem_private_key(key.read_bytes(), None)
    except OSError as error:
        return fault("certificates", f"The key {key} cannot be read: {error.strerror}.", "Put it there.")
    except (ValueError, TypeError):  # TypeError: it has a password
        return fault(
            "certificates",
            f"{key} is no key that can be used.",
            "It has to be a PEM file without a password.",
        )
    if secret.public_key() != shown.public_key():
        return fault(
            "certificates", f"The key {key} is not that of {file}.", "Name the two that belong together."
        )
    return _shared_key(key)


def _shared_key(key: Path) -> Finding | None:
    mode = stat.S_IMODE(key.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        return fault(
            "certificates", f"Others may use the key {key} (mode {mode:o}).", f"Run 'chmod 600 {key}'."
        )
    return None


def _lasting(shown: x509.Certificate, file: Path) -> Finding:
    now = datetime.now(UTC)
    begins, ends = shown.not_valid_before_utc, shown.not_valid_after_utc
    days = (ends - now).days
    if now >= ends:
        return fault("certificates", f"The certificate {file} ended on {ends:%Y-%m-%d}.", "Get a new one.")
    if now < begins:
        return fault(
            "certificates",
            f"The certificate {file} begins on {begins:%Y-%m-%d}, which has not come yet.",
            "Look at this computer's clock.",
        )
    if days < SOON_DAYS:
        return warning("certificates", f"The certificate {file} has {days} days left.", "Get a new one.")
    return ok("certificates", f"The certificate {file} fits its key and has {days} days left.")
