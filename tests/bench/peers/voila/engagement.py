"""The engagement page in ipywidgets, which plain Voila shows: one cell of each notebook here.

``live`` holds each chart as a ``FigureWidget``, which is what plotly's documentation gives for widgets.
``shown`` displays each in an output of its own, for JupyterLab's renderer; both are measured.
"""

from collections.abc import Callable

import clinic
import ipywidgets as widgets
import plotly.graph_objects as go
from IPython.display import display

FRAMES = {name: clinic.read(name) for name in ("attendance", "episodes")}


def live(figure: go.Figure) -> widgets.Widget:
    """A chart that is a widget."""
    return go.FigureWidget(figure)


def shown(figure: go.Figure) -> widgets.Widget:
    """A chart that is an output."""
    output = widgets.Output()
    with output:
        display(figure)
    return output


def page(draw: Callable[[go.Figure], widgets.Widget]) -> widgets.Widget:
    """Two filters, six charts and a table."""
    program = widgets.Dropdown(description="Program", options=clinic.programs(FRAMES["episodes"]))
    by = widgets.Dropdown(description="Compare by", options=[*clinic.BY])
    charts = widgets.Box(layout={"flex_flow": "row wrap"})
    calls = widgets.HTML()

    def redraw(_: object = None) -> None:
        looked = clinic.look(**FRAMES, program=program.value, by=by.value)
        charts.children = [
            widgets.VBox([_words(title, looked), draw(figure)], layout={"width": "49%"})
            for title, figure in looked.figures.items()
        ]
        calls.value = f"<h2>{clinic.CALL_TODAY}</h2>{looked.to_call.to_html(index=False)}"

    for one in (program, by):
        one.observe(redraw, "value")
    redraw()
    return widgets.VBox([widgets.HTML("<h1>Engagement</h1>"), widgets.HBox([program, by]), charts, calls])


def _words(title: str, looked: clinic.Looked) -> widgets.HTML:
    return widgets.HTML(f"<h2>{title}</h2><p>{looked.sentences[title]}</p>")
