"""The websocket between a page and its kernel: few messages in, few out, none while it is locked."""

import asyncio
from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.web import HTTPError
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from iopkit.errors import IopkitError
from iopkit.serve.identity import store_of
from iopkit.serve.logs import tell
from iopkit.serve.messages import PROTOCOL, may_be_told, why_dropped
from iopkit.serve.ownership import pages_of


class KernelSocketHandler(VoilaKernelWebsocketHandler):
    """Lets the owner's page talk to its kernel, in the one protocol whose every message is looked into."""

    async def prepare(self, *given: Any, **named: Any) -> None:
        """Refuse the older protocol, in which Voila would let more through."""
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "")
        if PROTOCOL not in [one.strip() for one in offered.split(",")]:
            raise HTTPError(400)
        await super().prepare(*given, **named)

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """Tell the browser what it may know."""
        return super().write_message(message, binary) if may_be_told(message) else None

    def on_message(self, ws_message: bytes | str) -> None:
        """Hand on what a browser may say, while somebody is there to say it."""
        why = why_dropped(ws_message) or self._why_now()
        if why is None:
            super().on_message(ws_message)
        else:
            tell("message_dropped", level="warning", kernel=self.kernel_id, because=why)

    def _why_now(self) -> str | None:
        if self.settings.get("iopkit_is_stopping"):
            return "stopping"
        page = pages_of(self).find(self.kernel_id)
        try:
            with store_of(self).read() as r:
                stay = r.find_sign_in(page.stay) if page else None
        except IopkitError:
            return "no store"
        if stay is None or stay.ended_at:
            return "signed out"
        return "locked" if stay.locked else None


class KernelConnection(ZMQChannelsWebsocketConnection):
    """Knows when its kernel has dealt with everything that the page sent."""

    _asked: asyncio.Future[None] | None = None
    _question = ""

    async def drained(self) -> None:
        """Wait until the kernel answers a question that was asked behind all messages so far."""
        if "shell" not in self.channels:
            return
        self._asked = asyncio.get_running_loop().create_future()
        question = self.session.msg("kernel_info_request")
        self._question = question["header"]["msg_id"]
        self.session.send(self.channels["shell"], question)
        await self._asked

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Notice the answer, and hand everything on."""
        if self._asked and not self._asked.done() and self._answers(outgoing_msg):
            self._asked.set_result(None)
        super().handle_outgoing_message(stream, outgoing_msg)

    def _answers(self, message: list[Any]) -> bool:
        _, parts = self.session.feed_identities(list(message))
        parent = self.get_part("parent_header", None, parts[1:])
        header = self.get_part("header", None, parts[1:])
        return header["msg_type"] == "kernel_info_reply" and parent.get("msg_id") == self._question


def open_connections() -> list[KernelConnection]:
    """Every websocket to a kernel that is open now."""
    return [one for one in ZMQChannelsWebsocketConnection._open_sockets if isinstance(one, KernelConnection)]
