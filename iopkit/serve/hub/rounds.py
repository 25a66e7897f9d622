"""One round to the Hub and back: what the browser keeps until it is here again."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple

from tornado.web import RequestHandler

from iopkit.serve.identity import base_of, cookie_name

#: Signing in takes no longer than this; seconds.
_LONGEST = 600


class Round(NamedTuple):
    """A round that was begun: ``state`` comes back with it, ``verifier`` proves that it is ours.

    ``back`` is where somebody wanted to be, ``stay`` the id of the locked stay that it is to unlock.
    """

    state: str
    verifier: str
    back: str
    stay: str = ""


def begin_round(handler: RequestHandler, back: str, stay: str = "") -> Round:
    """Begin one, in this browser alone: no script can read the cookie, and no other site can send it."""
    begun = Round(secrets.token_urlsafe(24), secrets.token_urlsafe(32), back, stay)
    held = urlsafe_b64encode(json.dumps(begun).encode()).decode()
    secure = handler.request.protocol == "https"
    handler.set_cookie(
        _name(handler),
        held,
        path=base_of(handler),
        max_age=_LONGEST,
        httponly=True,
        samesite="Strict",
        secure=secure,
    )
    return begun


def finish_round(handler: RequestHandler, state: str) -> Round | None:
    """The round that this browser began with that state, once; None when it began none such."""
    held = handler.get_cookie(_name(handler)) or ""
    handler.clear_cookie(_name(handler), path=base_of(handler))
    try:
        begun = Round(*json.loads(urlsafe_b64decode(held)))
    except (ValueError, TypeError):
        return None
    kept = all(isinstance(part, str) for part in begun)
    return begun if kept and secrets.compare_digest(begun.state.encode(), state.encode()) else None


def _name(handler: RequestHandler) -> str:
    return f"{cookie_name(handler)}-round"
