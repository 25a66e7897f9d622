"""Sites in a browser: all beside each other for whoever sees several, and one alone for who has one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from iopkit.store.store import Store
from tests.browser.conftest import Clinic, Watch, _demonstration
from tests.browser.test_every_page import _overflow, _small

NewPage = Callable[..., Page]
AT_THE_HARBOR = "basalt-n"


def _one_at_the_harbor(store: Store) -> None:
    _demonstration(store)
    with store.write() as w:
        w.set_supervised(AT_THE_HARBOR, set())
        w.set_staff_sites(AT_THE_HARBOR, {"harbor"})


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_organisation_fits_and_leads_to_engagement_and_back(
    clinic: Clinic, new_page: NewPage, width: int
) -> None:
    page = new_page(width=width)
    page.goto(clinic.url)
    page.get_by_role("link", name="Organisation").click()
    expect(page.locator(".iop-picture[data-drawn]")).to_have_count(1)
    assert _overflow(page) <= 0
    assert _small(page) == []
    table = page.get_by_role("table", name="Sites")
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table.get_by_role("rowheader")).to_have_text(["Harbor", "Main Street", "All together"])
    page.get_by_role("link", name="Engagement").click()
    expect(page.locator(".iop-picture[data-drawn]")).to_have_count(6)
    expect(page.get_by_label("Compare by")).to_have_value("site")
    assert _overflow(page) <= 0
    page.locator("[data-key=site]").select_option("harbor")
    page.wait_for_url("**site=harbor**")
    expect(page.locator("[data-key=program] option")).to_have_text(["All programs", "Evening IOP"])
    page.get_by_role("link", name="Organisation").click()
    expect(table.get_by_role("row")).to_have_count(4)


def test_somebody_of_one_site_finds_nothing_of_the_other(
    served: Callable[[Callable[[Store], None]], Clinic], new_page: NewPage, watch: Watch
) -> None:
    watch.forgive("403 (Forbidden)")
    clinic = served(_one_at_the_harbor)
    page = new_page(staff=AT_THE_HARBOR)
    page.goto(clinic.url)
    expect(page.get_by_role("link", name="Engagement")).to_be_visible()
    expect(page.get_by_role("link", name="Organisation")).to_have_count(0)
    page.goto(clinic.organisation)
    expect(page.get_by_text("Your role does not open this page.")).to_be_visible()
    assert clinic.kernels() == []
    page.goto(f"{clinic.engagement}?program=Day+IOP")
    expect(page.get_by_role("alert")).to_contain_text("There is no such program or group.")
    expect(page.locator(".iop-picture[data-drawn]")).to_have_count(6)
    said = page.locator(".widget-box.iop-page").inner_text()
    assert "Evening" in said
    assert [one for one in ("Main Street", "Day IOP", "Virtual", "Morning") if one in said] == []
    page.goto(clinic.run_group)
    expect(page.get_by_role("heading", name="Run a group").first).to_be_visible()
    said = page.locator(".widget-box.iop-page").inner_text()
    assert [one for one in ("Virtual", "Morning") if one in said] == []
