"""A session plan to read."""

import traitlets

from iopkit.ui.kit.piece import Piece


class PlanPaper(Piece):
    """A plan as its facilitator reads it, its worksheets as a client gets them, and what it rests on.

    What is typed into the worksheets stays in the browser and is gone with the page. Sends ``read_as``
    (mode) and ``print`` (part: session or worksheets); ``hand_over`` answers the latter.
    """

    drawn_by = "plan_paper.js"
    look = "iop-paper"

    plan = traitlets.Dict().tag(sync=True)
    mode = traitlets.Unicode("facilitator").tag(sync=True)
