"""Choosing the group session to run."""

from typing import Any

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, button, h, select, together


class SessionPicker(Piece):
    """Today's group sessions, and a way to start one that is not on the calendar.

    Sends ``start`` (session, plan), ``open`` (session), ``start_unscheduled`` (group, plan)
    and ``facilitator`` (staff). ``staff`` is empty where somebody has signed in.
    """

    drawn_by = "picker.js"
    look = "iop-picker"

    heading = traitlets.Unicode("Today").tag(sync=True)
    empty = traitlets.Unicode("No group meets today.").tag(sync=True)
    today = traitlets.List(traitlets.Dict()).tag(sync=True)
    groups = traitlets.List(traitlets.Dict()).tag(sync=True)
    plans = traitlets.List(traitlets.Dict()).tag(sync=True)
    staff = traitlets.List(traitlets.Dict()).tag(sync=True)
    facilitator = traitlets.Unicode("").tag(sync=True)

    def still(self) -> Html:
        """Today's groups."""
        groups = h("ul", {"class": "iop-plain iop-today-list"}, [self._group(one) for one in self.today])
        none = h("p", {"class": "iop-card iop-empty"}, self.empty)
        head = h("div", {"class": "iop-row iop-picker-head"}, h("h2", None, self.heading), self._who())
        return together([head, groups if self.today else none, self._unscheduled()])

    def _who(self) -> Html | None:
        people = [("", "not said"), *((one["id"], one["name"]) for one in self.staff)]
        return (
            h("label", {"class": "iop-field"}, "I am", select(people, self.facilitator))
            if self.staff
            else None
        )

    def _plan(self, chosen: str) -> Html:
        plans = [(one["id"], one["label"]) for one in self.plans if one["id"] == chosen]
        return h("label", {"class": "iop-field"}, "Plan", select(plans, chosen))

    def _group(self, one: dict[str, Any]) -> Html:
        what = h(
            "div",
            {"class": "iop-today-what"},
            h("span", {"class": "iop-time num"}, one["time"]),
            h("h3", None, one["name"]),
            h("p", {"class": "iop-sub"}, one["line"]),
        )
        plan = one["plan"] or (self.plans[0]["id"] if self.plans else "")
        cancelled = h("span", {"class": "iop-sub"}, "Cancelled")
        press = button(one["button"], "iop-btn is-main" if one["main"] else "iop-btn")
        return h(
            "li",
            {"class": "iop-card iop-today"},
            what,
            self._plan(plan) if one["state"] == "scheduled" else None,
            cancelled if one["state"] == "cancelled" else press,
        )

    def _unscheduled(self) -> Html | None:
        if not (self.groups and self.plans):
            return None
        return h("details", {"class": "iop-card"}, h("summary", None, "Start a group that is not listed"))
