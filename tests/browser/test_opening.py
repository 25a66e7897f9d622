"""A page stands before its script runs, says the same afterwards, and no press in between is lost."""

import gzip
import re
from collections.abc import Callable
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page, Route, expect

from iopkit.actions.demonstration import make_demonstration
from iopkit.store.store import Store
from tests.browser.conftest import Clinic, Watch, meets_today, without_script

NewPage = Callable[..., Page]
ENGAGEMENT_TEXT = ".iop-bar, .iop-tiles, .iop-call, .iop-chart figcaption, .iop-chart details, .iop-risk"
ROOM_TEXT = ".iop-bar, .iop-spine-box, .iop-roster-box, .iop-step h2, .iop-step .iop-foot, .iop-say, .iop-ask"


def _words(page: Page, where: str) -> list[str]:
    """The text of these parts, without what a person's press would open, nor the space between."""
    texts = page.locator(where).evaluate_all("(all) => all.map((one) => one.textContent)")
    return [re.sub(r"\s+", " ", text).strip() for text in texts]


def _places(page: Page, where: str) -> list[list[float]]:
    return page.locator(where).evaluate_all(
        """(all) => all.map((one) => one.getBoundingClientRect())
          .map(({ x, y, width, height }) => [x, y, width, height].map(Math.round))"""
    )


def test_what_stands_before_the_script_is_what_stands_after_it(
    served: Callable[[Callable[[Store], None]], Clinic], new_page: NewPage, browser: Browser
) -> None:
    clinic = served(_demonstration)
    page = new_page()
    page.goto(clinic.run_group)
    page.locator(".iop-today", has_text="Morning A").get_by_role("button", name="Start").click()
    expect(page.locator(".iop-roster > li")).not_to_have_count(0)
    room = page.url
    for address, where, cards in (
        (room, ROOM_TEXT, ".iop-roster > li, .iop-spine li, .iop-step .iop-say"),
        (clinic.engagement, ENGAGEMENT_TEXT, ".iop-tile, .iop-chart, .iop-call"),
    ):
        page.goto(address)
        expect(page.locator("main:not([aria-busy])")).to_be_visible()
        still = without_script(browser, clinic, address)
        assert _words(still, where) == _words(page, where)
        assert _places(still, cards) == _places(page, cards)
        assert still.locator(":is(button, select, input):not(:disabled)").count() == 0
        assert page.locator(":is(button, select, input):not(:disabled)").count() > 5
        still.context.close()


def test_a_press_before_the_connection_stands_is_stored_when_it_does(
    served: Callable[[Callable[[Store], None]], Clinic], new_page: NewPage
) -> None:
    clinic, page = served(_demonstration), new_page()
    page.goto(clinic.run_group)
    page.locator(".iop-today", has_text="Morning A").get_by_role("button", name="Start").click()
    expect(page.locator(".iop-step h2")).to_be_visible()
    # A socket that is still on its way: everything waits until it is open.
    page.add_init_script(
        """(() => {
          const Real = WebSocket;
          const held = (socket) => socket.url.includes("/channels") && !window.letThrough;
          window.WebSocket = class extends Real {
            get readyState() { return held(this) ? Real.CONNECTING : super.readyState; }
            set onopen(take) {
              const late = (event) => (held(this) ? setTimeout(() => late(event), 20) : take(event));
              super.onopen = late;
            }
          };
        })()"""
    )
    page.reload()
    here = page.locator(".iop-roster > li").first.get_by_role("button", name="Here", exact=True)
    here.click()
    expect(here).to_have_attribute("aria-busy", "true")
    expect(here).to_have_attribute("aria-pressed", "false")
    page.evaluate("() => { window.letThrough = true; }")
    expect(here).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".iop-saved")).to_contain_text("Saved")


def test_a_page_whose_script_never_came_says_so_and_opens_by_itself(
    clinic: Clinic, new_page: NewPage, watch: Watch
) -> None:
    watch.forgive("ERR_FAILED")
    page = new_page()
    tried: list[Route] = []

    def refuse_once(route: Route) -> None:
        tried.append(route)
        if len(tried) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/iopkit/static/page.*.js", refuse_once)
    page.goto(clinic.run_group)
    expect(page.get_by_role("button", name="Start").first).to_be_enabled(timeout=60_000)
    assert len(tried) == 2


def test_a_page_asks_for_few_files_and_they_come_packed_and_stay(clinic: Clinic, new_page: NewPage) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(clinic.engagement)
    expect(page.locator(".iop-picture[data-drawn]")).to_have_count(6)
    print(f"requests of a page with six charts: {len(asked)}")
    assert len(asked) < 10
    files = [one for one in asked if "/iopkit/static/" in one]
    assert len(files) == 3
    for address in files:
        plain = urlopen(address).read()
        packed = urlopen(Request(address, headers={"Accept-Encoding": "gzip"}))
        assert "immutable" in packed.headers["Cache-Control"]
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.read()) == plain


def test_pictures_out_of_sight_are_drawn_to_be_printed(clinic: Clinic, new_page: NewPage) -> None:
    page = new_page(width=600, height=400)
    page.add_init_script("window.requestIdleCallback = () => 0")
    page.goto(clinic.engagement)
    expect(page.get_by_role("heading", name="Attendance by week")).to_be_visible()
    expect(page.locator("main:not([aria-busy])")).to_be_visible()
    expect(page.locator(".iop-picture[data-drawn]")).to_have_count(0)
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".iop-picture[data-drawn]")).to_have_count(6)


def _demonstration(store: Store) -> None:
    make_demonstration(store)
    meets_today(store, "core-01-how-cravings-work")
