"""A session plan to read."""

from typing import Any

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.step import step_body
from iopkit.ui.kit.still import Html, button, choice, h, together

_WAYS: list[list[Any]] = [
    ["facilitator", "As the facilitator"],
    ["client", "As a client"],
    ["about", "About it"],
]
_CHOOSE = "You can read it as its facilitator sees it, fill its worksheets as a client would, and print both."


class PlanPaper(Piece):
    """A plan as its facilitator reads it, its worksheets as a client gets them, and what it rests on.

    What is typed into the worksheets stays in the browser and is gone with the page. Sends ``read_as``
    (mode) and ``print`` (part: session or worksheets); ``hand_over`` answers the latter.
    """

    drawn_by = "plan_paper.js"
    look = "iop-paper"

    plan = traitlets.Dict().tag(sync=True)
    mode = traitlets.Unicode("facilitator").tag(sync=True)

    def still(self) -> Html:
        """The plan's head, and its steps where it is read as its facilitator does."""
        plan = self.plan
        if not plan.get("id"):
            return h(
                "div",
                {"class": "iop-card iop-empty"},
                h("h2", None, "Choose a session plan"),
                h("p", None, _CHOOSE),
            )
        row = [
            choice("Read it as", _WAYS, self.mode),
            button("Plan as PDF"),
            plan["sheets"] and button("Worksheets as PDF"),
        ]
        head = h(
            "header",
            {"class": "iop-paper-head"},
            h("p", {"class": "iop-sub num"}, plan["line"]),
            h("h2", None, plan["title"]),
            h("p", None, plan["summary"]),
            h("p", {"class": "iop-sub num"}, f"{plan['length']} · {plan['approach']}"),
            h("div", {"class": "iop-row"}, row),
        )
        body = _steps(plan) if self.mode == "facilitator" else None
        return together([head, h("div", {"class": "iop-paper-body"}, body)])


def _steps(plan: dict[str, Any]) -> list[Any]:
    order = [
        [
            h("span", {"class": "num"}, one["begins"]),
            h("span", None, one["title"]),
            h("small", {"class": "num"}, one["line"]),
        ]
        for one in plan["steps"]
    ]
    steps = [
        h(
            "section",
            {"class": "iop-card iop-page-step"},
            h("p", {"class": "iop-sub num"}, f"begins at {one['begins']} · {one['line']}"),
            h("h2", None, f"{at}. {one['title']}"),
            step_body(one),
            one["sheet"] and h("p", {"class": "iop-sub iop-uses"}, f"Worksheet: {one['sheet']}"),
        )
        for at, one in enumerate(plan["steps"], 1)
    ]
    introduction = plan["introduction"] and h("div", {"class": "iop-intro"}, Html(plan["introduction"]))
    return [
        introduction,
        h(
            "nav",
            None,
            h("ol", {"class": "iop-order iop-plain"}, [h("li", None, h("a", None, one)) for one in order]),
        ),
        steps,
    ]
