"""The people to call."""

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, h


class CallList(Piece):
    """Clients to call and why: ``people`` are ``{"name", "line", "why"}``."""

    drawn_by = "call_list.js"
    look = "iop-call"

    title = traitlets.Unicode("").tag(sync=True)
    definition = traitlets.Unicode("").tag(sync=True)
    empty = traitlets.Unicode("").tag(sync=True)
    people = traitlets.List(traitlets.Dict()).tag(sync=True)

    def still(self) -> Html:
        """The people to call."""
        people = [
            h(
                "li",
                None,
                h("span", None, h("b", None, one["name"]), h("small", None, one["line"])),
                h("span", {"class": "iop-why"}, one["why"]),
            )
            for one in self.people
        ]
        listed = h("ul", {"class": "iop-plain iop-list"}, people)
        return h(
            "section",
            {"class": "iop-card"},
            h("h2", None, self.title),
            h("p", {"class": "iop-sub"}, self.definition),
            listed if people else h("p", {"class": "iop-empty"}, self.empty),
        )
