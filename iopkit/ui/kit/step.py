"""The step in hand, with its clock."""

import math
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
            [h("span", {"class": f"{look} num"}, text) for look, text in _clock_words(self.clock)],
        )
        return h(
            "section",
            {"class": "iop-card", "aria-label": "Step in hand"},
            clock,
            h("h2", {"id": "step-in-hand"}, self.step["title"]),
            step_body(self.step),
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


def step_body(step: dict[str, Any]) -> list[Any]:
    """What a step says, as ``step_body.js`` draws it."""
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


def _clock_words(clock: dict[str, Any]) -> list[tuple[str, str]]:
    """What the clock will say, so that its room is kept free; ``step.js`` says it anew four times a second.

    >>> now = {"now": 0, "offset": 60, "planned_end": 1_500_000, "length": 1_500_000, "paused": False}
    >>> _clock_words(now | {"deadline": 1_500_000})
    [('iop-left', '25:00'), ('iop-sub', 'left of 25 minutes · ends 1:25 · on time')]
    """
    if not clock.get("length"):
        return []
    rest = clock["left"] if clock["paused"] else clock["deadline"] - clock["now"]
    ends = clock["now"] + max(rest, 0)
    length = f"{clock['length'] / 60_000:g} minutes"
    minute = int(ends / 60_000 + clock["offset"])
    until = "paused" if clock["paused"] else f"ends {minute // 60 % 12 or 12}:{minute % 60:02}"
    behind = round((ends - clock["planned_end"]) / 60_000)
    pace = f"{abs(behind)} min {'behind' if behind > 0 else 'ahead'}" if behind else "on time"
    parts = [f"over its {length}", pace] if rest < 0 else [f"left of {length}", until, pace]
    return [("iop-left", _left(rest)), ("iop-sub", " · ".join(parts))]


def _left(rest: float) -> str:
    minutes, seconds = divmod(math.ceil(abs(rest) / 1000), 60)
    hours, rest_of_hour = divmod(minutes, 60)
    shown = f"{hours}:{rest_of_hour:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"+{shown}" if rest < 0 else shown
