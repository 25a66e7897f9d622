"""Two facilitators in one session see each other's changes, and neither overwrites the other unseen."""

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from iopkit.model.group_session import Response
from tests.browser.conftest import Clinic
from tests.browser.connection.conftest import (
    NewPage,
    Served,
    answers_of,
    cell,
    join,
    open_exits,
    presence,
    start,
)


def _facilitator(clinic: Clinic, session: str) -> str:
    with clinic.store.read() as r:
        return r.get_group(r.get_session(session).group).facilitators[0]


def test_two_facilitators_see_each_others_changes_within_two_seconds(
    server: Served, new_page: NewPage
) -> None:
    first, clinic = new_page(), server.clinic
    session = start(first, clinic)
    second = new_page(staff=_facilitator(clinic, session))
    join(second, clinic, session)
    second.locator(".iop-roster > li").nth(4).locator(".iop-who").click()
    open_exits(second)
    cell(second, "first_words").click()
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

    def seven(page: Page) -> Locator:
        return page.locator(".iop-sheet").get_by_role("button", name="7", exact=True)

    def pressed(button: Locator) -> Callable[[], None]:
        return lambda: expect(button).to_have_attribute("aria-pressed", "true")

    seen("a mark", presence(first, 0, "Here").click, pressed(presence(second, 0, "Here")))
    seen("a second mark", presence(first, 1, "Late").click, pressed(presence(second, 1, "Late")))
    sure = [
        page.locator(".iop-sheet").get_by_role("button", name="7", exact=True) for page in (first, second)
    ]
    seen("an answer", sure[0].click, pressed(sure[1]))
    seen("the other way", presence(second, 2, "Out").click, pressed(presence(first, 2, "Out")))
    more = first.get_by_role("button", name="+5 min")
    seen(
        "more time", more.click, lambda: expect(second.locator(".iop-clock")).to_contain_text("of 35 minutes")
    )

    expect(cell(second, "first_words")).to_have_value("It is me,")
    expect(second.locator(".iop-roster > li").nth(4).locator(".iop-details")).to_be_visible()
    second.keyboard.press("Control+End")
    presence(first, 3, "Here").click()
    expect(presence(second, 3, "Here")).to_have_attribute("aria-pressed", "true")


def test_what_a_colleague_wrote_under_ones_typing_is_not_overwritten(
    server: Served, new_page: NewPage
) -> None:
    page, clinic = new_page(), server.clinic
    session = start(page, clinic)
    open_exits(page)
    whom = page.get_by_label("Filled for").input_value()
    cell(page, "first_words").click()
    page.keyboard.type("It is me,")
    with clinic.store.write() as w:
        whose = {"session": session, "worksheet": "core-01-early-exits", "client": whom, "version": 0}
        w.set_response(Response(item="first_words", value="Hello", **whose))
        w.set_response(Response(item="sure", value=7, **whose))
        w.record("answer_item", session=session)
    seven = page.locator(".iop-sheet").get_by_role("button", name="7", exact=True)
    expect(seven).to_have_attribute("aria-pressed", "true")
    expect(cell(page, "first_words")).to_be_focused()
    page.keyboard.type(" late")
    page.keyboard.press("Tab")
    expect(page.locator(".iop-notice")).to_contain_text("Somebody else answered")
    expect(cell(page, "first_words")).to_have_value("Hello")
    expect(page.locator(".iop-aside")).to_contain_text("It is me, late")
    assert answers_of(clinic, session)["first_words"] == "Hello"
