"""The spine of a session: its steps in order."""

import traitlets

from iopkit.ui.kit.piece import Piece, script


class Spine(Piece):
    """Every step with its planned time and what became of it.

    ``steps`` are ``{"position", "title", "time", "line", "state"}`` with state done, skipped,
    now or ahead. While ``live``, a press sends ``go`` (position).
    """

    _esm = script("spine.js")

    steps = traitlets.List(traitlets.Dict()).tag(sync=True)
    live = traitlets.Bool(True).tag(sync=True)
