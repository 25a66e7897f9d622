"""The pulse of a page: for its owner alone, and told at once what happens to kernel, stay and session."""

import asyncio
import base64
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from iopkit.actions import run_session, sign_in
from iopkit.content.library import read_library
from iopkit.serve.places import CONNECTION
from iopkit.serve.pulse_beat import PulseBeat
from tests.serve.conftest import CURRICULA, PASSWORD, RUN_GROUP, House, wait_until

NOBODYS = "11111111-2222-3333-4444-555555555555"
PLAN = "core-01-how-cravings-work"


class Pulse:
    """The websocket of one page."""

    def __init__(self, house: House, kernel: str, by: str | None) -> None:
        self.house = house
        cookie = {"Cookie": f"iopkit={house.token(by)}"} if by else {}
        request = HTTPRequest(f"ws://127.0.0.1:{house.port}/iopkit/pulse/{kernel}", headers=cookie)

        async def connect() -> WebSocketClientConnection:
            return await websocket_connect(request)

        self.socket = house.do(connect())

    def say(self, message: Any) -> None:
        """Send something, as JSON unless it is text already."""
        text = message if isinstance(message, str) else json.dumps(message)

        async def write() -> None:
            await self.socket.write_message(text)

        self.house.do(write())

    def next(self, seconds: float = 20) -> dict[str, Any] | None:
        """What is told next; None when the line is over."""

        async def listen() -> str | bytes | None:
            return await asyncio.wait_for(self.socket.read_message(), seconds)

        told = self.house.do(listen())
        return None if told is None else json.loads(told)

    def hear(self, what: str) -> dict[str, Any]:
        """Listen until that is told; ticks and changes before it are passed over."""
        while True:
            told = self.next()
            assert told is not None, f"the line was over before {what!r}"
            if told["say"] == what:
                return told
            assert told["say"] in ("tick", "changed"), told

    def close(self) -> None:
        """Hang up."""

        async def hang_up() -> None:
            self.socket.close()

        self.house.do(hang_up())


@pytest.fixture
def opened(house: House) -> Callable[[str, str], str]:
    """``opened(path, by)``: open a page; gives its kernel."""

    def open_page(path: str, by: str) -> str:
        answer = house.ask(path, by)
        assert answer.status == 200
        return answer.kernel

    return open_page


@pytest.fixture
def pulse_of(house: House) -> Iterator[Callable[[str, str], Pulse]]:
    """``pulse_of(kernel, by)``: join a page's pulse."""
    joined: list[Pulse] = []

    def join(kernel: str, by: str) -> Pulse:
        joined.append(Pulse(house, kernel, by))
        return joined[-1]

    yield join
    for one in joined:
        one.close()


@pytest.fixture(scope="module")
def session(house: House) -> str:
    """A session of Otter's group that runs."""
    with house.store.read() as r:
        mine = {one.id for one in r.list_groups() if "otter" in one.facilitators}
        ahead = [one for one in r.list_sessions() if one.group in mine and one.status.value == "scheduled"]
    run_session.start_session(house.store, read_library().require(), ahead[0].id, PLAN, "otter")
    return ahead[0].id


Opened = Callable[[str, str], str]
PulseOf = Callable[[str, str], Pulse]


def test_only_the_owner_is_told_how_a_page_stands(house: House, opened: Opened) -> None:
    kernel = opened(CURRICULA, "otter")
    assert house.ask(f"/iopkit/pulse/{kernel}", "otter").status == 204
    others, nobodys = (house.ask(f"/iopkit/pulse/{one}", "heron") for one in (kernel, NOBODYS))
    assert (others.status, others.body) == (404, nobodys.body)
    assert house.ask(f"/iopkit/pulse/{kernel}").status == 403
    for by, code in (("heron", 404), (None, 403)):
        with pytest.raises(HTTPClientError) as refused:
            Pulse(house, kernel, by)
        assert refused.value.code == code


def test_a_page_of_another_site_cannot_join(house: House, opened: Opened) -> None:
    kernel = opened(CURRICULA, "otter")
    headers = {"Cookie": f"iopkit={house.token('otter')}", "Origin": "http://elsewhere.example"}
    request = HTTPRequest(f"ws://127.0.0.1:{house.port}/iopkit/pulse/{kernel}", headers=headers)

    async def connect() -> WebSocketClientConnection:
        return await websocket_connect(request)

    with pytest.raises(HTTPClientError) as refused:
        house.do(connect())
    assert refused.value.code == 403


def test_it_ticks_and_keeps_the_page_from_being_taken_for_gone(
    house: House, opened: Opened, pulse_of: PulseOf
) -> None:
    kernel = opened(CURRICULA, "otter")
    pulse = pulse_of(kernel, "otter")
    assert pulse.next() == {"say": "tick"}
    page = house.application.pages.find(kernel)
    assert page
    page.seen -= 100
    before = page.seen
    pulse.say({"tick": True})
    wait_until(lambda: page.seen > before + 50)
    assert pulse.next() == {"say": "tick"}


def test_a_page_is_told_that_its_session_changed_and_nothing_about_others(
    house: House, opened: Opened, pulse_of: PulseOf, session: str
) -> None:
    mine = pulse_of(opened(RUN_GROUP, "otter"), "otter")
    heron = opened(RUN_GROUP, "heron")
    theirs = pulse_of(heron, "heron")
    for one in (mine, theirs):
        one.hear("tick")
        one.say({"at": session})
    wait_until(lambda: bool(house.application.pages.of_session(session)))
    mine.hear("tick")
    with house.store.read() as r:
        version = r.get_run(session).version
    run_session.pause(house.store, session, version, "otter")
    with house.store.read() as r:
        number = r.audit_head()[0]
    assert mine.hear("changed")["number"] >= number
    assert house.application.pages.find(heron).session == ""
    assert [theirs.next()["say"] for _ in range(2)] == ["tick", "tick"]


@pytest.mark.parametrize(
    "said", ["", "{", "[]", '{"at": 4}', '{"there": "yes"}', '{"at": "' + "x" * 300 + '"}', "\x00"]
)
def test_what_a_page_does_not_say_is_passed_over(
    house: House, opened: Opened, pulse_of: PulseOf, said: str
) -> None:
    kernel = opened(CURRICULA, "otter")
    pulse = pulse_of(kernel, "otter")
    pulse.say(said)
    assert pulse.hear("tick")
    assert house.application.pages.find(kernel).session == ""


def test_that_somebody_is_there_is_written_down(house: House, opened: Opened, pulse_of: PulseOf) -> None:
    house.tokens.pop("otter", None)
    pulse = pulse_of(opened(CURRICULA, "otter"), "otter")
    stay = sign_in.stay_of(house.store, house.token("otter"))
    assert stay
    with house.store.write() as w:
        w.set_seen(stay.id, w.now - timedelta(minutes=20))
        long_ago = w.now - timedelta(minutes=10)
    pulse.say({"there": True})

    def seen() -> bool:
        with house.store.read() as r:
            found = r.find_sign_in(stay.id)
        return bool(found and found.seen_at > long_ago)

    wait_until(seen)


def test_a_kernel_that_was_killed_is_told_at_once(house: House, opened: Opened, pulse_of: PulseOf) -> None:
    kernel = opened(CURRICULA, "otter")
    pulse = pulse_of(kernel, "otter")
    house.application.kernel_manager.get_kernel(kernel).provisioner.process.kill()
    pulse.hear("died")
    assert pulse.next() is None
    assert house.ask(f"/iopkit/pulse/{kernel}", "otter").status == 404


def test_a_page_opened_right_after_the_last_one_closed_is_told_too(
    house: House, opened: Opened, pulse_of: PulseOf
) -> None:
    kernels = [opened(CURRICULA, "otter") for _ in range(2)]
    first = pulse_of(kernels[0], "otter")
    first.hear("tick")
    beat = house.application.app.settings["iopkit_beat"]
    first.close()
    wait_until(
        lambda: len(beat._looking) < len(beat._looks)
    )  # the quickest look rests, the others do not yet
    pulse = pulse_of(kernels[1], "otter")
    house.application.kernel_manager.get_kernel(kernels[1]).provisioner.process.kill()
    pulse.hear("died")


def test_a_locked_page_is_told_and_told_again_when_it_is_open(
    house: House, opened: Opened, pulse_of: PulseOf, session: str
) -> None:
    house.tokens.pop("otter", None)
    kernel = opened(CURRICULA, "otter")
    pulse = pulse_of(kernel, "otter")
    stay = sign_in.stay_of(house.store, house.token("otter"))
    assert stay
    with house.store.write() as w:
        w.set_seen(stay.id, w.now - timedelta(minutes=31))
    pulse.hear("locked")
    assert house.ask(f"/iopkit/pulse/{kernel}", "otter").status == 423
    assert house.ask("/iopkit/draft-key", "otter").status == 423
    late = pulse_of(kernel, "otter")
    assert late.next() == {"say": "locked", "how": "password"}
    sign_in.unlock(house.store, stay, PASSWORD)
    pulse.hear("open")
    late.hear("open")


def test_a_stay_that_ended_is_told_and_the_line_is_over(
    house: House, opened: Opened, pulse_of: PulseOf
) -> None:
    house.tokens.pop("heron", None)
    pulse = pulse_of(opened(CURRICULA, "heron"), "heron")
    sign_in.sign_out_everywhere(house.store, "heron")
    pulse.hear("ended")
    assert pulse.next() is None
    house.tokens.pop("heron")


def test_a_server_that_stops_tells_its_pages(house: House, opened: Opened, pulse_of: PulseOf) -> None:
    pulse = pulse_of(opened(CURRICULA, "otter"), "otter")
    settings = house.application.app.settings
    beat: PulseBeat = settings["iopkit_beat"]
    assert settings["iopkit_stopping"].count(beat.stop) == 1

    async def stop() -> None:
        beat.stop()

    house.do(stop())
    pulse.hear("stopping")
    assert pulse.next() is None


def test_a_page_cannot_join_while_the_server_stops(
    house: House, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = opened(CURRICULA, "otter")
    monkeypatch.setitem(house.application.app.settings, "iopkit_is_stopping", True)
    assert house.ask(f"/iopkit/pulse/{kernel}", "otter").status == 503


def test_a_sign_in_is_given_its_own_key_for_drafts(house: House) -> None:
    keys = [json.loads(house.ask("/iopkit/draft-key", by).text)["key"] for by in ("otter", "heron", "otter")]
    assert len(base64.b64decode(keys[0])) == 32
    assert keys[0] == keys[2] != keys[1]
    answer = house.ask("/iopkit/draft-key", "otter")
    assert answer.headers["Cache-Control"] == "no-store"
    assert house.ask("/iopkit/draft-key").status == 403


def test_the_scripts_of_the_connection_fit_into_the_template_and_name_no_other_machine() -> None:
    files = [*CONNECTION.iterdir()]
    assert {one.suffix for one in files} == {".js", ".css"}
    for file in files:
        text = file.read_text("utf-8")
        assert not any(mark in text for mark in ("{{", "{%", "{#", "://")), file.name
        assert "</script" not in text or file.name == "waiting.js", file.name  # that one is a file of its own


def test_the_script_that_waits_for_the_server_may_look_after_all_pages(house: House) -> None:
    answer = house.ask("/iopkit/waiting.js", "otter")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert house.ask("/iopkit/waiting.js").status == 403
