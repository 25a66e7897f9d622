"""The spine of a session: its steps in order."""

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, h

_MARKS = {"done": "✓ ", "skipped": "– "}


class Spine(Piece):
    """Every step with its planned time and what became of it.

    ``steps`` are ``{"position", "title", "time", "line", "state"}`` with state done, skipped,
    now or ahead. While ``live``, a press sends ``go`` (position).
    """

    drawn_by = "spine.js"
    look = "iop-spine-box"

    steps = traitlets.List(traitlets.Dict()).tag(sync=True)
    live = traitlets.Bool(True).tag(sync=True)

    def still(self) -> Html:
        """The steps."""
        steps = [
            h(
                "li",
                {"class": f"is-{one['state']}", "aria-current": "step" if one["state"] == "now" else None},
                h(
                    "button",
                    {"type": "button", "disabled": True},
                    h("span", {"class": "num"}, one["time"]),
                    h(
                        "span",
                        None,
                        h("b", None, _MARKS.get(one["state"], ""), one["title"]),
                        h("small", {"class": "num"}, one["line"]),
                    ),
                ),
            )
            for one in self.steps
        ]
        return h("nav", {"aria-label": "Steps"}, h("ol", {"class": "iop-spine"}, steps))
