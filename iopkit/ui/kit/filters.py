"""The filters over a page of charts."""

from typing import Any

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, h, select


class Filters(Piece):
    """Selects and dates: ``filters`` are ``{"name", "label", "value", "options"}``, without options a date.

    Sends ``filter`` (name, value).
    """

    drawn_by = "filters.js"
    look = "iop-filters"

    filters = traitlets.List(traitlets.Dict()).tag(sync=True)

    def still(self) -> Html:
        """The filters with what is chosen in each."""
        fields = [h("label", {"class": "iop-field"}, one["label"], _control(one)) for one in self.filters]
        return h(
            "div",
            {"class": "iop-row", "role": "group", "aria-label": "What is shown"},
            fields,
            h("span", {"class": "iop-working", "role": "status"}, "Working…"),
        )


def _control(one: dict[str, Any]) -> Html:
    if one["options"]:
        return select(one["options"], one["value"])
    return h("input", {"type": "date", "value": one["value"], "disabled": True})
