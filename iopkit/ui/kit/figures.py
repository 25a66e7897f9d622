"""The few numbers on top of a dashboard."""

import traitlets

from iopkit.ui.kit.piece import Piece, script


class Tiles(Piece):
    """Numbers that never stand without their n: ``tiles`` are ``{"title", "number", "line"}``."""

    _esm = script("figures.js")

    tiles = traitlets.List(traitlets.Dict()).tag(sync=True)
