"""The engagement page in Dash.

As its documentation on performance and deployment has it: served by gunicorn without debugging, packed by
flask-compress, its scripts served from here, results memoized by flask-caching. The first choice's figures
come with the layout, so that the page needs no callback before it is drawn.
"""

from typing import Any

import clinic
from dash import Dash, Input, Output, callback, dcc, html
from flask_caching import Cache

app = Dash(__name__, title="Engagement", compress=True, serve_locally=True)
server = app.server
cache = Cache(server, config={"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": 3600})
FRAMES = {name: clinic.read(name) for name in ("attendance", "episodes")}
PROGRAMS = clinic.programs(FRAMES["episodes"])


@cache.memoize()
def _looked(program: str, by: str) -> clinic.Looked:
    return clinic.look(**FRAMES, program=program, by=by)


def _charts(looked: clinic.Looked) -> list[Any]:
    config = {"displayModeBar": False}
    return [
        html.Div(
            [html.H2(title), html.P(looked.sentences[title]), dcc.Graph(figure=figure, config=config)],
            style={"width": "49%"},
        )
        for title, figure in looked.figures.items()
    ]


def _table(looked: clinic.Looked) -> list[Any]:
    rows = looked.to_call.astype(str).to_numpy().tolist()
    return [
        html.Thead(html.Tr([html.Th(name) for name in looked.to_call])),
        html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in rows]),
    ]


def _layout() -> Any:
    first = _looked(clinic.EVERY_PROGRAM, "nothing")
    return html.Main(
        [
            html.H1("Engagement"),
            dcc.Dropdown(PROGRAMS, clinic.EVERY_PROGRAM, id="program", clearable=False),
            dcc.Dropdown([*clinic.BY], "nothing", id="by", clearable=False),
            html.Div(_charts(first), id="charts", style={"display": "flex", "flexWrap": "wrap"}),
            html.H2(clinic.CALL_TODAY),
            html.Table(_table(first), id="calls"),
        ]
    )


app.layout = _layout


@callback(
    Output("charts", "children"),
    Output("calls", "children"),
    Input("program", "value"),
    Input("by", "value"),
    prevent_initial_call=True,
)
def _filtered(program: str, by: str) -> tuple[list[Any], list[Any]]:
    looked = _looked(program, by)
    return _charts(looked), _table(looked)
