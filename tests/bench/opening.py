"""Where an opening's time goes: stretches of the engagement page, cold and warm, beside what is the least.

The browser tells when each stretch between the navigation and the last chart that answers was over. What the
kernel does between the page's head and its end comes from kernels that are forked by themselves
(``kernel_parts``); what is left of that stretch is the page on its way, and waiting for a processor that the
browser has.

The floors are of the same run: a page with nothing in it from the same server (``healthz``), a kernel that
is forked and answers, and the same charts in one plain file. Where iopkit's page took less for plotly.js
than the plain file, its own time is the floor. All are medians over the rounds, so stretches need not add up
to the whole.
"""

import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import drawing_floor
from compared_pages import ADDRESS, KINDS, OURS, Page, serving
from kernel_parts import ForkedKernels, forked_kernels
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab
from visits import Unfinished, browser, newcomer, visit

ROUNDS = 7
SEEN, WHOLE = "page open to last chart seen", "page open to last chart that answers"
_WATCH = """(() => {
  if (window !== top) return;
  const times = window.benchTimes = {};
  addEventListener("iopkit:stands", () => { times.stands = performance.now(); });
  const ran = ({ target }) => { if (/plotly/.test(target.src ?? "")) times.plotly ??= performance.now(); };
  document.addEventListener("load", ran, true);
})()"""
_TOLD = """(() => {
  const [page] = performance.getEntriesByType("navigation");
  const files = performance.getEntriesByType("resource");
  const there = (what) => files.find((one) => what.test(one.name))?.responseEnd;
  return {
    asked: page.requestStart, head: page.responseStart, end: page.responseEnd,
    fetched: there(/plotly[^/]*[.]js/),
    charts: window.benchSeen?.charts, live: window.benchSeen?.answers,
    ...window.benchTimes,
  };
})()"""

Times = dict[str, float]


@dataclass(frozen=True)
class Stretch:
    """One part of an opening, in the order of an opening; ``group`` is its colour in the picture."""

    name: str
    of: str
    group: str


STRETCHES = (
    Stretch("the browser asks", "asked", "let in, a kernel forked"),
    Stretch("gate and sign-in, a kernel forked, the first byte", "head", "let in, a kernel forked"),
    Stretch("the kernel answers", "answers", "let in, a kernel forked"),
    Stretch("the store read, the view recorded", "store", "store read"),
    Stretch("numbers counted", "numbers", "counted, figures, widgets"),
    Stretch("figures made", "figures", "counted, figures, widgets"),
    Stretch("widgets and pictures made", "page", "counted, figures, widgets"),
    Stretch("the page on its way, and the rest", "end", "sent, charts seen"),
    Stretch("words and charts seen", "charts", "sent, charts seen"),
    Stretch("the page's script there and run: it can be pressed", "stands", "scripts run"),
    Stretch("plotly.js there and evaluated", "plotly", "scripts run"),
    Stretch("the last chart drawn anew, and answers", "live", "charts drawn anew"),
)
#: Those that happen in the kernel, between ``head`` and ``end``.
_IN_KERNEL = ("answers", "store", "numbers", "figures", "page")


def run() -> list[dict[str, Any]]:
    """Visit the three pages and fork a kernel, in turn; a first round is not counted."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        ours, plain = stack.enter_context(serving([OURS, drawing_floor.NAME], Path(place)))
        store = f"sqlite:///{Path(place) / 'clinic.sqlite'}"
        kernels = stack.enter_context(forked_kernels(store, ADDRESS, Path(place)))
        chromium = stack.enter_context(browser())
        rounds = [_round(chromium, ours, plain, kernels, number) for number in range(ROUNDS + 1)]
        return _rows(rounds[1:])


@dataclass(frozen=True)
class Round:
    """What one round saw: openings and floors by kind of visit, and one kernel by itself."""

    ours: dict[str, Times]
    plain: dict[str, Times]
    empty: dict[str, Times]
    kernel: Times


def _round(chromium: Browser, ours: Page, plain: Page, kernels: ForkedKernels, number: int) -> Round:
    nothing = Page("an empty page", ours.server, "/healthz")
    seen = Round(
        _seen(chromium, ours), _seen(chromium, plain), _seen(chromium, nothing, charts=False), kernels.timed()
    )
    whole = ", ".join(f"{kind} {seen.ours[kind]['charts'] / 1000:.2f} s" for kind in KINDS)
    print(f"round {number} of {ROUNDS}: {whole}", flush=True)
    return seen


def _seen(chromium: Browser, page: Page, *, charts: bool = True, tries: int = 2) -> dict[str, Times]:
    """The times of a newcomer's two visits; somebody else comes once when one does not finish."""
    with newcomer(chromium, page.cookies) as context:
        context.add_init_script(_WATCH)
        try:
            return {kind: _told(context, page, charts) for kind in KINDS}
        except Unfinished as why:
            print(f"  {page.name}: not finished, {why}", flush=True)
            if tries == 1:
                raise
    return _seen(chromium, page, charts=charts, tries=tries - 1)


def _told(context: BrowserContext, page: Page, charts: bool) -> Times:
    page.server.rest(quiet=page.quiet)
    told: Times = {}

    def ask(tab: Tab) -> None:
        told.update({name: at for name, at in tab.evaluate(_TOLD).items() if at is not None})

    if charts:
        visit(context, page.server.url + page.path, leaving=ask)
    else:
        tab = context.new_page()
        tab.goto(page.server.url + page.path)
        ask(tab)
        tab.close()
    return told


def stretches(opening: Times, kernel: Times) -> Times:
    """Seconds of each stretch of one opening.

    What a browser tells out of order, such as charts that are seen after its script ran, takes no time.
    """
    found, at = {}, 0.0
    for name in ("asked", "head", "end", "charts", "stands", "plotly", "live"):
        later = max(at, opening.get(name, at))
        found[name], at = (later - at) / 1000, later
    inside = {name: kernel[name] for name in _IN_KERNEL}
    found["end"] = max(0.0, found["end"] - sum(inside.values()))
    return found | inside


def floors(plain: Times, empty: Times, kernel: Times) -> Times:
    """The least that a stretch can take, in seconds, of those that have such a floor."""
    seconds = {
        "asked": empty["asked"],
        "head": empty["head"] - empty["asked"],
        "plotly": plain["plotly"] - plain["fetched"],
        "live": max(0.0, plain["live"] - plain["plotly"]),
    }
    found = {name: value / 1000 for name, value in seconds.items()}
    return found | {"head": found["head"] + kernel["listens"], "answers": kernel["answers"]}


def _rows(rounds: list[Round]) -> list[dict[str, Any]]:
    taken = {kind: _medians([stretches(one.ours[kind], one.kernel) for one in rounds]) for kind in KINDS}
    least = {
        kind: _medians([floors(one.plain[kind], one.empty[kind], one.kernel) for one in rounds])
        for kind in KINDS
    }
    for kind in KINDS:
        least[kind]["plotly"] = min(least[kind]["plotly"], taken[kind]["plotly"])
        least[kind][WHOLE] = sum(least[kind].values())
        for whole, of in ((SEEN, "charts"), (WHOLE, "live")):
            taken[kind][whole] = statistics.median(one.ours[kind][of] / 1000 for one in rounds)
    wholes = [(name, name, "") for name in (SEEN, WHOLE)]
    parts = [*((one.name, one.of, one.group) for one in STRETCHES), *wholes]
    return [
        {
            "stretch": name,
            "group": group,
            **{kind: taken[kind][of] for kind in KINDS},
            **{f"floor_{kind}": least[kind].get(of) for kind in KINDS},
        }
        for name, of, group in parts
    ]


def _medians(rounds: list[Times]) -> Times:
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
