"""Nothing is lost when the server or the network is, and the page goes on by itself."""

import os
import re
import signal
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from iopkit.model.codes import Role
from tests.browser.conftest import _wait_until, wait_for
from tests.browser.connection.conftest import (
    NewPage,
    Served,
    answers_of,
    back,
    broken,
    cell,
    fill,
    is_the_same_window,
    kernel_of,
    mark_the_window,
    open_exits,
    presence,
    start,
    type_into_the_first_cell,
)
from tests.browser.connection.wire import Wire


def nothing_can_be_pressed(page: Page) -> None:
    assert page.evaluate("() => document.querySelector('main').inert")
    page.keyboard.type(" or her husband")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(cell(page, "people:0:0")).to_have_value("Ann, my sister")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_page_waits_for_a_server_that_is_started_again(
    server: Served, new_page: NewPage, how: signal.Signals
) -> None:
    page, clinic = new_page(), server.clinic
    session = start(page, clinic)
    type_into_the_first_cell(page)
    before = time.monotonic()
    os.kill(server.clinic.server.pid, how)
    says = "The server is being stopped" if how is signal.SIGTERM else "No connection to the server"
    expect(broken(page).get_by_role("alert")).to_contain_text(says)
    print(f"{how.name}: noticed after {time.monotonic() - before:.1f} s")
    server.end(how)
    nothing_can_be_pressed(page)

    server.start()
    before = time.monotonic()
    expect(page.get_by_text("Not stored yet")).to_be_visible(timeout=60_000)
    back(page, 30)
    print(f"{how.name}: back {time.monotonic() - before:.1f} s after the server answered")
    expect(page.locator(".iop-step h2")).to_have_text("Doors in the chain")
    expect(cell(page, "people:0:0")).to_have_value("Ann, my sister")
    expect(cell(page, "people:0:0")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".iop-sheet [aria-busy]")).to_have_count(0)
    assert answers_of(clinic, session)["people"][0][0] == "Ann, my sister"


def test_a_server_that_dies_while_a_page_is_being_opened_opens_it_when_it_is_back(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    page.goto(clinic.run_group, wait_until="commit")
    _wait_until(lambda: len(clinic.kernels()) == 1, 30, "the page's kernel")
    wait_for(page, "() => window.iopkit?.up")  # its script has come; the server dies before the rest has
    server.end(signal.SIGKILL)
    expect(broken(page)).to_be_visible(timeout=30_000)
    server.start()
    expect(page.get_by_role("button", name="Start").first).to_be_visible(timeout=60_000)
    _back_to_choosing(page)


def test_a_page_that_is_asked_for_while_the_server_is_away_opens_by_itself(
    server: Served, browser: Browser
) -> None:
    clinic = server.clinic
    context = browser.new_context()
    context.add_cookies([clinic.sign_in(clinic.anybody(Role.SUPERVISOR))])
    page = context.new_page()
    session = start(page, clinic)
    wait_for(page, "() => navigator.serviceWorker.controller")
    server.end(signal.SIGKILL)
    page.goto(f"{clinic.run_group}?session={session}")
    expect(page.get_by_role("alert")).to_contain_text("opens by itself as soon as the server is back")
    server.start()
    expect(page.locator(".iop-step h2")).to_have_text("Coming in", timeout=60_000)
    context.close()


def test_what_vanished_on_the_line_is_sent_again_or_marked_and_the_page_is_not_reloaded(
    server: Served, wire: Wire, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    session = start(page, clinic)
    sheet = open_exits(page)
    mark_the_window(page)
    kernel = kernel_of(clinic)
    wire.deafen()
    fill(page, {"people:0:0": "Ann", "first_words": "It is me"})
    sheet.get_by_role("button", name="7", exact=True).click()
    presence(page, 0, "Here").click()
    before = time.monotonic()
    expect(broken(page)).to_be_visible()
    print(f"deaf line: noticed after {time.monotonic() - before:.1f} s")
    wire.cut()
    with clinic.store.write() as w:  # a colleague goes on meanwhile
        w.record("go_to_step", session=session)
    wire.mend()

    back(page, 30)
    assert is_the_same_window(page)
    assert kernel_of(clinic).pid == kernel.pid
    expect(page.get_by_text("Connected again")).to_be_visible()
    expect(sheet.locator("[aria-busy]")).to_have_count(0)
    expect(presence(page, 0, "Here")).to_have_attribute("data-unsaved", "not saved")
    expect(page.locator(".iop-unsaved li")).to_have_text(re.compile("Attendance of .*: Here"))
    answers = answers_of(clinic, session)
    assert (answers["people"][0][0], answers["first_words"], answers["sure"]) == ("Ann", "It is me", 7)
    with clinic.store.read() as r:
        assert r.list_attendance(session) == []


def test_a_page_without_a_network_for_ten_seconds_goes_on_in_the_same_window(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    session = start(page, clinic)
    type_into_the_first_cell(page)
    mark_the_window(page)
    before = time.monotonic()
    page.context.set_offline(True)
    expect(broken(page)).to_be_visible(timeout=15_000)
    print(f"offline: noticed after {time.monotonic() - before:.1f} s")
    nothing_can_be_pressed(page)
    expect(page.locator(".iop-broken-line")).to_contain_text("Tried 5 times")
    _wait_until(lambda: time.monotonic() > before + 10, 10, "ten seconds to pass")
    page.context.set_offline(False)
    back(page, 20)
    assert is_the_same_window(page)
    expect(cell(page, "people:0:0")).to_be_focused()
    page.keyboard.type(" or her husband")
    page.keyboard.press("Tab")
    expect(page.locator(".iop-sheet [aria-busy]")).to_have_count(0)
    assert answers_of(clinic, session)["people"][0][0] == "Ann, my sister or her husband"


def _back_to_choosing(page: Page) -> None:
    expect(broken(page)).to_be_hidden()
    wait_for(page, "() => window.iopkit.up()")
