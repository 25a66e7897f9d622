"""The gate before every route: no answer without a sign-in, but for a few that say so themselves."""

import inspect
import traceback
from typing import Any
from urllib.parse import quote

from jupyter_server.base.handlers import APIHandler
from tornado.web import HTTPError, RequestHandler

from iopkit.errors import ChangedElsewhere, DiskFull, IopkitError, NotAllowed, NotFound, Refused, StoreBusy
from iopkit.model.account import SignIn
from iopkit.serve import policy
from iopkit.serve.identity import by_hub, somebody_is_there, stay_of_request, store_of
from iopkit.serve.logs import tell
from iopkit.serve.plain_page import render

#: Errors whose sentence is for whoever is there; others may name a place on this computer.
_TOLD = (NotAllowed, NotFound, ChangedElsewhere, StoreBusy, DiskFull)
_SENTENCES = {
    400: "This cannot be understood. Go back and try again.",
    403: "This is not allowed.",
    404: "There is nothing here.",
    405: "This address does not take that.",
    413: "This is too large.",
    503: "This cannot be done just now. Try again in a moment.",
}


class Gate(RequestHandler):
    """Stands before a handler: who may pass, what every answer says, and how an error is told.

    ``open_to_all`` lets anybody in. ``is_page`` is for what a person looks at: they are sent on to sign in,
    to unlock or to choose a password, and errors are pages. Everything else answers 403.
    """

    open_to_all = False
    is_page = False
    #: Pages that somebody may see before they have changed the password that they were handed.
    before_change = False
    #: Pages that somebody may see while their stay is locked.
    while_locked = False
    policy_here = policy.STRICT
    cache_here = policy.NOT_KEPT

    def set_default_headers(self) -> None:
        """The headers of every answer."""
        super().set_default_headers()
        for name, value in policy.HEADERS.items():
            self.set_header(name, value)
        self.set_header("Content-Security-Policy", self.policy_here)
        self.set_header("Cache-Control", self.cache_here)
        if self.request.protocol == "https":
            self.set_header("Strict-Transport-Security", policy.ALWAYS_TLS)

    async def prepare(self) -> None:
        """Let in or send away, before the handler itself does anything."""
        if not self.open_to_all:
            self._admit()
        if self._finished:
            return
        prepared = super().prepare()
        if inspect.isawaitable(prepared):
            await prepared

    def _admit(self) -> None:
        stay = stay_of_request(self)
        if self.is_page:
            self._admit_to_page(stay)
        elif stay is None:
            raise HTTPError(403)

    def _admit_to_page(self, stay: SignIn | None) -> None:
        if stay is None:
            self._send_to("sign-in")
        elif stay.locked and not self.while_locked:
            self._send_to("unlock")
        elif not self.before_change and _must_change(self, stay):
            self.redirect(self.settings["base_url"] + "account", status=303)
        else:
            somebody_is_there(self, stay)

    def _send_to(self, place: str) -> None:
        back = quote(self.request.uri or "", safe="")
        told = f"?next={back}" if self.request.method in ("GET", "HEAD") else ""
        self.redirect(f"{self.settings['base_url']}{place}{told}", status=303)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say in a sentence that it did not work, and nothing of how iopkit is made."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        says = sentence_of(status_code, error)
        if self.is_page:
            self.finish(render(self, "message.html", title="This did not work", says=says))
        elif isinstance(self, APIHandler):
            self.finish({"message": says})
        else:
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(says)

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """An error of ours has a status of its own."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        super().send_error(status_of(error) or status_code, **kwargs)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """What nobody foresaw is logged with its place in the code, and without its words."""
        if not isinstance(value, (HTTPError, *_TOLD)):
            where = [f"{one.filename.rpartition('/')[2]}:{one.lineno}" for one in traceback.extract_tb(tb)]
            tell("fault", level="error", error=typ.__name__, where=where[-4:])


def guarded(handler: type[RequestHandler], *bases: type) -> type[RequestHandler]:
    """The same handler behind the gate; ``bases`` come between."""
    if issubclass(handler, Gate):
        return handler
    return type(f"Guarded{handler.__name__}", (*bases, Gate, handler), {})


def sentence_of(status: int, error: BaseException | None) -> str:
    """What is said about an error."""
    if isinstance(error, _TOLD):
        return str(error)
    if isinstance(error, IopkitError):
        return "The store cannot be used just now. Tell whoever looks after this computer."
    return _SENTENCES.get(status, "Something went wrong on our side. Nothing was stored. Try again.")


def status_of(error: BaseException | None) -> int | None:
    """The status that an error of ours is answered with; None for any other."""
    kinds = ((Refused, 403), (NotFound, 404), (StoreBusy, 503), ((NotAllowed, ChangedElsewhere), 409))
    statuses = (status for kind, status in kinds if isinstance(error, kind))
    return next(statuses, 503 if isinstance(error, IopkitError) else None)


def _must_change(handler: RequestHandler, stay: SignIn) -> bool:
    if by_hub(handler):  # nobody has a password here
        return False
    with store_of(handler).read() as r:
        account = r.find_account(stay.staff)
    return account is None or account.must_change
