"""The filters over a page of charts."""

import traitlets

from iopkit.ui.kit.piece import Piece, script


class Filters(Piece):
    """Selects and dates: ``filters`` are ``{"name", "label", "value", "options"}``, without options a date.

    Sends ``filter`` (name, value).
    """

    _esm = script("filters.js")

    filters = traitlets.List(traitlets.Dict()).tag(sync=True)
