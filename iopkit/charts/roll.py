"""Who came, client by client and session by session."""

from typing import Any

import pandas as pd

from iopkit.charts.absences import CELLS, absences_said, roll_table
from iopkit.charts.chart import Chart
from iopkit.charts.drawing import Drawing, Words
from iopkit.charts.look import new_drawing, nothing_to_show
from iopkit.charts.words import counted, day, length, shown
from iopkit.metrics.attendance import MARKED
from iopkit.metrics.grid import session_grid

KEY, TITLE = "who-came", "Who came, session by session"
DEFINITION = (
    "Each row is a client and each column a group session that was not cancelled and has been marked. An "
    "empty place means that the client was not expected. Expected visits are those marked; came is present, "
    "late or left early."
)


_CODES = {status: code for code, status in enumerate(CELLS)}
#: Heights in pixels: a client's row, the days under the grid, the legend over it.
_ROW, _TICKS, _LEGEND = 26, 112, 48
_LONGEST_NAME = 14


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
    return Chart(KEY, TITLE, absences_said(grid), DEFINITION, n, _drawn(grid), roll_table(grid))


def _drawn(grid: pd.DataFrame) -> Drawing:
    height = _ROW * len(grid) + _TICKS + _LEGEND
    drawing = new_drawing(height, bottom=_TICKS).add(_cells(grid))
    names = [shown(name, _LONGEST_NAME) for name in grid.index.get_level_values("client_name")]
    starts = grid.columns.get_level_values("starts_at")
    days = [day(start, weekday=True) for start in starts]
    drawing.arrange(
        xaxis={
            **_categories(days),
            "range": [-0.5, len(days) - 0.5],
            "showline": False,
            "tickangle": -90,
            "title": {"text": "Group session"},
        },
        yaxis={**_categories(names), "range": [len(names) - 0.5, -0.5], "showgrid": False},
    )
    left = 16 + round(7.2 * max(length(name) for name in names))
    drawing.write(**_legend(grid), xshift=4 - left)
    return drawing.arrange(margin={"l": left, "t": _LEGEND})


def _categories(names: list[str]) -> dict[str, Any]:
    return {"tickvals": list(range(len(names))), "ticktext": names, "ticks": ""}


def _legend(grid: pd.DataFrame) -> dict[str, Any]:
    """One line or two of what the letters and colours mean, of those statuses that are there."""
    cells = [cell for status, cell in CELLS.items() if (grid == status).to_numpy().any()]
    keys = [f'<span style="color:{c.colour}">■</span> {f"{c.letter} {c.word}".strip()}' for c in cells]
    lines = ["   ".join(keys[start : start + 3]) for start in range(0, len(keys), 3)]
    return {
        "text": "<br>".join(lines),
        "x": 0,
        "y": 1,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 4,
        "align": "left",
        "showarrow": False,
        "font": {"size": 13},
    }


def _cells(grid: pd.DataFrame) -> Words:
    steps = [
        (edge / len(CELLS), cell.colour)
        for code, cell in enumerate(CELLS.values())
        for edge in (code, code + 1)
    ]
    return {
        "type": "heatmap",
        "z": [[_CODES.get(status) for status in row] for row in grid.to_numpy()],
        "text": [[CELLS[s].letter if s in CELLS else "" for s in row] for row in grid.to_numpy()],
        "hovertext": _hover(grid),
        "hoverinfo": "text",
        "hoverongaps": False,
        "texttemplate": "%{text}",
        "textfont": {"size": 14, "color": "#000000"},
        "colorscale": steps,
        "zmin": -0.5,
        "zmax": len(CELLS) - 0.5,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
    }


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
