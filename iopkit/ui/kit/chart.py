"""A chart on the page."""

from pathlib import Path
from typing import Any

import pandas as pd
import traitlets

from iopkit.charts.chart import Chart
from iopkit.charts.drawing import Drawing
from iopkit.ui.kit.picture import picture_of
from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, h, table

#: plotly.js with the kinds of traces that charts here are made of; ``scripts/frontend`` puts it there.
PLOTLY = Path(__file__).parent / "plotly" / "plotly-cartesian.min.js"

Trace = dict[str, Any]


class ChartCard(Piece):
    """A chart with its one-sentence summary, its definition, its n, and its table.

    A figure is told once, as ``traces`` by their place and ``arrangement``, plotly's layout. When another one
    takes its place only what differs is sent: the layout if it is another, and in ``patch`` the changed
    parts of each trace, None for what is there no more.

    In JupyterLab plotly.js is sent once a page, over the page's own connection, so that nothing is fetched
    from elsewhere.
    """

    drawn_by = "chart.js"
    look = "iop-chart"

    title = traitlets.Unicode("").tag(sync=True)
    summary = traitlets.Unicode("").tag(sync=True)
    definition = traitlets.Unicode("").tag(sync=True)
    n = traitlets.Unicode("").tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
    beneath = traitlets.Dict().tag(sync=True)
    arrangement = traitlets.Dict().tag(sync=True)
    patch = traitlets.Dict().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self._traces: dict[str, Trace] = {}
        super().__init__(**traits)
        self.on_press(self._send_plotly)

    def show(self, chart: Chart) -> None:
        """Show a chart in place of the one before; only what differs is sent."""
        traces = {str(at): trace for at, trace in enumerate(chart.drawing.traces)}
        with self.hold_sync():
            self.title, self.summary, self.definition = chart.title, chart.summary, chart.definition
            self.n, self.table = chart.n, _texts(chart.table)
            self.beneath = _texts(chart.beneath if chart.beneath is not None else pd.DataFrame())
            self.arrangement = chart.drawing.layout
            self.patch = _differences(self._traces, traces)
            self._traces = traces

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """What the page is told; all traces when it is told everything."""
        state: dict[str, Any] = super().get_state(key, drop_defaults)
        return state if key is not None else state | {"traces": self._traces, "patch": {}}

    def still(self) -> Html:
        """The chart's words, its picture and its tables."""
        height = self.arrangement.get("height", 320)
        drawn = (
            picture_of(Drawing(list(self._traces.values()), self.arrangement)) if self.arrangement else None
        )
        return h(
            "figure",
            {"class": "iop-card"},
            h("figcaption", None, h("h2", None, self.title), h("p", None, self.summary)),
            h(
                "div",
                {"class": "iop-picture", "data-of": self.model_id, "style": f"min-height: {height}px"},
                drawn,
            ),
            table(self.beneath, "iop-table iop-risk num", None),
            h(
                "details",
                None,
                h("summary", None, "How this is counted, and the table"),
                h("p", None, self.definition),
                h("p", {"class": "iop-sub"}, f"n: {self.n}"),
                table(self.table),
            ),
        )

    def _send_plotly(self, message: dict[str, Any]) -> None:
        if message.get("verb") == "plotly":
            self.send({"verb": "plotly"}, buffers=[PLOTLY.read_bytes()])


def _differences(before: dict[str, Trace], after: dict[str, Trace]) -> dict[str, Trace | None]:
    """What of each trace is another now; None for traces, and for parts of them, that are no more.

    >>> _differences({"0": {"name": "A", "x": [1]}, "1": {}}, {"0": {"name": "B", "x": [1]}})
    {'0': {'name': 'B'}, '1': None}
    """
    gone = {place: None for place in before if place not in after}
    changed = {place: _difference(before.get(place, {}), trace) for place, trace in after.items()}
    return {place: part for place, part in changed.items() if part} | gone


def _difference(before: Trace, after: Trace) -> Trace:
    gone = {name: None for name in before if name not in after}
    return {name: part for name, part in after.items() if name not in before or before[name] != part} | gone


def _texts(table: pd.DataFrame) -> dict[str, Any]:
    return {
        "columns": [str(name) for name in table.columns],
        "rows": [["" if pd.isna(cell) else str(cell) for cell in row] for row in table.to_numpy().tolist()],
    }
