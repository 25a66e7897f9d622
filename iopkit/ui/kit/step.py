"""The step in hand, with its clock."""

from typing import Any

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, button, h


class StepCard(Piece):
    """What to say, ask and watch for now, how long is left, and the next thing to press.

    ``step``: position, title, say, example, do (clean HTML), ask, watch (lists of clean HTML), sheet,
    first, last, next. ``clock``: deadline, left, length, planned_end, now (milliseconds),
    offset (minutes from UTC), paused. Sends ``next`` and ``back`` (at: the step that the
    person saw), ``more``, ``pause``, ``resume``, ``finish``, ``sheet`` (worksheet), and ``look``
    every 20 seconds, so that what somebody else stored is shown.
    """

    drawn_by = "step.js"
    look = "iop-step"

    step = traitlets.Dict().tag(sync=True)
    clock = traitlets.Dict().tag(sync=True)

    def still(self) -> Html:
        """The step with everything but its clock, which runs in the browser."""
        if not self.step.get("title"):
            return Html("")
        clock = h(
            "div",
            {"class": "iop-clock iop-unsaid", "aria-hidden": "true"},
            h("span", {"class": "iop-left num"}, "00:00"),
            h("span", {"class": "iop-sub num"}, "left of 00 minutes · ends 00:00 · on time"),
        )
        return h(
            "section",
            {"class": "iop-card", "aria-label": "Step in hand"},
            clock,
            h("h2", {"id": "step-in-hand"}, self.step["title"]),
            _body(self.step),
            _sheet(self.step["sheet"]),
            h("div", {"class": "iop-foot"}, self._foot()),
        )

    def _foot(self) -> list[Html]:
        step = self.step
        ahead = "Finish: close the session" if step["last"] else f"Next: {step['next']}"
        return [
            button("Back"),
            button("Go on" if self.clock.get("paused") else "Pause"),
            button("+5 min"),
            h("a", {"class": "iop-btn iop-jump", "href": "#who-is-here"}, "Roster"),
            button(ahead, "iop-btn is-main"),
        ]


def _body(step: dict[str, Any]) -> list[Any]:
    said, example, done = Html(step["say"] or ""), Html(step["example"] or ""), Html(step["do"] or "")
    return [
        said and h("div", {"class": "iop-say"}, said),
        example
        and h(
            "section",
            {"class": "iop-worked"},
            h("h3", None, "Example"),
            h("div", {"class": "iop-say"}, example),
        ),
        done and h("section", None, h("h3", None, "Do"), h("div", {"class": "iop-do"}, done)),
        _list("Ask", step["ask"], "iop-ask"),
        _list("Watch for", step["watch"], "iop-watch"),
    ]


def _list(title: str, entries: list[str], look: str) -> Html | None:
    items = [h("li", None, Html(one)) for one in entries]
    return h("section", None, h("h3", None, title), h("ul", {"class": look}, items)) if items else None


def _sheet(sheet: dict[str, Any] | None) -> Html | None:
    if not sheet:
        return None
    row = h("div", {"class": "iop-row"}, button(f"{sheet['title']} · {sheet['line']}"))
    return h("section", None, h("h3", None, "Worksheet"), row)
