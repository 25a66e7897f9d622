"""Nothing is lost when the kernel is, and the page goes on by itself."""

import time

from playwright.sync_api import Page, expect

from iopkit.model.group_session import Response
from tests.browser.conftest import _wait_until, wait_for
from tests.browser.connection.conftest import (
    NewPage,
    Served,
    answers_of,
    back,
    broken,
    cell,
    fill,
    kernel_of,
    open_exits,
    presence,
    start,
)


def test_a_killed_kernel_takes_no_typed_word_with_it(server: Served, new_page: NewPage) -> None:
    page, clinic = new_page(), server.clinic
    session = start(page, clinic)
    open_exits(page)
    whom = page.get_by_label("Filled for").input_value()
    cell(page, "people:0:0").click()
    page.keyboard.type("Ann, my sister")
    assert "Ann" not in page.url
    assert whom not in page.url
    assert "sheet=core-01-early-exits" in page.url
    kept = page.evaluate("() => Object.values(localStorage).join()")
    assert len(kept) > 100
    assert "my sister" not in kept  # three letters alone come up in any sealed text sooner or later
    assert whom not in kept

    before = time.monotonic()
    kernel_of(clinic).kill()
    expect(broken(page).get_by_role("alert")).to_contain_text("What was shown as saved is saved")
    noticed = time.monotonic() - before
    expect(cell(page, "people:0:0")).to_have_value("Ann, my sister", timeout=30_000)
    back(page, 30)
    print(f"kernel killed: noticed after {noticed:.1f} s, page back after {time.monotonic() - before:.1f} s")
    expect(page.get_by_label("Filled for")).to_have_value(whom)
    expect(page.get_by_text("Not stored yet")).to_be_visible()
    assert answers_of(clinic, session) == {}

    cell(page, "people:0:0").press("Tab")
    expect(page.get_by_text("Not stored yet")).to_have_count(0)
    expect(page.locator(".iop-sheet [aria-busy]")).to_have_count(0)
    assert answers_of(clinic, session)["people"][0] == ["Ann, my sister", ""]
    wait_for(page, "() => Object.keys(localStorage).length === 1")  # whom the worksheet is for


def test_answers_that_waited_when_the_kernel_died_are_stored_by_themselves(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    session = start(page, clinic)
    sheet = open_exits(page)
    kernel = kernel_of(clinic)
    kernel.suspend()  # from here on nothing is answered
    fill(page, {"people:0:0": "Ann", "people:0:1": "after six", "people:1:0": "Bo"})
    sheet.get_by_role("button", name="7", exact=True).click()
    presence(page, 0, "Here").click()
    presence(page, 1, "Out").click()
    kernel.kill()

    expect(page.locator(".iop-unsaved")).to_be_visible(timeout=30_000)
    back(page, 30)
    expect(cell(page, "people:1:0")).to_have_value("Bo")
    expect(sheet.get_by_role("button", name="7", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(sheet.locator("[aria-busy]")).to_have_count(0)
    answers = answers_of(clinic, session)
    assert answers["people"] == [["Ann", "after six"], ["Bo", ""], ["", ""]]
    assert answers["sure"] == 7

    for place, word in ((0, "Here"), (1, "Out")):  # a press is never made twice without the person
        expect(presence(page, place, word)).to_have_attribute("aria-pressed", "false")
        expect(presence(page, place, word)).to_have_attribute("data-unsaved", "not saved")
    expect(page.locator(".iop-unsaved li")).to_have_count(2)
    presence(page, 0, "Here").click()
    expect(presence(page, 0, "Here")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".iop-unsaved li")).to_have_count(1)
    page.get_by_role("button", name="I have seen it").click()
    expect(page.locator("[data-unsaved]")).to_have_count(0)


def test_a_colleagues_later_answer_stands_and_ones_own_can_be_put_back(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    session = start(page, clinic)
    open_exits(page)
    whom = page.get_by_label("Filled for").input_value()
    kernel = kernel_of(clinic)
    kernel.suspend()
    cell(page, "first_words").fill("It is me")
    cell(page, "first_words").press("Tab")
    with clinic.store.write() as w:
        theirs = {"worksheet": "core-01-early-exits", "item": "first_words", "value": "Hello, it is late"}
        w.set_response(Response(session=session, client=whom, version=0, **theirs))
    kernel.kill()

    expect(page.locator(".iop-notice")).to_contain_text("Somebody else answered", timeout=30_000)
    expect(cell(page, "first_words")).to_have_value("Hello, it is late")
    expect(page.locator(".iop-aside")).to_contain_text("It is me")
    assert answers_of(clinic, session)["first_words"] == "Hello, it is late"
    page.get_by_role("button", name="Put mine back").click()
    expect(cell(page, "first_words")).to_have_value("It is me")
    cell(page, "first_words").press("Tab")
    expect(page.locator(".iop-sheet [aria-busy], .iop-aside")).to_have_count(0)
    assert answers_of(clinic, session)["first_words"] == "It is me"


def test_a_kernel_that_dies_while_its_page_is_being_opened_is_replaced(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    page.goto(clinic.run_group, wait_until="commit")
    _wait_until(lambda: len(clinic.kernels()) == 1, 30, "the page's kernel")
    kernel_of(clinic).kill()
    expect(page.get_by_role("button", name="Start").first).to_be_visible(timeout=60_000)
    _back_to_choosing(page)


def _back_to_choosing(page: Page) -> None:
    expect(broken(page)).to_be_hidden()
    wait_for(page, "() => window.iopkit.up()")
