"""The real application on a port of this computer, in a thread of the test, with people who can sign in."""

import asyncio
import http.client
import json
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import pytest
from tornado.httpclient import HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.websocket import WebSocketClientConnection, websocket_connect

from iopkit.actions.accounts import add_account, change_password
from iopkit.actions.demonstration import make_demonstration
from iopkit.actions.sign_in import sign_in
from iopkit.model.codes import Role
from iopkit.serve.application import IopkitVoila, configuration
from iopkit.serve.messages import PROTOCOL
from iopkit.serve.places import pages_root
from iopkit.serve.premises import Premises
from iopkit.store.opening import open_store
from iopkit.store.store import Store

PASSWORD = "hollow oak by the mill"
RUN_GROUP = "/voila/render/notebooks/run_group.ipynb"
CURRICULA = "/voila/render/notebooks/browse_curricula.ipynb"
ENGAGEMENT = "/voila/render/dashboards/engagement.ipynb"


@dataclass
class Answer:
    """What the server said."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """What it said, as text."""
        return self.body.decode()

    @property
    def kernel(self) -> str:
        """The kernel of a page."""
        return re.search(r'"kernelId": *"([^"]+)"', self.text)[1]


@dataclass
class House:
    """A server that runs, and its store."""

    application: IopkitVoila
    store: Store
    port: int
    loop: asyncio.AbstractEventLoop
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where its store is."""
        return str(self.store._engine.url)

    def token(self, staff: str) -> str:
        """That of somebody who is signed in; the same one at every call."""
        if staff not in self.tokens:
            self.tokens[staff] = sign_in(self.store, staff, PASSWORD)
        return self.tokens[staff]

    def ask(
        self,
        path: str,
        by: str | None = None,
        *,
        method: str = "GET",
        form: dict[str, str] | None = None,
        xsrf: bool = True,
        **headers: str,
    ) -> Answer:
        """Ask the server as a browser would in which ``by`` is signed in; a form is posted."""
        cookies = ["_xsrf=abc"] if xsrf else []
        if by:
            cookies.append(f"iopkit={self.token(by)}")
        sent = {"Cookie": "; ".join(cookies)} | {k.replace("_", "-"): v for k, v in headers.items()}
        if xsrf and method != "GET":
            sent["X-XSRFToken"] = "abc"
        body = urlencode(form) if form is not None else None
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request(method, path, body, sent)
        got = line.getresponse()
        answer = Answer(got.status, got.headers, got.read())
        line.close()
        return answer

    def post(self, path: str, by: str | None = None, **form: str) -> Answer:
        """Post a form."""
        return self.ask(path, by, method="POST", form=form)

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do something in the server's own loop."""
        running: Future[Any] = asyncio.run_coroutine_threadsafe(work, self.loop)
        return running.result(90)

    def run(self, kernel: str, program: str) -> str:
        """What a program prints when a kernel runs it; no page could make it."""
        said: list[str] = []

        async def execute() -> None:
            client = self.application.kernel_manager.get_kernel(kernel).client()
            client.start_channels()
            await client.wait_for_ready(30)
            await client.execute_interactive(
                program,
                output_hook=lambda message: said.append(message["content"].get("text", "")),
                timeout=30,
            )
            client.stop_channels()

        self.do(execute())
        return "".join(said)

    def process(self, kernel: str) -> psutil.Process:
        """The process of a kernel."""
        return psutil.Process(self.application.kernel_manager.get_kernel(kernel).provisioner.pid)

    def join(self, kernel: str, by: str | None, protocol: str = PROTOCOL, **headers: str) -> "Line":
        """Open the websocket to a kernel."""
        cookie = {"Cookie": f"iopkit={self.token(by)}"} if by else {}
        address = f"ws://127.0.0.1:{self.port}/api/kernels/{kernel}/channels?session_id=s1"
        request = HTTPRequest(address, headers=cookie | headers)

        async def connect() -> WebSocketClientConnection:
            return await websocket_connect(request, subprotocols=[protocol])

        return Line(self, self.do(connect()))

    def kernels(self) -> set[str]:
        """The kernels that run."""
        return set(self.application.kernel_manager.list_kernel_ids())


@dataclass
class Line:
    """A websocket to a kernel, as a browser's scripts would use it."""

    house: House
    socket: WebSocketClientConnection

    def say(self, kind: str, content: dict[str, Any], channel: str = "shell", **header: Any) -> str:
        """Send a message; gives its id."""
        number = os.urandom(8).hex()
        head = {"msg_id": number, "msg_type": kind, "session": "s1", "username": "", "version": "5.4"}
        self.send(packed(channel, head | header, {}, {"version": "1.0.0"}, content))
        return number

    def send(self, message: bytes) -> None:
        """Send bytes."""

        async def write() -> None:
            await self.socket.write_message(message, binary=True)

        self.house.do(write())

    def heard(self, until: str) -> list[dict[str, Any]]:
        """Headers of everything that was said until a message of that type answers one of ours."""

        async def listen() -> list[dict[str, Any]]:
            told = []
            while True:
                message = await asyncio.wait_for(self.socket.read_message(), 60)
                if message is None:
                    return told
                told.append(unpacked(message))
                if told[-1]["header"]["msg_type"] == until:
                    return told

        return self.house.do(listen())

    def close(self) -> None:
        """Hang up."""

        async def hang_up() -> None:
            self.socket.close()

        self.house.do(hang_up())


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that has to come."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds} s"
        time.sleep(0.02)


def packed(channel: str, *parts: dict[str, Any]) -> bytes:
    """A message as it goes through the websocket."""
    pieces = [channel.encode(), *(json.dumps(part).encode() for part in parts)]
    begins = 8 * (len(pieces) + 2)
    edges = [begins]
    for piece in pieces:
        edges.append(edges[-1] + len(piece))
    numbers = [len(edges), *edges]
    return b"".join([*(one.to_bytes(8, "little") for one in numbers), *pieces])


def unpacked(message: bytes) -> dict[str, Any]:
    """What such a message says."""
    count = int.from_bytes(message[:8], "little")
    edges = [int.from_bytes(message[8 * (n + 1) : 8 * (n + 2)], "little") for n in range(count)]
    pieces = [message[a:b] for a, b in pairwise(edges)]
    names = ("header", "parent", "metadata", "content")
    return dict(zip(names, map(json.loads, pieces[1:5]), strict=True))


def people(store: Store) -> None:
    """Those who can sign in with a password: one of each role, and two facilitators."""
    with store.read() as r:
        groups = {one.program: one.id for one in r.list_groups()}
    roles = {"owl": Role.SUPERVISOR, "fox": Role.ADMINISTRATOR, "wren": Role.AUTHOR, "mole": Role.TRAINER}
    for staff, role in roles.items():
        programs = ["Day IOP"] if role is Role.SUPERVISOR else []
        _let_in(store, staff, add_account(store, staff, role=role, name=staff.title(), programs=programs))
    for staff, program in (("otter", "Day IOP"), ("heron", "Evening IOP")):
        group = [groups[program]]
        _let_in(store, staff, add_account(store, staff, role=Role.FACILITATOR, name=staff, groups=group))


def _let_in(store: Store, staff: str, first: str) -> None:
    change_password(store, staff, first, PASSWORD)


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    """Open houses as a test module needs them."""
    opened: list[tuple[House, Callable[[], None]]] = []
    with pytest.MonkeyPatch.context() as patch:

        def open_one(premises: Premises | None = None, *, demonstration: bool = True) -> House:
            folder = tmp_path_factory.mktemp("house")
            patch.setenv("IOPKIT_DATABASE", f"sqlite:///{folder / 'clinic.sqlite'}")
            patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
            house, close = _open(folder, premises or Premises(), demonstration)
            opened.append((house, close))
            return house

        yield open_one
        for house, close in opened:
            close()
            house.store.close()


@pytest.fixture(autouse=True)
def _kernels_read_the_store_that_is_served(
    request: pytest.FixtureRequest, _nobody_elses_store: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in {"house", "clinic"}.intersection(request.fixturenames):
        served: House = request.getfixturevalue(name)
        monkeypatch.setenv("IOPKIT_DATABASE", served.address)


@pytest.fixture(scope="module")
def house(open_house: Callable[..., House]) -> House:
    """A demonstration clinic with real accounts, served to this computer."""
    return open_house()


def _open(folder: Path, premises: Premises, demonstration: bool) -> tuple[House, Callable[[], None]]:
    store = open_store(f"sqlite:///{folder / 'clinic.sqlite'}", create=True)
    make_demonstration(store, clients=24)
    if not demonstration:
        with store.write() as w:
            w.set_setting("demonstration", "")
    people(store)
    before = signal.getsignal(signal.SIGTERM)
    application = IopkitVoila(config=configuration(port=1, root=str(pages_root()), base=premises.base))
    application.store, application.premises = store, premises
    application.initialize([])
    signal.signal(signal.SIGTERM, before)
    loop, ready = asyncio.new_event_loop(), threading.Event()
    house = House(application, store, 0, loop)

    def work() -> None:
        asyncio.set_event_loop(loop)
        loop.call_soon(_listen, house, ready)
        loop.run_forever()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert ready.wait(30)
    return house, lambda: _close(house, thread)


def _listen(house: House, ready: threading.Event) -> None:
    server = HTTPServer(house.application.make_router())
    server.listen(0, "127.0.0.1")
    house.port = next(iter(server._sockets.values())).getsockname()[1]
    ready.set()


def _close(house: House, thread: threading.Thread) -> None:
    async def end() -> None:
        await house.application.kernel_manager.shutdown_all(now=True)

    house.do(end())
    if keeper := house.application.kernel_manager.keeper:
        keeper.close()
    house.loop.call_soon_threadsafe(house.loop.stop)
    thread.join(10)
