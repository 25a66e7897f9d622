"""Lines over weeks, and the axis under them."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from iopkit.charts.colours import Stroke
from iopkit.charts.drawing import Words, numbers
from iopkit.charts.words import day


def week_axis(weeks: pd.Series, most: int = 4) -> dict[str, Any]:
    """An axis of weeks with so many Mondays named: four fit on a phone, three beside names of lines."""
    mondays = sorted(set(weeks))
    places = np.unique(np.linspace(0, len(mondays) - 1, min(len(mondays), most)).round().astype(int))
    ticks = [mondays[place] for place in places]
    first = [place == 0 or ticks[place - 1].year != tick.year for place, tick in enumerate(ticks)]
    half = pd.Timedelta(days=3.5)
    return {
        "title": {"text": "Week of", "standoff": 4},
        "type": "date",
        "range": moments([mondays[0] - half, mondays[-1] + half]),
        "tickvals": moments(ticks),
        "ticktext": [
            f"{day(tick)}<br>{tick.year}" if new else day(tick)
            for tick, new in zip(ticks, first, strict=True)
        ],
        "tickangle": 0,
    }


def over_weeks(weeks: pd.Series) -> str:
    """How a sentence about all the weeks of a chart begins."""
    shown = weeks.nunique()
    return "In the week shown" if shown == 1 else f"Over the {shown} weeks shown"


def weekly_line(
    weeks: pd.Series, heights: pd.Series, name: str, drawn: Stroke, hover: Sequence[str]
) -> Words:
    """One line with a marker for each week; ``name`` and ``hover`` are already safe to show."""
    return {
        "type": "scatter",
        "x": moments(weeks),
        "y": numbers(heights),
        "name": name,
        "mode": "lines+markers",
        "line": {"color": drawn.colour, "dash": drawn.dash, "width": 2.5},
        "marker": {"symbol": drawn.symbol, "size": 8},
        "cliponaxis": False,
        "hovertext": list(hover),
        "hoverinfo": "text",
    }


def moments(times: Iterable[pd.Timestamp]) -> list[str]:
    """Local times as plotly reads them, to the second."""
    return [time.isoformat(timespec="seconds") for time in times]
