"""The end of a session."""

import traitlets

from iopkit.ui.kit.piece import Piece


class SessionSummary(Piece):
    """What a session came to, before its close (``open``) and after it.

    ``summary``: title, line, warnings, open, people, steps, sheets (rows of texts), text.
    Sends ``close``, ``stay`` and ``leave``.
    """

    drawn_by = "summary.js"
    look = "iop-summary"

    summary = traitlets.Dict().tag(sync=True)
