"""A chart on the page."""

from typing import Any

import pandas as pd
import traitlets
from plotly.offline import get_plotlyjs

from iopkit.charts.chart import Chart
from iopkit.ui.kit.piece import Piece, script


class ChartCard(Piece):
    """A chart with its one-sentence summary, its definition, its n, and its table.

    plotly.js is sent once a page, over the page's own connection, so that the same
    notebook draws in Voila and in JupyterLab and nothing is fetched from elsewhere.
    """

    _esm = script("chart.js")

    title = traitlets.Unicode("").tag(sync=True)
    summary = traitlets.Unicode("").tag(sync=True)
    definition = traitlets.Unicode("").tag(sync=True)
    n = traitlets.Unicode("").tag(sync=True)
    figure = traitlets.Unicode("").tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
    beneath = traitlets.Dict().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.on_press(self._send_plotly)

    def show(self, chart: Chart) -> None:
        """Show a chart in place of the one before; only what differs is sent."""
        with self.hold_sync():
            self.title, self.summary, self.definition = chart.title, chart.summary, chart.definition
            self.n, self.table = chart.n, _texts(chart.table)
            self.beneath = _texts(chart.beneath if chart.beneath is not None else pd.DataFrame())
            self.figure = chart.figure.to_json()

    def _send_plotly(self, message: dict[str, Any]) -> None:
        if message.get("verb") == "plotly":
            self.send({"verb": "plotly"}, buffers=[get_plotlyjs().encode("utf-8")])


def _texts(table: pd.DataFrame) -> dict[str, Any]:
    return {
        "columns": [str(name) for name in table.columns],
        "rows": [["" if pd.isna(cell) else str(cell) for cell in row] for row in table.to_numpy().tolist()],
    }
