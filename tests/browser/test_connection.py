"""Nothing is lost when a kernel, the server or the network is, and the page goes on by itself."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Locator, Page, expect

from iopkit.actions.accounts import change_password, reset_account
from iopkit.actions.demonstration import make_demonstration
from iopkit.actions.sign_in import sign_out_everywhere
from iopkit.model.codes import Role
from iopkit.model.group_session import Response
from iopkit.store import tables
from iopkit.store.opening import open_store
from iopkit.store.store import Store
from tests.browser.conftest import ROOT, Clinic, Watch, _answers, _free_port, _wait_until, meets_today
from tests.browser.wire import Wire

NewPage = Callable[..., Page]

#: What a browser says by itself about a connection that a test breaks.
_BROKEN = ("WebSocket", "Failed to load resource", "Canceled", "kernel", "ERR_", "fetch", "NetworkError")


@dataclass
class Served:
    """A clinic whose server can be ended in every way, and started again on the same port."""

    address: str
    port: int
    clinic: Clinic = field(init=False)
    _process: subprocess.Popen[bytes] = field(init=False)
    _family: list[psutil.Process] = field(default_factory=list)

    def __post_init__(self) -> None:
        log = Path(self.address.removeprefix("sqlite:///")).with_suffix(".log")
        self._log = log.open("wb")
        self.start()
        store = open_store(self.address)
        url = f"http://127.0.0.1:{self.port}/"
        self.clinic = Clinic(url, store, psutil.Process(self._process.pid), log)

    def start(self) -> None:
        """Start the server."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "iopkit", "serve", "--port", str(self.port), "--no-browser"],
            cwd=ROOT,
            env=os.environ | {"IOPKIT_DATABASE": self.address},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        _wait_until(lambda: _answers(f"http://127.0.0.1:{self.port}/healthz"), 60, "the server")

    def end(self, how: signal.Signals) -> None:
        """End the server in that way."""
        self._family += psutil.Process(self._process.pid).children(recursive=True)
        self._process.send_signal(how)
        self._process.wait(30)

    def close(self) -> None:
        """End everything that was started."""
        if self._process.poll() is None:
            self.end(signal.SIGTERM)
        for one in psutil.wait_procs(self._family, timeout=5)[1]:
            one.kill()
        self.clinic.store.close()
        self._log.close()


@pytest.fixture(scope="module")
def _demonstration_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("demonstration") / "clinic.sqlite"
    store = open_store(f"sqlite:///{file}", create=True)
    make_demonstration(store)
    meets_today(store, "core-01-how-cravings-work")
    store.close()
    return file


@pytest.fixture
def server(
    _demonstration_file: Path, tmp_path: Path, clinics: list[Clinic], watch: Watch
) -> Iterator[Served]:
    """The demonstration clinic on a server that the test may end."""
    shutil.copyfile(_demonstration_file, tmp_path / "clinic.sqlite")
    served = Served(f"sqlite:///{tmp_path / 'clinic.sqlite'}", _free_port())
    clinics.append(served.clinic)
    for part in _BROKEN:
        watch.forgive(part)
    yield served
    served.close()


def _start(page: Page, clinic: Clinic) -> str:
    """Start the group's session of today; gives its id."""
    page.goto(clinic.run_group)
    page.locator(".iop-today", has_text="Morning A").get_by_role("button", name="Start").click()
    expect(page.locator(".iop-step h2")).to_have_text("Coming in")
    expect(page).to_have_url(re.compile(r"session=[\w-]+"))
    return page.url.partition("session=")[2]


def _join(page: Page, clinic: Clinic, session: str) -> None:
    page.goto(f"{clinic.run_group}?session={session}")
    expect(page.locator(".iop-step h2")).to_have_text("Coming in")


def _open_exits(page: Page) -> Locator:
    """Open a worksheet with a table and questions, and fill it for the third in the list."""
    page.get_by_role("navigation", name="Steps").get_by_role("button", name="Doors in the chain").click()
    page.get_by_role("button", name="My early exits").click()
    page.get_by_label("Filled for").select_option(index=3)
    expect(page.locator(".iop-items:not([inert])")).to_be_visible()
    return page.locator(".iop-sheet")


def _cell(page: Page, key: str) -> Locator:
    return page.locator(f'.iop-sheet [data-key="{key}"]')


def _presence(page: Page, place: int, word: str) -> Locator:
    person = page.locator(".iop-roster > li").nth(place).locator(".iop-person")
    return person.get_by_role("button", name=word)


def _answers_of(clinic: Clinic, session: str) -> dict[str, Any]:
    with clinic.store.read() as r:
        return {one.item: one.value for one in r.list_responses(session)}


def _broken(page: Page) -> Locator:
    return page.locator(".iop-broken")


def _back(page: Page, within: float) -> None:
    """The page went on by itself."""
    expect(_broken(page)).to_be_hidden(timeout=within * 1000)
    expect(page.locator(".iop-step h2")).to_be_visible(timeout=within * 1000)
    page.wait_for_function("() => window.iopkit.up() && !document.querySelector('main[inert], #main[inert]')")


def _kernel(clinic: Clinic) -> psutil.Process:
    (kernel,) = clinic.kernels()
    return kernel


def test_a_killed_kernel_takes_no_typed_word_with_it(server: Served, new_page: NewPage) -> None:
    page, clinic = new_page(), server.clinic
    session = _start(page, clinic)
    _open_exits(page)
    whom = page.get_by_label("Filled for").input_value()
    _cell(page, "people:0:0").click()
    page.keyboard.type("Ann, my sister")
    assert "Ann" not in page.url and whom not in page.url and "sheet=core-01-early-exits" in page.url
    kept = page.evaluate("() => Object.values(localStorage).join()")
    assert kept and "Ann" not in kept and whom not in kept

    before = time.monotonic()
    _kernel(clinic).kill()
    expect(_broken(page).get_by_role("alert")).to_contain_text("What was shown as saved is saved")
    noticed = time.monotonic() - before
    expect(_cell(page, "people:0:0")).to_have_value("Ann, my sister", timeout=30_000)
    _back(page, 30)
    print(f"kernel killed: noticed after {noticed:.1f} s, page back after {time.monotonic() - before:.1f} s")
    expect(page.get_by_label("Filled for")).to_have_value(whom)
    expect(page.get_by_text("Not stored yet")).to_be_visible()
    assert _answers_of(clinic, session) == {}

    _cell(page, "people:0:0").press("Tab")
    expect(page.get_by_text("Not stored yet")).to_have_count(0)
    expect(page.locator(".iop-sheet [aria-busy]")).to_have_count(0)
    assert _answers_of(clinic, session)["people"][0] == ["Ann, my sister", ""]
    page.wait_for_function("() => Object.keys(localStorage).length === 1")  # whom the worksheet is for


def _fill(page: Page, cells: dict[str, str]) -> None:
    for key, text in cells.items():
        _cell(page, key).fill(text)
        _cell(page, key).press("Tab")


def test_answers_that_waited_when_the_kernel_died_are_stored_by_themselves(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    session = _start(page, clinic)
    sheet = _open_exits(page)
    kernel = _kernel(clinic)
    kernel.suspend()  # from here on nothing is answered
    _fill(page, {"people:0:0": "Ann", "people:0:1": "after six", "people:1:0": "Bo"})
    sheet.get_by_role("button", name="7", exact=True).click()
    _presence(page, 0, "Here").click()
    _presence(page, 1, "Out").click()
    kernel.kill()

    expect(page.locator(".iop-unsaved")).to_be_visible(timeout=30_000)
    _back(page, 30)
    expect(_cell(page, "people:1:0")).to_have_value("Bo")
    expect(sheet.get_by_role("button", name="7", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(sheet.locator("[aria-busy]")).to_have_count(0)
    answers = _answers_of(clinic, session)
    assert answers["people"] == [["Ann", "after six"], ["Bo", ""], ["", ""]]
    assert answers["sure"] == 7

    for place, word in ((0, "Here"), (1, "Out")):  # a press is never made twice without the person
        expect(_presence(page, place, word)).to_have_attribute("aria-pressed", "false")
        expect(_presence(page, place, word)).to_have_attribute("data-unsaved", "not saved")
    expect(page.locator(".iop-unsaved li")).to_have_count(2)
    _presence(page, 0, "Here").click()
    expect(_presence(page, 0, "Here")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".iop-unsaved li")).to_have_count(1)
    page.get_by_role("button", name="I have seen it").click()
    expect(page.locator("[data-unsaved]")).to_have_count(0)


def test_a_colleagues_later_answer_stands_and_ones_own_can_be_put_back(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    session = _start(page, clinic)
    _open_exits(page)
    whom = page.get_by_label("Filled for").input_value()
    kernel = _kernel(clinic)
    kernel.suspend()
    _cell(page, "first_words").fill("It is me")
    _cell(page, "first_words").press("Tab")
    with clinic.store.write() as w:
        theirs = {"worksheet": "core-01-early-exits", "item": "first_words", "value": "Hello, it is late"}
        w.set_response(Response(session=session, client=whom, version=0, **theirs))
    kernel.kill()

    expect(page.locator(".iop-notice")).to_contain_text("Somebody else answered", timeout=30_000)
    expect(_cell(page, "first_words")).to_have_value("Hello, it is late")
    expect(page.locator(".iop-aside")).to_contain_text("It is me")
    assert _answers_of(clinic, session)["first_words"] == "Hello, it is late"
    page.get_by_role("button", name="Put mine back").click()
    expect(_cell(page, "first_words")).to_have_value("It is me")
    _cell(page, "first_words").press("Tab")
    expect(page.locator(".iop-sheet [aria-busy], .iop-aside")).to_have_count(0)
    assert _answers_of(clinic, session)["first_words"] == "It is me"


def _type_into_the_first_cell(page: Page) -> None:
    _open_exits(page)
    _cell(page, "people:0:0").click()
    page.keyboard.type("Ann, my sister")


def _nothing_can_be_pressed(page: Page) -> None:
    assert page.evaluate("() => document.querySelector('#main').inert")
    page.keyboard.type(" or her husband")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(_cell(page, "people:0:0")).to_have_value("Ann, my sister")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_page_waits_for_a_server_that_is_started_again(
    server: Served, new_page: NewPage, how: signal.Signals
) -> None:
    page, clinic = new_page(), server.clinic
    session = _start(page, clinic)
    _type_into_the_first_cell(page)
    before = time.monotonic()
    os.kill(server.clinic.server.pid, how)
    says = "The server is being stopped" if how is signal.SIGTERM else "No connection to the server"
    expect(_broken(page).get_by_role("alert")).to_contain_text(says)
    print(f"{how.name}: noticed after {time.monotonic() - before:.1f} s")
    server.end(how)
    _nothing_can_be_pressed(page)

    server.start()
    before = time.monotonic()
    expect(page.get_by_text("Not stored yet")).to_be_visible(timeout=60_000)
    _back(page, 30)
    print(f"{how.name}: back {time.monotonic() - before:.1f} s after the server answered")
    expect(page.locator(".iop-step h2")).to_have_text("Doors in the chain")
    expect(_cell(page, "people:0:0")).to_have_value("Ann, my sister")
    expect(_cell(page, "people:0:0")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".iop-sheet [aria-busy]")).to_have_count(0)
    assert _answers_of(clinic, session)["people"][0][0] == "Ann, my sister"


@pytest.fixture
def wire(server: Served) -> Iterator[Wire]:
    """The line to the server; pages that are opened from here on go through it."""
    line = Wire(server.port)
    server.clinic.url = f"http://127.0.0.1:{line.port}/"
    yield line
    line.close()


def _mark_the_window(page: Page) -> None:
    page.evaluate("() => { window.sameWindow = true; }")


def _is_the_same_window(page: Page) -> bool:
    return bool(page.evaluate("() => window.sameWindow === true"))


def test_what_vanished_on_the_line_is_sent_again_or_marked_and_the_page_is_not_reloaded(
    server: Served, wire: Wire, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    session = _start(page, clinic)
    sheet = _open_exits(page)
    _mark_the_window(page)
    kernel = _kernel(clinic)
    wire.deafen()
    _fill(page, {"people:0:0": "Ann", "first_words": "It is me"})
    sheet.get_by_role("button", name="7", exact=True).click()
    _presence(page, 0, "Here").click()
    before = time.monotonic()
    expect(_broken(page)).to_be_visible()
    print(f"deaf line: noticed after {time.monotonic() - before:.1f} s")
    wire.cut()
    with clinic.store.write() as w:  # a colleague goes on meanwhile
        w.record("go_to_step", session=session)
    wire.mend()

    _back(page, 30)
    assert _is_the_same_window(page) and _kernel(clinic).pid == kernel.pid
    expect(page.get_by_text("Connected again")).to_be_visible()
    expect(sheet.locator("[aria-busy]")).to_have_count(0)
    expect(_presence(page, 0, "Here")).to_have_attribute("data-unsaved", "not saved")
    expect(page.locator(".iop-unsaved li")).to_have_text(re.compile("Attendance of .*: Here"))
    answers = _answers_of(clinic, session)
    assert (answers["people"][0][0], answers["first_words"], answers["sure"]) == ("Ann", "It is me", 7)
    with clinic.store.read() as r:
        assert r.list_attendance(session) == []


def test_a_page_without_a_network_for_ten_seconds_goes_on_in_the_same_window(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    session = _start(page, clinic)
    _type_into_the_first_cell(page)
    _mark_the_window(page)
    before = time.monotonic()
    page.context.set_offline(True)
    expect(_broken(page)).to_be_visible(timeout=15_000)
    print(f"offline: noticed after {time.monotonic() - before:.1f} s")
    _nothing_can_be_pressed(page)
    expect(page.locator(".iop-broken-line")).to_contain_text("Tried 5 times")
    _wait_until(lambda: time.monotonic() > before + 10, 10, "ten seconds to pass")
    page.context.set_offline(False)
    _back(page, 20)
    assert _is_the_same_window(page)
    expect(_cell(page, "people:0:0")).to_be_focused()
    page.keyboard.type(" or her husband")
    page.keyboard.press("Tab")
    expect(page.locator(".iop-sheet [aria-busy]")).to_have_count(0)
    assert _answers_of(clinic, session)["people"][0][0] == "Ann, my sister or her husband"


def _facilitator(clinic: Clinic, session: str) -> str:
    with clinic.store.read() as r:
        return r.get_group(r.get_session(session).group).facilitators[0]


def test_two_facilitators_see_each_others_changes_within_two_seconds(
    server: Served, new_page: NewPage
) -> None:
    first, clinic = new_page(), server.clinic
    session = _start(first, clinic)
    second = new_page(staff=_facilitator(clinic, session))
    _join(second, clinic, session)
    second.locator(".iop-roster > li").nth(4).locator(".iop-who").click()
    _open_exits(second)
    _cell(second, "first_words").click()
    second.keyboard.type("It is me,")
    expect(first.locator(".iop-step h2")).to_have_text("Doors in the chain")
    whom = second.get_by_label("Filled for").input_value()
    first.get_by_role("button", name="My early exits").click()
    first.get_by_label("Filled for").select_option(whom)
    expect(first.locator(".iop-items:not([inert])")).to_be_visible()

    def seen(what: str, act: Callable[[], None], shown: Callable[[], None]) -> None:
        act()
        began = time.monotonic()
        shown()
        took = time.monotonic() - began
        print(f"seen by the other after {took:.2f} s: {what}")
        assert took < 2, what

    def pressed(button: Locator) -> Callable[[], None]:
        return lambda: expect(button).to_have_attribute("aria-pressed", "true")

    seen("a mark", _presence(first, 0, "Here").click, pressed(_presence(second, 0, "Here")))
    seen("a second mark", _presence(first, 1, "Late").click, pressed(_presence(second, 1, "Late")))
    sure = [page.locator(".iop-sheet").get_by_role("button", name="7", exact=True) for page in (first, second)]
    seen("an answer", sure[0].click, pressed(sure[1]))
    seen("the other way", _presence(second, 2, "Out").click, pressed(_presence(first, 2, "Out")))
    more = first.get_by_role("button", name="+5 min")
    seen("more time", more.click, lambda: expect(second.locator(".iop-clock")).to_contain_text("of 35 minutes"))

    expect(_cell(second, "first_words")).to_have_value("It is me,")
    expect(second.locator(".iop-roster > li").nth(4).locator(".iop-details")).to_be_visible()
    second.keyboard.press("Control+End")
    _presence(first, 3, "Here").click()
    expect(_presence(second, 3, "Here")).to_have_attribute("aria-pressed", "true")


def test_what_a_colleague_wrote_under_ones_typing_is_not_overwritten(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    session = _start(page, clinic)
    _open_exits(page)
    whom = page.get_by_label("Filled for").input_value()
    _cell(page, "first_words").click()
    page.keyboard.type("It is me,")
    with clinic.store.write() as w:
        whose = {"session": session, "worksheet": "core-01-early-exits", "client": whom, "version": 0}
        w.set_response(Response(item="first_words", value="Hello", **whose))
        w.set_response(Response(item="sure", value=7, **whose))
        w.record("answer_item", session=session)
    seven = page.locator(".iop-sheet").get_by_role("button", name="7", exact=True)
    expect(seven).to_have_attribute("aria-pressed", "true")
    expect(_cell(page, "first_words")).to_be_focused()
    page.keyboard.type(" late")
    page.keyboard.press("Tab")
    expect(page.locator(".iop-notice")).to_contain_text("Somebody else answered")
    expect(_cell(page, "first_words")).to_have_value("Hello")
    expect(page.locator(".iop-aside")).to_contain_text("It is me, late")
    assert _answers_of(clinic, session)["first_words"] == "Hello"


PASSWORD = "hollow oak by the mill"


def _with_password(clinic: Clinic) -> str:
    """A supervisor with a password of their own."""
    staff = clinic.anybody(Role.SUPERVISOR)
    change_password(clinic.store, staff, reset_account(clinic.store, staff), PASSWORD)
    return staff


def _nobody_was_there(clinic: Clinic, staff: str) -> None:
    """Let 31 minutes go by in which nobody touched the page."""
    with clinic.store.write() as w:
        for stay in w.list_open_sign_ins(staff):
            w.set_seen(stay.id, w.now - timedelta(minutes=31))


def test_a_page_that_nobody_used_in_a_running_group_is_locked_and_goes_on_after_the_password(
    server: Served, new_page: NewPage
) -> None:
    clinic = server.clinic
    staff = _with_password(clinic)
    page = new_page(staff=staff)
    session = _start(page, clinic)
    _type_into_the_first_cell(page)
    _mark_the_window(page)
    _nobody_was_there(clinic, staff)
    lock = page.get_by_role("dialog", name="Locked")
    expect(lock).to_be_visible()
    expect(page.locator(".iop-step")).to_be_hidden()
    expect(page).to_have_title("Locked · iopkit")
    assert page.evaluate("() => document.body.innerText").strip().startswith("Locked")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(lock.get_by_role("alert")).to_contain_text("not right")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(lock).to_be_hidden()
    assert _is_the_same_window(page)
    expect(page.locator(".iop-step h2")).to_have_text("Doors in the chain")
    expect(_cell(page, "people:0:0")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".iop-sheet [aria-busy]")).to_have_count(0)
    assert _answers_of(clinic, session)["people"][0][0] == "Ann, my sister"


def test_a_stay_that_ended_leads_to_the_sign_in_and_leaves_nothing_in_the_browser(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    _start(page, clinic)
    _type_into_the_first_cell(page)
    page.wait_for_function("() => Object.keys(localStorage).length > 0")
    sign_out_everywhere(clinic.store, clinic.anybody(Role.SUPERVISOR))
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fvoila%2Frender"))
    assert page.evaluate("() => Object.keys(localStorage)") == []


def test_what_another_sign_in_left_in_the_browser_cannot_be_read_and_goes(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    session = _start(page, clinic)
    _type_into_the_first_cell(page)
    page.wait_for_function("() => Object.keys(localStorage).length > 0")
    before = page.evaluate("() => Object.keys(localStorage)")
    page.context.add_cookies([clinic.sign_in(clinic.anybody(Role.SUPERVISOR))])  # the same person, anew
    page.goto(f"{clinic.run_group}?session={session}&sheet=core-01-early-exits")
    expect(page.locator(".iop-sheet h2")).to_have_text("My early exits")
    page.wait_for_function("(before) => before.every((one) => localStorage.getItem(one) === null)", arg=before)
    expect(page.get_by_text("Ann, my sister")).to_have_count(0)


def test_a_kernel_that_dies_while_its_page_is_being_opened_is_replaced(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    page.goto(clinic.run_group, wait_until="commit")
    _wait_until(lambda: len(clinic.kernels()) == 1, 30, "the page's kernel")
    _kernel(clinic).kill()
    expect(page.get_by_role("button", name="Start").first).to_be_visible(timeout=60_000)
    _back_to_choosing(page)


def test_a_server_that_dies_while_a_page_is_being_opened_opens_it_when_it_is_back(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    page.goto(clinic.run_group, wait_until="commit")
    _wait_until(lambda: len(clinic.kernels()) == 1, 30, "the page's kernel")
    server.end(signal.SIGKILL)
    expect(_broken(page)).to_be_visible(timeout=30_000)
    server.start()
    expect(page.get_by_role("button", name="Start").first).to_be_visible(timeout=60_000)
    _back_to_choosing(page)


def _back_to_choosing(page: Page) -> None:
    expect(_broken(page)).to_be_hidden()
    page.wait_for_function("() => window.iopkit.up()")
