"""The few numbers on top of a dashboard."""

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, h


class Tiles(Piece):
    """Numbers that never stand without their n: ``tiles`` are ``{"title", "number", "line"}``."""

    drawn_by = "figures.js"
    look = "iop-figures"

    tiles = traitlets.List(traitlets.Dict()).tag(sync=True)

    def still(self) -> Html:
        """The numbers."""
        tiles = [
            h(
                "div",
                {"class": "iop-card iop-tile"},
                h("h2", None, one["title"]),
                h("b", {"class": "num"}, one["number"]),
                h("p", {"class": "num"}, one["line"]),
            )
            for one in self.tiles
        ]
        return h("section", {"class": "iop-tiles", "aria-label": "In short"}, tiles)
