"""A page as the server sees it, without a browser: it opens the notebook, follows the widgets, presses."""

import json
import re
import uuid
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from websocket import WebSocket, WebSocketException, create_connection

#: What an answer that never comes is waited for, in seconds; then the page would say that it is not saved.
PATIENCE = 8
PROTOCOL = "v1.kernel.websocket.jupyter.org"


class Gone(Exception):
    """The kernel or the server does not answer any more; nothing is known of the last press."""


class OpenPage:
    """The run-a-group page of one session, opened by whoever the token belongs to."""

    def __init__(self, url: str, token: str, session: str) -> None:
        self._place = urlsplit(url)
        self._token = token
        self.kernel = self._open(session)
        self._socket = self._connect()
        self._session = Session()
        self.models: dict[str, dict[str, Any]] = {}
        try:
            self._read_states()
        except Gone:
            self.close()
            raise

    def close(self) -> None:
        """Leave without a word, as a browser does that is shut off."""
        self._socket.shutdown()

    def reconnect(self) -> None:
        """Lose the connection and find the same kernel again, with everything as it is now."""
        self._socket.shutdown()
        self._socket = self._connect()
        self._read_states()

    def piece(self, trait: str) -> str:
        """The id of the widget that has this trait."""
        return next(key for key, state in self.models.items() if trait in state)

    def press(self, piece: str, **content: Any) -> bool:
        """Press, and wait until it was dealt with; whether the page shows it as saved.

        Raises
        ------
        Gone
            No answer came.
        """
        name = uuid.uuid4().hex
        said = {"method": "custom", "content": {**content, "press": name}}
        self._send("comm_msg", {"comm_id": piece, "data": said})
        while self.models[piece]["ack"] != name:
            self._take(self._receive())
        return self.models[piece]["refused"] != name

    def _open(self, session: str) -> str:
        address = f"{self._place.path}voila/render/notebooks/run_group.ipynb?session={session}"
        connection = HTTPConnection(str(self._place.hostname), self._place.port, timeout=60)
        with closing(connection):
            try:
                connection.request("GET", address, headers={"Cookie": f"iopkit={self._token}"})
                answer = connection.getresponse()
                text = answer.read().decode()
            except (OSError, HTTPException) as error:
                raise Gone(str(error)) from error
        found = re.search(r'"kernelId": "([\w-]+)"', text)
        if answer.status != 200 or not found or "</html>" not in text:
            raise Gone(f"the page answered {answer.status}")
        return found.group(1)

    def _connect(self) -> WebSocket:
        address = f"ws://{self._place.netloc}{self._place.path}api/kernels/{self.kernel}/channels"
        try:
            return create_connection(
                address, timeout=PATIENCE, cookie=f"iopkit={self._token}", subprotocols=[PROTOCOL]
            )
        except (OSError, WebSocketException) as error:
            raise Gone(str(error)) from error

    def _read_states(self) -> None:
        control = uuid.uuid4().hex
        opening = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        self._send("comm_open", opening, version="1.0.0")
        self._send("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
        while True:
            message = self._receive()
            data = message["content"].get("data") or {}
            if message["content"].get("comm_id") == control and data.get("method") == "update_states":
                self.models = {key: one["state"] for key, one in data["states"].items()}
                return
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        content = message["content"]
        data = content.get("data") or {}
        if message["msg_type"] == "comm_msg" and data.get("method") in ("update", "echo_update"):
            self.models.setdefault(content["comm_id"], {}).update(data["state"])

    def _send(self, kind: str, content: dict[str, Any], **metadata: Any) -> None:
        message = self._session.msg(kind, content, metadata=metadata)
        packed = serialize_msg_to_ws_v1(message, "shell", self._session.pack)
        try:
            self._socket.send_binary(packed)
        except (OSError, WebSocketException) as error:
            raise Gone(str(error)) from error

    def _receive(self) -> dict[str, Any]:
        try:
            raw = self._socket.recv()
        except (OSError, WebSocketException) as error:
            raise Gone(str(error)) from error
        if not raw:
            raise Gone("the connection was closed")
        _, parts = deserialize_msg_from_ws_v1(raw)
        header, _, _, content = (json.loads(one) for one in parts[:4])
        return {"msg_type": header["msg_type"], "content": content}
