"""An author reads and prints plans; a program is put together, held to rules and taken along."""

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Clinic

NewPage = Callable[..., Page]


def _page(clinic: Clinic, name: str) -> str:
    return f"{clinic.url}voila/render/notebooks/{name}.ipynb"


def _overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def _day(page: Page, week: int, day: int) -> Locator:
    return page.get_by_role("region", name=f"Week {week}, day {day}", exact=True)


def _downloaded(page: Page, button: Locator) -> tuple[str, bytes]:
    with page.expect_download(timeout=120_000) as waiting:
        button.click()
    with open(waiting.value.path(), "rb") as file:
        return waiting.value.suggested_filename, file.read()


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_a_plan_is_found_read_tried_and_printed(clinic: Clinic, new_page: NewPage, width: int) -> None:
    page = new_page(width=width)
    page.goto(_page(clinic, "browse_curricula"))
    expect(page.get_by_text("64 session plans")).to_be_visible(timeout=60_000)
    assert _overflow(page) <= 0

    page.get_by_label("Strand").select_option("the group itself")
    expect(page.get_by_text("4 of 64 session plans")).to_be_visible()
    page.get_by_label("Search").fill("mending a crack")
    expect(page.get_by_text("1 of 64 session plans")).to_be_visible()
    page.get_by_role("button", name="When we disagree").click()
    expect(page.locator("#the-plan")).to_have_text("When we disagree")
    expect(page.locator(".iop-paper")).to_contain_text("Back to the old chair")
    assert _overflow(page) <= 0

    page.get_by_role("button", name="As a client").click()
    page.get_by_role("textbox", name="The part I often play").fill("I carry everything.")
    page.get_by_role("button", name="3", exact=True).first.click()
    expect(page.get_by_role("textbox", name="The part I often play")).to_have_value("I carry everything.")
    assert _overflow(page) <= 0

    page.get_by_role("button", name="About it").click()
    expect(page.locator(".iop-paper")).to_contain_text("Eubanks")
    assert _overflow(page) <= 0

    name, content = _downloaded(page, page.get_by_role("button", name="Worksheets as PDF"))
    assert name == "core-33-when-we-disagree-worksheets.pdf"
    assert len(PdfReader(io.BytesIO(content)).pages) == 2

    page.reload()
    expect(page.locator("#the-plan")).to_have_text("When we disagree", timeout=60_000)
    expect(page.get_by_role("button", name="About it")).to_have_attribute("aria-pressed", "true")


def test_a_program_is_planned_held_to_rules_and_taken_along(clinic: Clinic, new_page: NewPage) -> None:
    page = new_page()
    page.goto(_page(clinic, "plan_program"))
    page.get_by_label("Title").fill("Evening IOP, spring")
    page.get_by_role("checkbox", name="Core").uncheck()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Evening IOP, spring")).to_be_visible()

    page.get_by_role("button", name="Put on week 1, day 1: How cravings work").click()
    expect(_day(page, 1, 1)).to_contain_text("180 min")
    page.get_by_role("button", name="Put the next plan on week 1, day 2").click()
    page.get_by_label("Curriculum").select_option("family")
    page.get_by_role("button", name="Put on week 1, day 2: How substance use takes hold").click()
    expect(_day(page, 1, 2)).to_contain_text("90 min")

    page.get_by_role("checkbox", name="Level 2.1, intensive outpatient (fourth edition, adults)").check()
    verdict = page.locator(".iop-verdict")
    expect(verdict).to_contain_text("270 minutes short")
    expect(page.get_by_role("region", name="Week 1", exact=True)).to_contain_text("270 min short")

    shelved = page.locator(".iop-shelf li", has_text="What treatment does")
    shelved.drag_to(_day(page, 1, 3))
    expect(_day(page, 1, 3)).to_contain_text("What treatment does")
    _day(page, 1, 3).locator("li").drag_to(_day(page, 1, 2))
    expect(_day(page, 1, 2).locator("li")).to_have_count(2)
    expect(_day(page, 1, 2)).to_contain_text("180 min")
    page.get_by_role("button", name="How substance use takes hold, 90 min: move or take off").click()
    page.get_by_role("button", name="Take off", exact=True).click()
    expect(_day(page, 1, 2).locator("li")).to_have_count(1)
    page.get_by_role("button", name="What treatment does, 90 min: move or take off").click()
    page.locator(".iop-move").get_by_label("Day").select_option("3")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(_day(page, 1, 3)).to_contain_text("What treatment does")

    name, content = _downloaded(page, page.get_by_role("button", name="Calendar file"))
    assert name == "evening-iop-spring.ics"
    assert content.count(b"BEGIN:VEVENT") == 2
    name, content = _downloaded(page, page.get_by_role("button", name="Binder as PDF"))
    assert name == "evening-iop-spring.pdf"
    assert content.startswith(b"%PDF-")

    page.reload()
    expect(_day(page, 1, 3)).to_contain_text("What treatment does", timeout=60_000)
    page.get_by_role("button", name="Remove program").click()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Remove program").click()
    page.get_by_role("button", name="Yes, remove it").click()
    expect(page.get_by_role("heading", name="Begin a program")).to_be_visible()
    with clinic.store.read() as r:
        assert r.list_outlines() == []


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_a_refusal_is_seen_where_the_press_was_made(clinic: Clinic, new_page: NewPage, width: int) -> None:
    page = new_page(width=width)
    page.goto(_page(clinic, "plan_program"))
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("A program needs a title")).to_be_in_viewport()
    page.get_by_label("Title").fill("Empty")
    page.get_by_role("checkbox", name="Core").uncheck()
    page.get_by_role("button", name="Begin").click()
    binder = page.get_by_role("button", name="Binder as PDF")
    binder.click()
    expect(page.get_by_text("There is nothing to print yet")).to_be_in_viewport()
    expect(binder).to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_a_program_of_twelve_weeks_fits(clinic: Clinic, new_page: NewPage, width: int) -> None:
    page = new_page(width=width)
    page.goto(_page(clinic, "plan_program"))
    page.get_by_label("Title").fill("Day IOP")
    assert _overflow(page) <= 0
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("36 sessions · 108 counted hours")).to_be_visible()
    expect(_day(page, 12, 3)).to_contain_text("Leaving well")
    assert _overflow(page) <= 0
