"""``kill -9`` at random moments to kernels, to the server, to all at once, while rooms go on pressing.

Each room opens the real page on the real server as a browser does, and writes one numbered reason after
another into the roll. A press counts as saved when the page shows it and says no notice: that is what a
facilitator would have seen. After every kill the room opens its page again and goes on. At the end every
press that a page called saved must be in the store, the store must be whole, and the audit must verify.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select, text

from iopkit.actions import run_session, take_roll
from iopkit.actions.auditing import verify
from iopkit.actions.demonstration import make_demonstration
from iopkit.actions.sign_in import begin_demonstration
from iopkit.content.library import read_library
from iopkit.model.codes import AttendanceStatus
from iopkit.store import tables
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from tests.adversity.kills.page import Gone, OpenPage
from tests.browser.conftest import _answers, _free_port, _wait_until

ROOT = Path(__file__).parents[3]
ROOMS = 3
#: Two hundred kills; what is killed does not hold PostgreSQL's files, so fewer will do there.
ROUNDS = {"sqlite": 150, "postgresql": 50}
PERSON = "cedar-w"  # a supervisor of every program of the demonstration


@dataclass
class Server:
    """The real server on one port, started again after each kill."""

    address: str
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "iopkit", "serve", "--port", str(self.port), "--no-browser"],
                cwd=ROOT,
                env=os.environ | {"IOPKIT_DATABASE": self.address},
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        _wait_until(lambda: _answers(self.url), 60, "the server")

    def kernels(self) -> list[psutil.Process]:
        assert self.process is not None
        return [one for one in psutil.Process(self.process.pid).children() if _is_kernel(one)]

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def _is_kernel(process: psutil.Process) -> bool:
    try:
        return "ipykernel_launcher" in " ".join(process.cmdline())
    except psutil.Error:  # it ended just now
        return False


@dataclass
class Room:
    """One facilitator who presses without a pause, and opens the page again whenever it is gone."""

    server: Server
    token: str
    session: str
    clients: list[str]
    saved: set[str] = field(default_factory=set)
    pressed: int = 0
    opened: int = 0
    faults: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                page = OpenPage(self.server.url, self.token, self.session)
            except Gone:
                time.sleep(0.1)  # the server is on its way up
                continue
            self.opened += 1
            try:
                self._press(page)
            except Gone:
                continue
            except Exception as error:  # anything else is a fault of the page, and must be seen
                self.faults.append(repr(error))
                return
            finally:
                page.close()

    def _press(self, page: OpenPage) -> None:
        roster = page.piece("statuses")
        while not self.stop.is_set():
            client = self.clients[self.pressed % len(self.clients)]
            row = next(one for one in page.models[roster]["rows"] if one["client"] == client)
            self.pressed += 1
            reason = f"{self.session} {self.pressed}"
            change = {"client": client, "field": "reason", "value": reason, "version": row["version"]}
            if page.press(roster, verb="change", **change):
                self.saved.add(reason)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'clinic.sqlite'}"
    else:
        with request.getfixturevalue("_postgres_database")() as one:
            yield one


def _rooms(store: Store, server: Server) -> list[Room]:
    """Start a session of some groups now, some members marked absent so that a reason can be given."""
    library = read_library().require()
    plan = next(iter(library.plans))
    token = begin_demonstration(store, PERSON)
    with store.read() as r:
        members = {one.id: r.list_members(one.id, r.now.date()) for one in r.list_groups()}
    rooms = []
    for group in [group for group, there in members.items() if there][:ROOMS]:
        session = run_session.start_unscheduled(store, library, group, plan, PERSON)
        clients = [one.id for one in members[group]][:4]
        for client in clients:
            take_roll.mark_attendance(store, session, client, AttendanceStatus.ABSENT, 0, PERSON)
        rooms.append(Room(server, token, session, clients))
    return rooms


def _one_kill(server: Server, chance: random.Random) -> str:
    """Kill something at a moment that nobody chose; the server is started again at once."""
    time.sleep(chance.uniform(0, 0.4))
    what = chance.choices(["kernel", "server", "both"], [18, 1, 1])[0]
    victims = [] if what == "server" else server.kernels()
    for one in victims if what == "both" else victims and [chance.choice(victims)]:
        one.send_signal(signal.SIGKILL)
    if what != "kernel":
        server.kill()
        server.start()
    return what if victims or what == "server" else "nothing"


def test_nothing_that_a_page_called_saved_is_lost(
    address: str, tmp_path: Path, counted: Callable[[str], None], request: pytest.FixtureRequest
) -> None:
    store = open_store(address, create=True)
    make_demonstration(store, clients=60)
    server = Server(address, _free_port(), tmp_path / "server.log")
    server.start()
    rooms = _rooms(store, server)
    threads = [threading.Thread(target=room.run, daemon=True) for room in rooms]
    for one in threads:
        one.start()
    rounds = int(os.environ.get("IOPKIT_KILLS", ROUNDS[store._engine.dialect.name]))
    chance, killed = random.Random(1), {"kernel": 0, "server": 0, "both": 0}
    try:
        while sum(killed.values()) < rounds and not any(room.faults for room in rooms):
            _wait_for_presses(rooms)
            what = _one_kill(server, chance)
            if what in killed:
                killed[what] += 1
    finally:
        for room in rooms:
            room.stop.set()
        for one in threads:
            one.join(30)
        server.kill()
    stored = _stored(store)
    saved = set().union(*(room.saved for room in rooms))
    lost = saved - stored
    counted(
        f"kill -9, {store._engine.dialect.name}: {sum(room.pressed for room in rooms)} presses, "
        f"{len(saved)} called saved, {sum(killed.values())} kills (a kernel {killed['kernel']}, the server "
        f"{killed['server']}, all {killed['both']}), {sum(room.opened for room in rooms)} pages opened, "
        f"{len(lost)} lost"
    )
    assert [room.faults for room in rooms] == [[] for _ in rooms]
    assert lost == set()
    assert len(saved) > rounds
    assert verify(store) == []
    _is_whole(store)
    store.close()


def _wait_for_presses(rooms: list[Room]) -> None:
    """Let some room save something first: a kill while nobody presses proves nothing."""
    before = sum(len(room.saved) for room in rooms)
    end = time.monotonic() + 60
    while sum(len(room.saved) for room in rooms) < before + 3 and time.monotonic() < end:
        if any(room.faults for room in rooms):
            return
        time.sleep(0.01)


def _stored(store: Store) -> set[str]:
    with store.read() as r:
        return set(r._connection.scalars(select(tables.attendance_marks.c.reason))) - {None}


def _is_whole(store: Store) -> None:
    if store._engine.dialect.name == "sqlite":
        with store._engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
