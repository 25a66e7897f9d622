"""Session plans to choose from."""

from typing import Any

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, button, h, select, together

_SUCH_AS = "sleep, grief, naloxone"


class PlanList(Piece):
    """A search, filters, and the plans that fit.

    ``filters`` are ``{"name", "label", "value", "options"}``; ``plans`` are ``{"id", "title", "line",
    "summary", "where", "excerpt", "status"}``. With an ``action`` each plan has a button of that name and
    can be dragged; without one, pressing the plan picks it. ``reader`` is the page on which a plan can be
    read, empty for none.
    Sends ``filter`` (name, value) and ``pick`` (plan).
    """

    drawn_by = "plan_list.js"
    look = "iop-shelf"

    heading = traitlets.Unicode("").tag(sync=True)
    filters = traitlets.List(traitlets.Dict()).tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    count = traitlets.Unicode("").tag(sync=True)
    plans = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)
    action = traitlets.Unicode("").tag(sync=True)
    reader = traitlets.Unicode("").tag(sync=True)

    def still(self) -> Html:
        """The search, the filters and the plans that fit."""
        search = h("input", {"type": "search", "value": self.text, "placeholder": _SUCH_AS, "disabled": True})
        fields = [
            h("label", {"class": "iop-field"}, one["label"], select(one["options"], one["value"]))
            for one in self.filters
        ]
        return together(
            [
                self.heading and h("h2", None, self.heading),
                h("label", {"class": "iop-field"}, "Search", search),
                h("div", {"class": "iop-pairs"}, fields),
                h("p", {"class": "iop-sub num"}, self.count),
                h("ul", {"class": "iop-plans iop-plain"}, [self._entry(one) for one in self.plans]),
            ]
        )

    def _entry(self, plan: dict[str, Any]) -> Html:
        on = {"class": "is-on" if plan["id"] == self.chosen and not self.action else None}
        if not self.action:
            inside = h("button", {"type": "button", "class": "iop-plan", "disabled": True}, _about(plan))
            return h("li", on, inside)
        row = h("div", {"class": "iop-row"}, button(self.action), self.reader and _reading())
        return h("li", on, h("div", {"class": "iop-plan"}, _about(plan)), row)


def _about(plan: dict[str, Any]) -> list[Any]:
    where = f"{plan['where']}: " if plan.get("where") else ""
    excerpt = plan.get("excerpt") and h("small", None, where, h("q", None, plan["excerpt"]))
    summary = plan.get("summary") and h("small", {"class": "iop-summary-line"}, plan["summary"])
    return [
        h("b", None, plan["title"]),
        plan.get("status") and h("span", {"class": "iop-tag"}, plan["status"]),
        h("small", {"class": "num"}, plan["line"]),
        excerpt or summary,
    ]


def _reading() -> Html:
    return h("span", {"class": "iop-btn is-quiet"}, "Read it")
