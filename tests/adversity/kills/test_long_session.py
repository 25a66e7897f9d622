"""Three hours of a group at thirty times the speed: two facilitators, twelve clients, connections that drop.

Both keep the real page open on the real server for the whole time, and press on the same session: roll,
check-ins, participation, steps. Every half minute one of them loses the connection and comes back to the same
kernel. At the end nothing that was saved is missing, and neither the server nor the kernels have grown.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from iopkit.actions import run_session
from iopkit.actions.auditing import verify
from iopkit.actions.sign_in import begin_demonstration
from iopkit.content.library import read_library
from iopkit.model.account import Account
from iopkit.model.care import Group, Membership, Program
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client, Staff
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from tests.adversity.kills.page import OpenPage
from tests.adversity.kills.test_kills import Server
from tests.browser.conftest import _free_port

SPEED = 30
SECONDS = float(os.environ.get("IOPKIT_LONG_SESSION", 3 * 3600 / SPEED))
PEOPLE = ("rowan", "hazel")
CLIENTS = [f"client-{number}" for number in range(1, 13)]
#: How much more memory than at the start is still flat: caches fill, and the allocator keeps some.
FLAT = 1.15


@dataclass
class Facilitator:
    """One person with one page, and what the page has told them is saved."""

    server: Server
    token: str
    session: str
    page: OpenPage
    marks: dict[str, str] = field(default_factory=dict)
    presses: int = 0
    told: int = 0

    def press(self, trait: str, **content: Any) -> bool:
        """Press; whether the page showed it as saved. It is refused when a colleague was faster."""
        self.presses += 1
        saved = self.page.press(self.page.piece(trait), **content)
        self.told += not saved
        return saved

    def row(self, client: str) -> dict[str, Any]:
        rows = self.page.models[self.page.piece("statuses")]["rows"]
        return next(one for one in rows if one["client"] == client)

    def come_back(self) -> None:
        """Lose the connection, and go on with the same kernel."""
        self.page.reconnect()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'clinic.sqlite'}", create=True)
    now = datetime.now(UTC)
    with store.write() as w:
        w.set_setting("demonstration", "yes")
        w.add_programs([Program(id="day", name="Day IOP", time_zone="America/New_York")])
        w.add_staff([Staff(id=one, name=one.title()) for one in PEOPLE])
        for one in PEOPLE:
            w.add_account(Account(staff=one))
        w.add_clients([Client(id=one) for one in CLIENTS])
        w.add_groups([Group(id="a", name="Morning A", program="day", facilitators=PEOPLE)])
        w.add_memberships([Membership(group="a", client=one, joined_on=date(2026, 1, 1)) for one in CLIENTS])
        ends = now + timedelta(hours=3, minutes=20)
        w.add_sessions([GroupSession(id="s", group="a", starts_at=now, ends_at=ends)])
    library = read_library().require()
    run_session.start_session(store, library, "s", next(iter(library.plans)), PEOPLE[0])
    yield store
    store.close()


def test_a_three_hour_session_stays_whole_and_takes_no_more_memory(
    store: Store, tmp_path: Path, counted: Callable[[str], None]
) -> None:
    server = Server(f"sqlite:///{tmp_path / 'clinic.sqlite'}", _free_port(), tmp_path / "server.log")
    server.start()
    tokens = [begin_demonstration(store, one) for one in PEOPLE]
    pair = [Facilitator(server, one, "s", OpenPage(server.url, one, "s")) for one in tokens]
    try:
        started, back, sizes = time.monotonic(), 0, []
        for turn in _turns(started):
            _work(pair[turn % 2], turn)
            if turn % 30 == 29:
                pair[(turn // 30) % 2].come_back()
                back += 1
            if turn in (40, 41) or turn % 100 == 0:
                sizes.append(_memory(server))
        end = _memory(server)
    finally:
        for one in pair:
            one.page.close()
        server.kill()
    start = sizes[1]
    counted(
        f"three hours at {SPEED} times the speed: {sum(one.presses for one in pair)} presses, "
        f"{sum(one.told for one in pair)} refused, {back} connections lost and found; "
        f"server {start[0]:.0f} to {end[0]:.0f} MB, kernels {start[1]:.0f} to {end[1]:.0f} MB"
    )
    _nothing_is_missing(store, pair)
    assert end[0] < start[0] * FLAT
    assert end[1] < start[1] * FLAT


def _turns(started: float) -> Iterator[int]:
    """A turn about every second, which stands for half a minute of the group, until the time is over."""
    turn = 0
    while time.monotonic() < started + SECONDS:
        yield turn
        turn += 1
        time.sleep(max(0.0, started + turn - time.monotonic()))


def _work(one: Facilitator, turn: int) -> None:
    client = CLIENTS[turn % len(CLIENTS)]
    kinds: list[Callable[[Facilitator, str, int], None]] = [_mark, _check_in, _rate, _step]
    kinds[turn // 2 % len(kinds)](one, client, turn)


def _mark(one: Facilitator, client: str, turn: int) -> None:
    status = ("present", "late", "left_early")[turn % 3]
    version = one.row(client)["version"]
    if one.press("statuses", verb="mark", client=client, status=status, version=version):
        one.marks[client] = status


def _check_in(one: Facilitator, client: str, turn: int) -> None:
    moment = one.page.models[one.page.piece("statuses")]["moment"]
    content = {"client": client, "moment": moment, "field": "mood", "value": turn % 11}
    one.press("statuses", verb="check_in", **content, version=one.row(client)["check_in_version"])


def _rate(one: Facilitator, client: str, turn: int) -> None:
    version = one.row(client)["level_version"]
    one.press("statuses", verb="participation", client=client, level=turn % 5, version=version)


def _step(one: Facilitator, _client: str, turn: int) -> None:
    verb = ("pause", "resume", "more", "next", "back")[turn // 8 % 5]
    one.press("clock", verb=verb)


def _memory(server: Server) -> tuple[float, float]:
    """Resident megabytes of the server, and of its kernels together."""
    import psutil

    assert server.process is not None
    own = psutil.Process(server.process.pid).memory_info().rss
    return own / 1e6, sum(one.memory_info().rss for one in server.kernels()) / 1e6


def _nothing_is_missing(store: Store, pair: list[Facilitator]) -> None:
    """Every mark that either page called saved is in the history, and the audit verifies."""
    with store.read() as r:
        for one in pair:
            for client, status in one.marks.items():
                kept = [mark.attendance.status.value for mark in r.list_marks("s", client)]
                assert status in kept, (client, status, kept)
    assert verify(store) == []
