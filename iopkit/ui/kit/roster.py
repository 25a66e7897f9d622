"""The roster of a session."""

from typing import Any

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, choice, h

_SHORT = [["present", "Here", "ok"], ["late", "Late", "warn"], ["absent", "Out", "stop"]]


class Roster(Piece):
    """Who is here, with one press a person; times, check-in and participation behind the name.

    ``rows`` hold client, name, status, short (what the three buttons show), came, version,
    line, tone, arrived, left (HH:MM), minutes, counted, longest, mode, reason, mood, craving,
    used, check_in_version, level, level_version. Sends ``mark`` (client, status, version),
    ``change`` (client, field, value, version), ``check_in`` (client, moment, field, value,
    version), ``participation`` (client, level, version).
    """

    drawn_by = "roster.js"
    look = "iop-roster-box"

    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    count = traitlets.Unicode("").tag(sync=True)
    moment = traitlets.Unicode("start").tag(sync=True)
    anchors = traitlets.List(traitlets.Unicode()).tag(sync=True)
    statuses = traitlets.List(traitlets.List()).tag(sync=True)

    def still(self) -> Html:
        """Everybody with what is marked of them."""
        head = h(
            "div",
            {"class": "iop-roster-head"},
            h("h2", {"id": "who-is-here"}, "Who is here"),
            h("a", {"class": "iop-btn iop-jump", "href": "#step-in-hand"}, "Back to the step"),
            h("span", {"class": "num"}, self.count),
        )
        return h("section", {"class": "iop-card", "aria-label": "Who is here"}, head, self._people())

    def _people(self) -> list[Html]:
        if not self.rows:
            none = "This group has no members today. Add them with iopkit import, in members.csv."
            return [h("p", {"class": "iop-empty"}, none)]
        hint = "Press a name for times, check-in and participation."
        people = h("ul", {"class": "iop-plain iop-roster"}, [_person(one) for one in self.rows])
        return [people, h("p", {"class": "iop-hint"}, hint)]


def _person(row: dict[str, Any]) -> Html:
    line = h("small", {"class": f"num tone-{row['tone']}"}, row["line"])
    who = h(
        "button",
        {"type": "button", "class": "iop-who", "aria-expanded": "false", "disabled": True},
        h("b", None, row["name"]),
        line,
    )
    short = choice(f"Attendance of {row['name']}", _SHORT, row["short"])
    return h("li", None, h("div", {"class": "iop-person"}, who, short))
