"""Who came, client by client and session by session."""

import pandas as pd
import plotly.graph_objects as go

from iopkit.charts.absences import CELLS, Cell, absences_said, roll_table
from iopkit.charts.chart import Chart
from iopkit.charts.look import dress, legend_above, nothing_to_show
from iopkit.charts.words import counted, day, shown
from iopkit.metrics.attendance import MARKED
from iopkit.metrics.grid import session_grid

KEY, TITLE = "who-came", "Who came, session by session"
DEFINITION = (
    "Each row is a client and each column a group session that was not cancelled and has been marked. An "
    "empty place means that the client was not expected. Expected visits are those marked; came is present, "
    "late or left early."
)


_CODES = {status: code for code, status in enumerate(CELLS)}
_ROW, _TICKS, _LEGEND = 26, 84, 52


def who_came_chart(attendance: pd.DataFrame, last: int = 12) -> Chart:
    """The roll of the latest sessions as a grid of letters on colours.

    Parameters
    ----------
    attendance
        What ``session_grid`` takes.
    last
        How many sessions; twelve can still be read on a phone.
    """
    grid = session_grid(attendance, last)
    if grid.empty:
        summary = "Nothing to show yet: no session has been marked."
        return Chart(
            KEY, TITLE, summary, DEFINITION, "0 expected visits", nothing_to_show(), roll_table(grid)
        )
    clients, sessions = grid.shape
    n = f"{counted(clients, 'client')}, {counted(sessions, 'session')}, "
    n += counted(int(grid.isin(MARKED).to_numpy().sum()), "expected visit")
    return Chart(KEY, TITLE, absences_said(grid), DEFINITION, n, _figure(grid), roll_table(grid))


def _figure(grid: pd.DataFrame) -> go.Figure:
    names = [shown(name, 16) for name in grid.index.get_level_values("client_name")]
    starts = grid.columns.get_level_values("starts_at")
    figure = dress(go.Figure(_cells(grid)), _ROW * len(grid) + _TICKS + _LEGEND, bottom=_TICKS)
    for status in CELLS:
        if (grid == status).to_numpy().any():
            figure.add_trace(_legend_entry(CELLS[status]))
    figure.update_xaxes(
        tickvals=list(range(len(starts))),
        ticktext=[day(start, weekday=True) for start in starts],
        tickangle=-90,
        range=[-0.5, len(starts) - 0.5],
        showline=False,
        title={"text": "Group session"},
    )
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=names,
        range=[len(names) - 0.5, -0.5],
        showgrid=False,
        automargin=True,
    )
    return legend_above(figure).update_layout(margin_l=8, margin_t=8)


def _cells(grid: pd.DataFrame) -> go.Heatmap:
    steps = [
        (edge / len(CELLS), cell.colour)
        for code, cell in enumerate(CELLS.values())
        for edge in (code, code + 1)
    ]
    return go.Heatmap(
        z=[[_CODES.get(status) for status in row] for row in grid.to_numpy()],
        text=[[CELLS[s].letter if s in CELLS else "" for s in row] for row in grid.to_numpy()],
        hovertext=_hover(grid),
        hoverinfo="text",
        hoverongaps=False,
        texttemplate="%{text}",
        textfont={"size": 14, "color": "#000000"},
        colorscale=steps,
        zmin=-0.5,
        zmax=len(CELLS) - 0.5,
        showscale=False,
        xgap=3,
        ygap=3,
    )


def _hover(grid: pd.DataFrame) -> list[list[str]]:
    names = [shown(name) for name in grid.index.get_level_values("client_name")]
    met = grid.columns.to_frame(index=False).to_dict("records")
    sessions = [f"{day(row['starts_at'], weekday=True)}, {shown(row['group_name'])}" for row in met]
    return [
        [
            f"{name}: {CELLS[s].word}<br>{session}" if s in CELLS else ""
            for s, session in zip(row, sessions, strict=True)
        ]
        for name, row in zip(names, grid.to_numpy(), strict=True)
    ]


def _legend_entry(cell: Cell) -> go.Scatter:
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=f"{cell.letter} {cell.word}".strip(),
        marker={"symbol": "square", "size": 14, "color": cell.colour},
    )
