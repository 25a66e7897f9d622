"""Waiting for a kernel that is there, and for one that is not."""

import signal

import pytest

from tests.serve.conftest import CURRICULA, House, wait_until


@pytest.fixture
def kernel(house: House) -> str:
    """One that runs a page."""
    return house.ask(CURRICULA, "owl").kernel


def test_after_its_answer_nothing_is_left_to_hear(house: House, kernel: str) -> None:
    assert house.run(kernel, "print(1)\nprint(2)") == "1\n2\n"


def test_a_dead_one_is_not_waited_for(house: House, kernel: str) -> None:
    manager = house.application.kernel_manager.get_kernel(kernel)
    house.process(kernel).send_signal(signal.SIGKILL)
    wait_until(lambda: not house.do(manager.is_alive()), 10)

    async def wait() -> None:
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(60)
        finally:
            client.stop_channels()

    with pytest.raises(RuntimeError, match="died"):
        house.do(wait())
