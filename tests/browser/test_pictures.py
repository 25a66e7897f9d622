"""The picture of a chart that comes with the page: it needs no script, and lies where plotly draws."""

import math
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Clinic, Watch, without_script

NewPage = Callable[..., Page]
#: The middles of what is drawn, in pixels from the picture's corner, by what it is.
_STILL = {"text": ".iop-drawn text", "bars": "rect:not(.cell)", "dots": "circle, svg[x] > path"}
_LIVE = {"text": "text", "bars": ".barlayer .point path", "dots": ".scatterlayer .point"}
_MIDDLES = """(pictures, kinds) => pictures.map((picture) => {
  const from = picture.getBoundingClientRect();
  const middle = (one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    const said = one.tagName === "text" ? one.textContent : "";
    return [said, x + width / 2 - from.x, y + height / 2 - from.y];
  };
  const size = ({ width, height }) => width * height;
  const ours = (one) => size(one.getBoundingClientRect()) > 0.5 && !one.closest(".legend, .iop-legend");
  const drawn = (what) => [...picture.querySelectorAll(what)].filter(ours);
  return Object.fromEntries(Object.entries(kinds).map(([kind, what]) => [kind, drawn(what).map(middle)]));
})"""


def _middles(page: Page, kinds: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.locator(".iop-picture").evaluate_all(_MIDDLES, kinds)
    return found


def _farthest(some: list[Any], others: list[Any]) -> float:
    """How far a thing is at most from the nearest that says the same."""
    assert sorted(one[0] for one in some) == sorted(one[0] for one in others)
    return max((min(_apart(one, other) for other in others) for one in some), default=0.0)


def _apart(one: list[Any], other: list[Any]) -> float:
    return math.dist(one[1:], other[1:]) if one[0] == other[0] else math.inf


def test_plotly_draws_where_the_picture_was(clinic: Clinic, new_page: NewPage, browser: Browser) -> None:
    for width, by in ((1280, ""), (390, ""), (1280, "?by=program"), (1920, "?by=quarter")):
        page = new_page(width=width)
        page.goto(clinic.engagement + by)
        expect(page.locator(".iop-picture[data-drawn]")).to_have_count(6)
        expect(page.locator(".iop-drawn")).to_have_count(0)
        still = without_script(browser, clinic, clinic.engagement + by, width)
        before, after = _middles(still, _STILL), _middles(page, _LIVE)
        far = [
            {kind: _farthest(was[kind], now[kind]) for kind in _LIVE}
            for was, now in zip(before, after, strict=True)
        ]
        print(f"{width} pixels{by}: {max(one['text'] for one in far):.1f} pixels at most between texts")
        assert len(far) == 6
        assert max(one["text"] for one in far) <= 3
        assert max(max(one["bars"], one["dots"]) for one in far) <= 1
        assert sum(len(was["dots"]) for was in before) > 50
        assert sum(len(was["bars"]) for was in before) > 5
        still.context.close()


def test_charts_are_there_while_plotly_is_not(clinic: Clinic, new_page: NewPage, watch: Watch) -> None:
    watch.forgive("ERR_FAILED")
    page = new_page()
    page.route("**/iopkit/static/plotly.*.js", lambda route: route.abort())
    page.goto(clinic.engagement)
    expect(page.locator("main:not([aria-busy])")).to_be_visible()
    expect(page.locator(".iop-drawn")).to_have_count(6)
    page.locator(".iop-picture").first.hover()
    expect(page.locator(".iop-drawn")).to_have_count(6)
    # Other numbers: what was drawn is no longer true, so the table takes its place.
    page.get_by_label("Compare by").select_option("program")
    first = page.locator(".iop-chart").first
    expect(first).to_contain_text("The picture could not be drawn. Its table is below.")
    expect(first.get_by_role("table").first).to_be_visible()
    # When plotly.js can be had again, pointing at a chart is enough.
    page.unroute("**/iopkit/static/plotly.*.js")
    page.mouse.move(0, 0)
    first.locator(".iop-picture").hover()
    expect(first.locator(".iop-picture[data-drawn]")).to_be_visible()
    expect(first).not_to_contain_text("could not be drawn")


def test_a_chart_that_is_pointed_at_answers_before_its_turn(clinic: Clinic, new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script("window.requestIdleCallback = () => 0")
    page.goto(clinic.engagement)
    expect(page.locator("main:not([aria-busy])")).to_be_visible()
    expect(page.locator(".iop-drawn")).to_have_count(6)
    page.locator(".iop-picture").first.hover()
    expect(page.locator(".iop-picture[data-drawn]")).to_have_count(1)
    expect(page.locator(".iop-drawn")).to_have_count(5)
