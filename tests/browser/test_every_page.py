"""What holds for every page: it fits, it stays on this machine, and typed text stays text."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from iopkit.model.care import Episode, Group, Membership, Program
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client
from iopkit.store.store import Store
from tests.browser.conftest import Clinic

NewPage = Callable[..., Page]
NASTY = "<script>window.stolen=1</script><img src=x onerror=window.stolen=1>"


def _small(page: Page) -> list[str]:
    """Buttons, links and fields under 44 pixels in height or width."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.iop-page :is(button, select, input, a.iop-btn, summary)')]
          .filter((one) => one.offsetParent && !['checkbox', 'radio'].includes(one.type))
          .map((one) => [one, one.getBoundingClientRect()])
          .filter(([one, box]) => box.height < 43.5 || box.width < 43.5)
          .map(([one]) => one)
          .map((one) => one.outerHTML.slice(0, 120))"""
    )


def _overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_pages_fit(clinic: Clinic, new_page: NewPage, width: int) -> None:
    page = new_page(width=width)
    page.goto(clinic.url)
    expect(page.get_by_role("heading", name="iopkit")).to_be_visible()
    assert _overflow(page) <= 0
    page.get_by_role("link", name="Run a group").click()
    expect(page.locator(".iop-today").first).to_be_visible()
    assert _overflow(page) <= 0
    assert _small(page) == []
    page.get_by_role("button", name="Start").first.click()
    expect(page.locator(".iop-step h2")).to_be_visible()
    page.locator(".iop-who").first.click()
    expect(page.locator(".iop-details")).to_be_visible()
    assert _overflow(page) <= 0
    assert _small(page) == []


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_dashboard_fits_and_offers_no_cloud(clinic: Clinic, new_page: NewPage, width: int) -> None:
    page = new_page(width=width)
    page.goto(clinic.engagement)
    expect(page.locator(".iop-picture[data-drawn]")).to_have_count(6)
    assert _overflow(page) <= 0
    assert _small(page) == []
    assert page.locator(".modebar-btn").count() == 0
    assert "cloud.plotly.com" not in page.locator(".widget-box.iop-page").inner_html()
    expect(page.get_by_text("Demonstration data")).to_be_visible()
    for chart in page.locator(".iop-chart").all():
        expect(chart.locator("figcaption p")).not_to_be_empty()
        expect(chart.locator("summary")).to_be_visible()


def test_a_filter_changes_what_is_shown_and_the_address(clinic: Clinic, new_page: NewPage) -> None:
    page = new_page()
    page.goto(clinic.engagement)
    expect(page.locator(".iop-picture[data-drawn]")).to_have_count(6)
    page.get_by_label("Compare by").select_option("program")
    retention = page.locator(".iop-chart", has_text="Staying in treatment")
    expect(retention.locator(".iop-risk")).to_contain_text("Evening IOP")
    page.wait_for_url("**by=program**")
    page.reload()
    expect(page.get_by_label("Compare by")).to_have_value("program")


def _nasty_clinic(store: Store) -> None:
    now = datetime.now(UTC)
    with store.write() as w:
        w.add_programs([Program(id="p", name=NASTY)])
        w.add_clients([Client(id="c", name=NASTY)])
        w.add_groups([Group(id="g", name=NASTY, program="p")])
        w.add_memberships([Membership(group="g", client="c", joined_on=date(2020, 1, 1))])
        w.add_episodes([Episode(id="e", client="c", program="p", track=NASTY, admitted_on=date(2026, 1, 1))])
        w.add_sessions([GroupSession(id="s", group="g", starts_at=now, ends_at=now + timedelta(hours=3))])
        past = now - timedelta(days=1)
        ended = past + timedelta(hours=3)
        w.add_sessions([GroupSession(id="y", group="g", starts_at=past, ends_at=ended, status="held")])
        w.add_attendance([{"session_id": "y", "client_id": "c", "status": "absent", "reason": NASTY}])


def test_markup_in_names_is_shown_as_text(
    served: Callable[[Callable[[Store], None]], Clinic], new_page: NewPage
) -> None:
    clinic = served(_nasty_clinic)
    page = new_page()
    page.goto(clinic.run_group)
    expect(page.get_by_role("heading", name=NASTY)).to_be_visible()
    page.get_by_role("button", name="Start").first.click()
    expect(page.locator(".iop-who b").first).to_have_text(NASTY)
    assert page.evaluate("window.stolen") is None
    page.goto(f"{clinic.engagement}?by=track")
    expect(page.locator(".iop-picture[data-drawn]")).to_have_count(6)
    expect(page.locator(".iop-tag")).to_have_count(0)
    assert page.evaluate("window.stolen") is None
