"""Kernels that are forked: real ones, of a real server."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from iopkit.serve import kernels
from iopkit.serve.forking.keeper import Forked, Keeper
from iopkit.serve.forking.kernel import NAME
from tests.serve.conftest import CURRICULA, RUN_GROUP, House, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

#: What IPython and Voila set themselves.
_NOT_OURS = {"CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "GIT_PAGER", "MPLBACKEND", "PAGER", "TERM"}
_VOILAS = {"VOILA_KERNEL_ID"}


@pytest.fixture
def clean(house: House) -> Iterator[House]:
    """A house that can fork, in which every kernel is gone after the test."""
    wait_until(lambda: house.application.kernel_manager.keeper.is_ready)
    yield house
    for kernel in house.kernels():
        house.do(house.application.kernel_manager.shutdown_kernel(kernel, now=True))


def started_as(house: House, kernel: str) -> type:
    """``Forked``, or ``Popen`` for one that was started by itself."""
    return type(house.application.kernel_manager.get_kernel(kernel).provisioner.process)


def is_alive(house: House, kernel: str) -> bool:
    """Whether Jupyter takes a kernel for alive."""
    return house.do(house.application.kernel_manager.get_kernel(kernel).is_alive())


def test_a_page_runs_in_a_forked_kernel(clean: House) -> None:
    page = clean.ask(RUN_GROUP, "owl")
    assert started_as(clean, page.kernel) is Forked
    assert clean.process(page.kernel).name() == NAME
    assert 'id="iopkit-widgets"' in page.text
    line = clean.join(page.kernel, "owl")
    line.say("comm_info_request", {"target_name": "jupyter.widget"})
    assert line.heard("comm_info_reply")
    line.close()


def test_its_environment_is_what_is_given_and_nothing_else(
    clean: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"HOME": "/nowhere", "TZ": "Asia/Tokyo", "IOPKIT_STAFF": "owl"}
    monkeypatch.setattr(kernels, "environment_for", lambda *_: given)
    kernel = clean.ask(CURRICULA, "owl").kernel
    says = clean.run(kernel, "import json, os, time; print(json.dumps([dict(os.environ), time.tzname]))")
    environment, zone = json.loads(says)
    assert {k: v for k, v in environment.items() if k not in _NOT_OURS | _VOILAS} == given
    assert zone[0] == "JST"


def test_it_keeps_no_history_and_holds_nothing_of_the_process_that_it_came_from(clean: House) -> None:
    kernel = clean.ask(CURRICULA, "owl").kernel
    says = clean.run(
        kernel, "print(get_ipython().history_manager.enabled, get_ipython().profile_dir.location)"
    )
    assert says.startswith("False ")
    assert Path(says.split()[1]).is_relative_to(clean.application.connection_dir)
    origin = psutil.Process(clean.application.kernel_manager.keeper.pid)
    own, others = (_sockets(one.pid) for one in (clean.process(kernel), origin))
    assert others
    assert not own & others


def test_its_shell_was_there_before_it_and_is_its_own_now(clean: House) -> None:
    program = """
        shell = get_ipython()
        print(shell.kernel.shell is shell, shell.parent is shell.kernel, shell.kernel.session.key != b"")
        print(shell.displayhook.session is shell.display_pub.session is shell.kernel.session)
    """
    pages = [clean.ask(CURRICULA, "owl").kernel for _ in range(2)]
    says = [clean.run(kernel, program) for kernel in pages]
    assert says == ["True True True\nTrue\n"] * 2
    drawn = [clean.run(kernel, "print(get_ipython().kernel.session.session)") for kernel in pages]
    assert drawn[0] != drawn[1]


def test_it_looks_at_no_modules_for_a_debugger(clean: House) -> None:
    kernel = clean.ask(CURRICULA, "owl").kernel
    assert clean.run(kernel, "print(get_ipython().kernel._kernel_modules)") == "[]\n"


def test_one_that_is_told_something_else_is_not_forked(clean: House, monkeypatch: pytest.MonkeyPatch) -> None:
    told = kernels.told_to_kernels("/nowhere")[:-1]
    monkeypatch.setattr(kernels, "told_to_kernels", lambda _: told)
    page = clean.ask(CURRICULA, "owl")
    assert started_as(clean, page.kernel) is subprocess.Popen


def test_no_two_kernels_draw_the_same_numbers(clean: House) -> None:
    program = """
        import numpy, random, secrets, tempfile, uuid
        numbers = [random.random(), numpy.random.random(), numpy.random.default_rng().random()]
        name = next(tempfile._get_candidate_names())
        print(*numbers, secrets.token_hex(), uuid.uuid1(), uuid.uuid4(), name)
    """
    pages = [clean.ask(CURRICULA, "owl").kernel for _ in range(3)]
    drawn = [clean.run(kernel, program).split() for kernel in pages]
    assert all(started_as(clean, kernel) is Forked for kernel in pages)
    for numbers in zip(*drawn, strict=True):
        assert len(set(numbers)) == 3


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_one_that_dies_is_known_to_be_dead(clean: House, number: signal.Signals) -> None:
    dies, lives = (clean.ask(CURRICULA, "owl").kernel for _ in range(2))
    clean.process(dies).send_signal(number)
    wait_until(lambda: not is_alive(clean, dies), 10)
    assert is_alive(clean, lives)


def test_told_to_end_it_ends_by_itself(clean: House) -> None:
    kernel = clean.ask(CURRICULA, "owl").kernel
    process = clean.process(kernel)
    clean.do(clean.application.kernel_manager.shutdown_kernel(kernel))
    assert not process.is_running()


def test_one_whose_leash_is_let_go_ends_and_no_other(clean: House) -> None:
    goes, stays = (clean.ask(CURRICULA, "owl").kernel for _ in range(2))
    clean.application.kernel_manager.get_kernel(goes).provisioner.process.leash.close()
    wait_until(lambda: not is_alive(clean, goes), 10)
    assert is_alive(clean, stays)


def test_when_the_origin_is_killed_open_pages_live_and_new_ones_open(clean: House) -> None:
    keeper = clean.application.kernel_manager.keeper
    before = clean.ask(CURRICULA, "owl").kernel
    psutil.Process(keeper.pid).send_signal(signal.SIGKILL)
    between = clean.ask(CURRICULA, "owl")
    assert between.status == 200
    assert clean.run(between.kernel, "print(6 * 7)") == "42\n"
    wait_until(lambda: keeper.is_ready)
    after = clean.ask(CURRICULA, "owl").kernel
    assert started_as(clean, after) is Forked
    assert clean.run(before, "print(6 * 7)") == "42\n"


def test_an_origin_that_hangs_is_replaced(clean: House) -> None:
    keeper = clean.application.kernel_manager.keeper
    hangs = keeper.pid
    psutil.Process(hangs).send_signal(signal.SIGSTOP)
    page = clean.ask(CURRICULA, "owl")
    assert page.status == 200
    assert started_as(clean, page.kernel) is subprocess.Popen
    wait_until(lambda: keeper.is_ready and keeper.pid != hangs)
    assert started_as(clean, clean.ask(CURRICULA, "owl").kernel) is Forked


def test_a_dead_origin_is_replaced_before_anybody_asks(clean: House) -> None:
    keeper = clean.application.kernel_manager.keeper
    dies = psutil.Process(keeper.pid)
    dies.send_signal(signal.SIGKILL)
    wait_until(lambda: keeper.pid != dies.pid)
    clean.do(clean.application.reaper.sweep())
    wait_until(lambda: keeper.is_ready)


def test_where_none_can_be_forked_they_are_started(clean: House, tmp_path: Path) -> None:
    threads = "import threading, time\nthreading.Thread(target=time.sleep, args=(90,), daemon=True).start()\n"
    (tmp_path / "sitecustomize.py").write_text(threads)
    manager = clean.application.kernel_manager
    could, refuses = manager.keeper, Keeper({**os.environ, "PYTHONPATH": str(tmp_path)}, [])
    refuses.start()
    manager.keeper = refuses
    try:
        page = clean.ask(CURRICULA, "owl")
        assert started_as(clean, page.kernel) is subprocess.Popen
        wait_until(lambda: refuses.gave_up)
        manager.keeper = None
        assert started_as(clean, clean.ask(CURRICULA, "owl").kernel) is subprocess.Popen
    finally:
        manager.keeper = could
        refuses.close()


def _sockets(process: int) -> set[str]:
    held = [os.readlink(one) for one in Path(f"/proc/{process}/fd").iterdir()]
    return {one for one in held if one.startswith("socket:")}
