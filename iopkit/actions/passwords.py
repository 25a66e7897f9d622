"""Passwords and one-time codes: how they are kept, and how they are checked."""

import secrets

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from iopkit.errors import NotAllowed

#: Length is what makes a password strong; rules about signs make people write it down (NIST SP 800-63B).
SHORTEST, LONGEST = 12, 200
_STEP_SECONDS = 30

_hasher = PasswordHasher()
#: Checked when there is no such account, so that the answer takes as long and tells nothing.
_NOBODYS = _hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    """The Argon2id hash of a password.

    Raises
    ------
    NotAllowed
        It is shorter than 12 characters, or one that everybody tries first.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise NotAllowed(
            f"A password takes {SHORTEST} to {LONGEST} characters. Three or four words are good."
        )
    if len(set(password)) < 5:
        raise NotAllowed(
            "This password repeats itself. Take three or four words that do not belong together."
        )
    return _hasher.hash(password)


def is_right(password: str, kept: str) -> bool:
    """Whether a password fits its hash; as slow without one."""
    try:
        return _hasher.verify(kept or _NOBODYS, password[:LONGEST]) and bool(kept)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


def new_password() -> str:
    """A password to hand over once: four groups of letters and digits that are not mistaken for others."""
    signs = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(signs) for _ in range(5)) for _ in range(4))


def new_one_time_key() -> str:
    """A secret for an app of one-time codes."""
    return pyotp.random_base32()


def one_time_address(key: str, staff: str) -> str:
    """What such an app takes, as text or as a QR code."""
    return pyotp.TOTP(key).provisioning_uri(name=staff, issuer_name="iopkit")


def one_time_step(key: str, code: str, seconds: float, used: int) -> int | None:
    """The time step whose code this is, one step early or late allowed; None for a wrong or used one.

    >>> key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    >>> code = pyotp.TOTP(key).at(1_000_000)
    >>> one_time_step(key, code, 1_000_000, used=0)
    33333
    >>> one_time_step(key, code, 1_000_000, used=33333) is None
    True
    >>> one_time_step("no key of ours", code, 1_000_000, used=0) is None
    True
    """
    now = int(seconds) // _STEP_SECONDS
    for step in (now - 1, now, now + 1):
        if step > used and _is_code(key, code, step):
            return step
    return None


def _is_code(key: str, code: str, step: int) -> bool:
    try:
        return secrets.compare_digest(pyotp.TOTP(key).at(step * _STEP_SECONDS), code.strip())
    except (TypeError, ValueError):  # signs that no code has; no key, or one that is too short
        return False
