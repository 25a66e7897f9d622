"""The pulse of an open page: the server is there, and what happened to the kernel, the stay, the session."""

import asyncio
import base64
import json
from http import HTTPStatus
from typing import Any

from tornado.web import HTTPError, RequestHandler, url
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from iopkit.actions.drafts import draft_key
from iopkit.model.account import SignIn
from iopkit.serve.identity import stay_of_request, store_of
from iopkit.serve.ownership import own_page, pages_of
from iopkit.serve.places import CONNECTION
from iopkit.serve.pulse_beat import PulseBeat, beat_of, is_alive

#: The longest thing that a page says here.
_LONGEST = 200


class PulseHandler(WebSocketHandler):
    """One open page's line. Asked without a websocket, it says how the page stands.

    The page is told ``tick`` every two seconds, and at once ``died``, ``stopping``, ``locked``, ``open``
    (again), ``ended``, and ``changed`` with the number of the audit's last row when somebody changed the
    group session that it shows. It answers ticks, and says where it is and that somebody is there.
    """

    kernel = ""
    stay: SignIn
    told_locked = False
    beat: PulseBeat | None = None

    async def get(self, kernel_id: str) -> None:
        """Begin the line; or answer 204 all is well, 423 locked, 404 no such page any more, 503 stopping."""
        standing = await self._standing(kernel_id)
        if standing in (HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE):
            raise HTTPError(standing)
        if self.request.headers.get("Upgrade", "").lower() == "websocket":
            await super().get(kernel_id)
        else:
            self.set_status(standing)
            self.finish()

    def open(self, kernel_id: str) -> None:
        """Join the others."""
        stay = stay_of_request(self)
        if stay is None:  # it cannot have come here; nothing is told to nobody
            self.close()
            return
        self.kernel, self.stay, self.beat = kernel_id, stay, beat_of(self)
        self.beat.join(self)

    def on_message(self, message: str | bytes) -> None:
        """Hear what the page says; anything else is not for this line."""
        said = _understood(message)
        if self.beat is None:
            return
        pages_of(self).saw(self.kernel)
        if isinstance(said.get("at"), str):
            self.beat.follow(self, said["at"])
        if said.get("there") is True:
            self.beat.somebody_is_there(self)

    def on_close(self) -> None:
        """Leave the others."""
        if self.beat:
            self.beat.leave(self)

    def say(self, what: str, **more: Any) -> None:
        """Tell the page, if it still listens."""
        try:
            self.write_message(json.dumps({"say": what, **more}))
        except WebSocketClosedError:
            self.on_close()

    async def _standing(self, kernel_id: str) -> HTTPStatus:
        if self.settings.get("iopkit_is_stopping"):
            return HTTPStatus.SERVICE_UNAVAILABLE
        kernels, stay = self.settings["kernel_manager"], stay_of_request(self)
        if own_page(self, kernel_id) is None or not await is_alive(kernels, kernel_id):
            return HTTPStatus.NOT_FOUND
        return HTTPStatus.LOCKED if stay and stay.locked else HTTPStatus.NO_CONTENT


class DraftKeyHandler(RequestHandler):
    """Gives the key of this sign-in's drafts to its pages, which keep it in memory only."""

    async def get(self) -> None:
        """The key; nothing while the stay is locked."""
        stay = stay_of_request(self)
        if stay is None:
            raise HTTPError(HTTPStatus.FORBIDDEN)
        if stay.locked:
            raise HTTPError(HTTPStatus.LOCKED)
        key = await asyncio.to_thread(draft_key, store_of(self), stay)
        self.finish({"key": base64.b64encode(key).decode()})


class WaitingHandler(RequestHandler):
    """Gives the script that stands in for this server when a page is asked for and nobody answers."""

    def get(self) -> None:
        """The script, and that it may look after all pages of this server."""
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Service-Worker-Allowed", self.settings["base_url"])
        self.finish((CONNECTION / "waiting.js").read_text("utf-8"))


def routes(base_url: str) -> list[Any]:
    """Routes of the connection between a page and this server."""
    return [
        url(base_url + r"iopkit/waiting.js", WaitingHandler),
        url(base_url + r"iopkit/pulse/([\w-]+)", PulseHandler),
        url(base_url + r"iopkit/draft-key", DraftKeyHandler),
    ]


def _understood(message: str | bytes) -> dict[str, Any]:
    if len(message) > _LONGEST:
        return {}
    try:
        said = json.loads(message)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
