"""A table of numbers, each with its n."""

from typing import Any

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, h


class NumberTable(Piece):
    """A row for each thing that is compared; on a phone, a card for each.

    ``first`` names what the rows are, ``columns`` their numbers. ``rows`` are
    ``{"name", "cells": [{"text", "line"}], "total"}``, a cell for each column; the total stands apart.
    """

    drawn_by = "table.js"
    look = "iop-numbers"

    title = traitlets.Unicode("").tag(sync=True)
    definition = traitlets.Unicode("").tag(sync=True)
    first = traitlets.Unicode("").tag(sync=True)
    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)

    def still(self) -> Html:
        """The table."""
        names = [self.first, *self.columns]
        head = [h("th", {"role": "columnheader", "scope": "col"}, one) for one in names]
        table = h(
            "table",
            {"role": "table", "class": "iop-table", "aria-label": self.title},
            h("thead", {"role": "rowgroup"}, h("tr", {"role": "row"}, head)),
            h("tbody", {"role": "rowgroup"}, [self._row(one) for one in self.rows]),
        )
        how = h("summary", None, "How this is counted"), h("p", {"class": "iop-sub"}, self.definition)
        return h("section", {"class": "iop-card"}, h("h2", None, self.title), table, h("details", None, *how))

    def _row(self, row: dict[str, Any]) -> Html:
        cells = [
            h(
                "td",
                {"role": "cell", "class": "num"},
                h("span", {"class": "iop-column", "aria-hidden": "true"}, column),
                h("b", None, one["text"]),
                one.get("line") and h("small", None, one["line"]),
            )
            for column, one in zip(self.columns, row["cells"], strict=True)
        ]
        look = "is-total" if row.get("total") else ""
        return h(
            "tr",
            {"role": "row", "class": look},
            h("th", {"role": "rowheader", "scope": "row"}, row["name"]),
            cells,
        )
