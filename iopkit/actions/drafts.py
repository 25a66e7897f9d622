"""What is typed and not stored yet stays in the browser, under a key that only this sign-in is given."""

import hashlib
import hmac
import secrets

from iopkit.model.account import SignIn
from iopkit.store.store import Store

_SETTING = "draft_secret"


def draft_key(store: Store, stay: SignIn) -> bytes:
    """The 32 bytes that encrypt one sign-in's drafts; they are worked out again whenever they are asked for.

    They follow from a secret that never leaves the store: neither the browser's files nor its cookie give
    them away, and after the sign-in has ended nobody is given them.
    """
    return hmac.new(bytes.fromhex(_secret(store)), stay.id.encode(), hashlib.sha256).digest()


def _secret(store: Store) -> str:
    with store.read() as r:
        kept = r.find_setting(_SETTING)
    if kept:
        return kept
    with store.write() as w:
        made = w.find_setting(_SETTING) or secrets.token_hex(32)
        w.set_setting(_SETTING, made)
        w.record("make_draft_secret")
    return made
