"""How every figure looks: quiet axes, ink from a template so that light and dark are one swap."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from iopkit.charts.colours import GREY
from iopkit.charts.drawing import Drawing, Words

FONT: Final = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif'

#: What a page hands to plotly beside a figure: no tool bar, and as wide as its card.
CONFIG: Final = {"displayModeBar": False, "responsive": True}

#: Margins and the height of a row of a legend, in pixels.
TOP, BOTTOM, LEFT, RIGHT = 12, 48, 62, 14
_LEGEND_ROW = 20


def _template(ink: str, quiet: str, line: str, card: str) -> Words:
    axis = {
        "color": quiet,
        "gridcolor": line,
        "linecolor": line,
        "tickfont": {"size": 13},
        "title": {"font": {"size": 13}},
        "zeroline": False,
        "fixedrange": True,
    }
    hover = {"bgcolor": card, "bordercolor": line, "font": {"color": ink, "size": 14}, "align": "left"}
    layout = {
        "font": {"family": FONT, "size": 14, "color": ink},
        "xaxis": {**axis, "showgrid": False, "showline": True},
        "yaxis": axis,
        "legend": {"font": {"size": 13, "color": ink}},
        "hoverlabel": hover,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
    return {"layout": layout}


#: All ink of a figure. In the browser: ``Plotly.relayout(figure, "template", DARK)``.
LIGHT: Final = _template(ink="#17242b", quiet="#4a5b63", line="#d5ddda", card="#ffffff")
DARK: Final = _template(ink="#e8efec", quiet="#a9bab6", line="#2f3e45", card="#182329")


def in_dark(drawing: Drawing) -> Drawing:
    """The same for a dark card; the one given stays as it is."""
    return Drawing(drawing.traces, {**drawing.layout, "template": DARK})


def new_drawing(height: int, right: int = RIGHT, bottom: int = BOTTOM) -> Drawing:
    """An empty figure of this height in pixels and of whatever width its card has.

    It can be neither dragged nor zoomed, so that a page scrolls over it.
    """
    layout = {
        "autosize": True,
        "height": height,
        "margin": {"l": LEFT, "r": right, "t": TOP, "b": bottom, "pad": 4},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
    }
    return Drawing().arrange(template=LIGHT, **layout)


def nothing_to_show() -> Drawing:
    """A figure that says that there is nothing in it."""
    drawing = new_drawing(140).arrange(xaxis={"visible": False}, yaxis={"visible": False})
    return drawing.write(
        text="Nothing to show yet", x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False
    )


def share_axis(title: str) -> dict[str, Any]:
    """An axis of shares from none to all; its head leaves room for a marker at 100 %."""
    ticks = [0, 0.25, 0.5, 0.75, 1]
    return {
        "title": {"text": title, "standoff": 6},
        "range": [0, 1.04],
        "tickvals": ticks,
        "ticktext": [f"{tick * 100:g} %" for tick in ticks],
    }


def legend_above(drawing: Drawing, entries: int) -> Drawing:
    """A legend over the plot in rows of two, with the figure as much higher as they need."""
    return drawing.arrange(
        height=drawing.layout["height"] + _LEGEND_ROW * -(-entries // 2),
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
    )


def reference_line(drawing: Drawing, y: float, place: str = "") -> Drawing:
    """A thin line across at ``y`` to read the others against."""
    return drawing.line_across(y, {"color": GREY, "width": 1, "dash": "4px,4px"}, place)


def spread(heights: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """The heights moved apart to at least ``gap``, in their order, as little as it takes.

    Examples
    --------
    >>> spread([0.5, 0.9, 0.5], gap=0.25, lowest=0, highest=1)
    [0.5, 1.0, 0.75]
    """
    order = np.argsort(heights, kind="stable")
    moved = np.clip(np.asarray(heights, dtype=float)[order], lowest, highest)
    for place in range(1, len(moved)):
        moved[place] = max(moved[place], moved[place - 1] + gap)
    ceiling = highest - gap * np.arange(len(moved))[::-1]
    moved = np.minimum(moved, ceiling)
    result = np.empty_like(moved)
    result[order] = moved
    return result.tolist()
