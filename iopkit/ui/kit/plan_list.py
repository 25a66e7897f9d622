"""Session plans to choose from."""

import traitlets

from iopkit.ui.kit.piece import Piece


class PlanList(Piece):
    """A search, filters, and the plans that fit.

    ``filters`` are ``{"name", "label", "value", "options"}``; ``plans`` are ``{"id", "title", "line",
    "summary", "where", "excerpt", "status"}``. With an ``action`` each plan has a button of that name and
    can be dragged; without one, pressing the plan picks it. ``reader`` is the page on which a plan can be
    read, empty for none.
    Sends ``filter`` (name, value) and ``pick`` (plan).
    """

    drawn_by = "plan_list.js"
    look = "iop-shelf"

    heading = traitlets.Unicode("").tag(sync=True)
    filters = traitlets.List(traitlets.Dict()).tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    count = traitlets.Unicode("").tag(sync=True)
    plans = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)
    action = traitlets.Unicode("").tag(sync=True)
    reader = traitlets.Unicode("").tag(sync=True)
