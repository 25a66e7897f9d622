"""Stopping finishes what was begun: messages that came before are answered, later ones are not taken."""

import asyncio
from collections.abc import Iterator

import pytest

from iopkit.serve import kernel_socket, stopping
from tests.serve.conftest import CURRICULA, House, Line, wait_until


@pytest.fixture
def line(house: House) -> Iterator[Line]:
    """A page's websocket; afterwards the server goes on as if nothing had been."""
    settings = house.application.app.settings
    joined = house.join(house.ask(CURRICULA, "owl").kernel, "owl")
    yield joined
    settings["iopkit_is_stopping"] = False
    settings["iopkit_stopping"][:] = []
    joined.close()


def finish_up(house: House) -> None:
    """Stop, short of ending the kernels."""
    house.do(stopping.finish_up(house.application.app.settings))


def test_what_came_before_is_answered(house: House, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    came = []
    monkeypatch.setattr(kernel_socket, "why_dropped", lambda message: came.append(message))
    asked = [line.say("comm_info_request", {}) for _ in range(25)]
    wait_until(lambda: len(came) == 25)
    finish_up(house)
    answered = [one["parent"]["msg_id"] for _ in asked for one in line.heard("comm_info_reply")[-1:]]
    assert answered == asked


def test_what_comes_later_is_not_taken(house: House, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    dropped = []
    monkeypatch.setattr(kernel_socket, "tell", lambda _, **said: dropped.append(said["because"]))
    finish_up(house)
    line.say("comm_info_request", {})
    wait_until(lambda: dropped == ["stopping"])


def test_open_pages_are_told_and_a_callback_that_fails_or_hangs_stops_nothing(
    house: House, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    monkeypatch.setattr(stopping, "LONGEST", 1.0)

    async def tell_slowly() -> None:
        told.append("slowly")
        await asyncio.sleep(60)

    def fail() -> None:
        raise RuntimeError("no")

    callbacks = house.application.app.settings["iopkit_stopping"]
    callbacks += [lambda: told.append("at once"), fail, tell_slowly]
    finish_up(house)
    assert told == ["at once", "slowly"]
