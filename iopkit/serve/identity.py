"""Who is asking: from the browser's cookie to a stay that goes on."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from tornado.web import RequestHandler

from iopkit.actions.sign_in import has_no_password, saw, stay_of
from iopkit.errors import StoreError
from iopkit.model.account import SignIn
from iopkit.serve.hosts import is_loopback
from iopkit.store.store import Store

_ASKED = "_iopkit_stay"
_SEEN_EVERY = timedelta(minutes=1)


def cookie_name(handler: RequestHandler) -> str:
    """What the cookie is called; under TLS browsers hold ``__Host-`` cookies to this host alone.

    Under a prefix it goes to that prefix alone, since whatever else has this host's name has no use for it,
    and browsers take ``__Host-`` for a whole host only.
    """
    if handler.request.protocol != "https":
        return "iopkit"
    return "__Host-iopkit" if base_of(handler) == "/" else "__Secure-iopkit"


def base_of(handler: RequestHandler) -> str:
    """What all addresses of this server begin with."""
    return str(handler.settings["base_url"])


def token_of(handler: RequestHandler) -> str:
    """The token that the browser holds; empty when it holds none."""
    return handler.get_cookie(cookie_name(handler)) or ""


def store_of(handler: RequestHandler) -> Store:
    """The store that this server serves."""
    store: Store = handler.settings["iopkit_store"]
    return store


def stay_of_request(handler: RequestHandler) -> SignIn | None:
    """The stay of whoever asks, looked up once a request; None when nobody is signed in.

    A locked stay is given too. For a websocket that stays open, ask ``look_again`` from time to time.
    """
    if not hasattr(handler, _ASKED):
        return look_again(handler)
    found: SignIn | None = getattr(handler, _ASKED)
    return found


def look_again(handler: RequestHandler) -> SignIn | None:
    """The same, as the store has it now."""
    found = stay_of(store_of(handler), token_of(handler))
    setattr(handler, _ASKED, found)
    return found


def is_on_this_computer(handler: RequestHandler) -> bool:
    """Whether server, browser and everything between are here, so that a demonstration may be entered."""
    return bool(handler.settings["iopkit_one_press"]) and is_loopback(handler.request.remote_ip or "")


def unlocks_with_one_press(handler: RequestHandler, stay: SignIn) -> bool:
    """Whether there is no password to ask for: somebody in a demonstration on this computer."""
    return is_on_this_computer(handler) and has_no_password(store_of(handler), stay.staff)


def how_to_unlock(handler: RequestHandler, stay: SignIn) -> str:
    """How a locked stay goes on: by ``one press``, at the ``hub``, or with a ``password``."""
    if by_hub(handler):
        return "hub"
    return "one press" if unlocks_with_one_press(handler, stay) else "password"


def by_hub(handler: RequestHandler) -> bool:
    """Whether people sign in at a JupyterHub."""
    return handler.settings.get("iopkit_hub") is not None


def somebody_is_there(handler: RequestHandler, stay: SignIn) -> None:
    """Whoever asks for a page is there; once a minute is enough to know."""
    store = store_of(handler)
    if not stay.locked and store.clock() - stay.seen_at > _SEEN_EVERY:
        with suppress(StoreError):  # it may be busy: the page opens all the same
            saw(store, stay)


def keep_token(handler: RequestHandler, token: str) -> None:
    """Hand the token of a new stay to the browser; no script can read it and no other site can use it."""
    handler.set_cookie(cookie_name(handler), token, path=base_of(handler), **_guarded(handler))


def drop_token(handler: RequestHandler) -> None:
    """Let the browser forget its token."""
    handler.clear_cookie(cookie_name(handler), path=base_of(handler), **_guarded(handler))


def _guarded(handler: RequestHandler) -> dict[str, Any]:
    return {"httponly": True, "samesite": "Strict", "secure": handler.request.protocol == "https"}
