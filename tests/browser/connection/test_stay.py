"""A page whose sign-in is locked or over shows nothing, and what it kept in the browser is nobody else's."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from iopkit.actions.accounts import change_password, reset_account
from iopkit.actions.sign_in import sign_out_everywhere
from iopkit.model.codes import Role
from tests.browser.conftest import Clinic, wait_for
from tests.browser.connection.conftest import (
    NewPage,
    Served,
    answers_of,
    cell,
    is_the_same_window,
    mark_the_window,
    start,
    type_into_the_first_cell,
)

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
    session = start(page, clinic)
    type_into_the_first_cell(page)
    mark_the_window(page)
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
    assert is_the_same_window(page)
    expect(page.locator(".iop-step h2")).to_have_text("Doors in the chain")
    expect(cell(page, "people:0:0")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".iop-sheet [aria-busy]")).to_have_count(0)
    assert answers_of(clinic, session)["people"][0][0] == "Ann, my sister"


def test_in_a_demonstration_one_press_opens_the_page_again(server: Served, new_page: NewPage) -> None:
    page, clinic = new_page(), server.clinic
    start(page, clinic)
    mark_the_window(page)
    _nobody_was_there(clinic, clinic.anybody(Role.SUPERVISOR))
    lock = page.get_by_role("dialog", name="Locked")
    expect(lock).to_contain_text("one press goes on")
    expect(lock.get_by_label("Password")).to_be_hidden()
    lock.get_by_role("button", name="Unlock").click()
    expect(lock).to_be_hidden()
    assert is_the_same_window(page)


def test_a_stay_that_ended_leads_to_the_sign_in_and_leaves_nothing_in_the_browser(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    start(page, clinic)
    type_into_the_first_cell(page)
    wait_for(page, "() => Object.keys(localStorage).length > 0")
    sign_out_everywhere(clinic.store, clinic.anybody(Role.SUPERVISOR))
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fvoila%2Frender"))
    assert page.evaluate("() => Object.keys(localStorage)") == []


def test_what_another_sign_in_left_in_the_browser_cannot_be_read_and_goes(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    session = start(page, clinic)
    type_into_the_first_cell(page)
    wait_for(page, "() => Object.keys(localStorage).length > 0")
    before = page.evaluate("() => Object.keys(localStorage)")
    page.context.add_cookies([clinic.sign_in(clinic.anybody(Role.SUPERVISOR))])  # the same person, anew
    page.goto(f"{clinic.run_group}?session={session}&sheet=core-01-early-exits")
    expect(page.locator(".iop-sheet h2")).to_have_text("My early exits")
    wait_for(page, "(before) => before.every((one) => localStorage.getItem(one) === null)", before)
    expect(page.get_by_text("Ann, my sister")).to_have_count(0)
