"""A visit to a page in a real browser: when its words stand, when its charts are drawn, what it asked for."""

import base64
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from servers import ROOT

CHARTS = 6
#: Seconds after which a visit counts as one that does not finish; the slowest that did took a tenth of it.
PATIENCE = 60.0
#: High enough that every chart of every page is in view: what draws late because nobody looks is not let off.
VIEWPORT = {"width": 1400, "height": 4000}
_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    # What is asked of other machines fails at once, instead of after however long this network takes.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
#: Looks once a frame, into shadow roots too, for a heading, for charts that have something drawn in them, and
#: for those of them that plotly.js drew, which answer a pointer.
_WATCH = """(() => {
  if (window !== top) return;
  const never = { words: null, first: null, charts: null, answers: null };
  const seen = window.benchSeen = { ...never, drawn: 0, live: 0 };
  const roots = [document];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (given) {
    const root = attach.call(this, given);
    roots.push(root);
    return root;
  };
  const all = (what) => roots.flatMap((root) => [...root.querySelectorAll(what)]);
  const heading = (one) => one.textContent.includes("Attendance by week") && one.checkVisibility();
  const marks = ".main-svg :is(.scatterlayer, .barlayer, .heatmaplayer) :is(path, image)";
  const live = (one) => one.checkVisibility() && one.querySelector(marks);
  const still = (one) => one.checkVisibility() && one.querySelector(".iop-drawn :is(path, rect, circle)");
  const look = () => {
    const now = performance.now();
    if (seen.words === null && all("h1, h2, h3, h4").some(heading)) seen.words = now;
    const places = all(".js-plotly-plot, .iop-picture");
    seen.live = places.filter(live).length;
    seen.drawn = places.filter((one) => live(one) || still(one)).length;
    if (seen.drawn) seen.first ??= now;
    if (seen.drawn >= CHARTS) seen.charts ??= now;
    if (seen.live >= CHARTS) seen.answers = now;
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()""".replace("CHARTS", str(CHARTS))


class Unfinished(Exception):
    """A visit whose last chart was not seen."""


@dataclass(frozen=True)
class Visit:
    """Milliseconds from the navigation on: to the first words, the last chart, and the last that answers."""

    words: float
    charts: float
    answers: float


@dataclass
class Weight:
    """What a visit asked of the server, and what came; of a websocket, the messages unpacked."""

    requests: int = 0
    bytes: int = 0

    def follow(self, context: BrowserContext, page: Page) -> None:
        """Count from now on what this page asks for and does not find in its cache."""
        session = context.new_cdp_session(page)
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketCreated", lambda _: self._add(1, 0))
        session.on("Network.webSocketFrameReceived", self._told)
        session.send("Network.enable")

    def _loaded(self, event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:
            self._add(1, event["encodedDataLength"])

    def _told(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        data = frame["payloadData"]
        self._add(0, len(base64.b64decode(data)) if frame["opcode"] == 2 else len(data.encode()))

    def _add(self, requests: int, size: float) -> None:
        self.requests += requests
        self.bytes += int(size)


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium (IOPKIT_CHROMIUM), else the one that Playwright brought."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=os.environ.get("IOPKIT_CHROMIUM") or shutil.which("chromium"),
            args=[*_FLAGS, "--no-sandbox"] if root else _FLAGS,
        )
        yield started
        started.close()


@contextmanager
def newcomer(browser: Browser, cookies: list[Any]) -> Iterator[BrowserContext]:
    """Somebody whose browser has nothing of any page in its cache."""
    context = browser.new_context(viewport=VIEWPORT)
    context.add_init_script(_WATCH)
    if cookies:
        context.add_cookies(cookies)
    yield context
    context.close()


def visit(
    context: BrowserContext,
    address: str,
    weight: Weight | None = None,
    leaving: Callable[[Page], None] | None = None,
) -> Visit:
    """Open a page until its last chart answers, and close it again; ``leaving`` is called before that.

    Raises
    ------
    Unfinished
        The last chart did not come in time, or the browser gave the page up.
    """
    page = context.new_page()
    try:
        if weight is not None:
            weight.follow(context, page)
        page.goto(address, wait_until="commit", timeout=PATIENCE * 1000)
        seen = _wait_for_charts(page)
        return Visit(seen["words"], seen["charts"], seen["answers"])
    except BrowserError as error:
        raise Unfinished(str(error).splitlines()[0]) from error
    finally:
        with suppress(BrowserError):
            if leaving:
                leaving(page)
            page.close()


def _wait_for_charts(page: Page) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        seen: dict[str, Any] = page.evaluate("window.benchSeen") or {}
        if seen.get("answers"):
            return seen
        page.wait_for_timeout(50)
    file = ROOT / "build" / "bench" / "missing.png"
    with suppress(BrowserError):
        page.screenshot(path=file)
    raise Unfinished(f"{seen.get('live', 0)} of {CHARTS} charts after {PATIENCE:.0f} s; see {file}")
