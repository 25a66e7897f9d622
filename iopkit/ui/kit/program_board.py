"""The weeks of a program."""

from typing import Any

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, button, h, together


class ProgramBoard(Piece):
    """Weeks and days with the session plans on them, and by how many minutes a day is short.

    ``weeks`` are ``{"week", "hours", "says", "days"}``, days ``{"day", "minutes", "short_by", "plans"}``,
    plans ``{"id", "title", "line"}``; ``target`` is the week and day that the next plan goes to. Sends
    ``aim`` (week, day), ``put`` (plan, week, day), ``take`` (week, day, position), ``move`` (week, day,
    position, to_week, to_day), ``more_days``, ``more_weeks``, ``rename`` (title) and ``remove``.
    """

    drawn_by = "program_board.js"
    look = "iop-board"

    title = traitlets.Unicode("").tag(sync=True)
    target = traitlets.List(traitlets.Int()).tag(sync=True)
    weeks = traitlets.List(traitlets.Dict()).tag(sync=True)

    def still(self) -> Html:
        """The weeks with what is on their days."""
        title = h("input", {"type": "text", "value": self.title, "disabled": True})
        head = h(
            "div",
            {"class": "iop-board-head"},
            h("label", {"class": "iop-field"}, "Title", title),
            h("div", {"class": "iop-row"}, button("One more day a week"), button("Remove program")),
        )
        return together([head, [self._week(one) for one in self.weeks]])

    def _week(self, week: dict[str, Any]) -> Html:
        says = [h("span", {"class": "tone-warn num"}, one) for one in week["says"]]
        number = h("h3", None, f"Week {week['week']}")
        days = [_day(one, self.target == [week["week"], one["day"]]) for one in week["days"]]
        return h(
            "section",
            {"class": "iop-week"},
            h("header", None, number, h("span", {"class": "num"}, week["hours"]), says),
            h("div", {"class": "iop-week-days", "style": f"--days: {len(days)}"}, days),
        )


def _day(day: dict[str, Any], aimed: bool) -> Html:
    plans = [h("li", None, _placed(one)) for one in day["plans"]]
    short = bool(plans and day["short_by"])
    look = f"iop-day{' is-aimed' if aimed else ''}{' is-short' if short else ''}"
    head = [
        h("b", None, f"Day {day['day']}"),
        plans and h("span", None, f"{day['minutes']} min"),
        short and h("span", {"class": "tone-warn"}, f"{day['short_by']} short"),
    ]
    next_plan = h("p", {"class": "iop-aim"}, "The next plan goes here")
    return h(
        "section",
        {"class": look},
        h("p", {"class": "iop-day-head num"}, head),
        plans and h("ul", {"class": "iop-plain"}, plans),
        next_plan if aimed else button("+ Put plans here", "iop-add"),
    )


def _placed(plan: dict[str, Any]) -> Html:
    line = h("small", {"class": "num"}, plan["line"])
    return h("span", {"class": "iop-placed"}, h("span", None, plan["title"]), line)
