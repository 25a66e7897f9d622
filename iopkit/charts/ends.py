"""Names of lines, written where the lines end if there is room, else in a legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from iopkit.charts.colours import Stroke
from iopkit.charts.drawing import Drawing
from iopkit.charts.look import BOTTOM, TOP, legend_above, spread
from iopkit.charts.words import length

#: A label has two lines of text and is this high, in pixels.
_LABEL_HEIGHT = 36

_MOST, _LONGEST = 4, 12


@dataclass(frozen=True)
class End:
    """The end of a line: its name, a few words under it, and where it ends."""

    name: str
    note: str
    stroke: Stroke
    height: float


def name_the_lines(drawing: Drawing, ends: Sequence[End], top: float) -> Drawing:
    """Write each name in the right margin beside its line's end, or draw a legend.

    ``top`` is the highest value of the axis, whose lowest is 0. The text is in the ink of the page
    and only the stroke before it in the line's colour, which would be too pale for small text.
    """
    lengths = [length(text) for end in ends for text in (f"{end.name}---", end.note)]
    if len(ends) > _MOST or max(lengths) > _LONGEST + 3:
        return legend_above(drawing, len(ends))
    gap = _LABEL_HEIGHT / (drawing.layout["height"] - TOP - BOTTOM) * top
    # From the last to the first, so that of two lines that end together the first is named above.
    lowest_first = ends[::-1]
    heights = spread([end.height for end in lowest_first], gap, gap / 2, top - gap / 4)
    for end, height in zip(lowest_first, heights, strict=True):
        drawing.write(**_label(end), y=height)
    return drawing.arrange(margin={"r": 14 + round(6.8 * max(lengths))})


def _label(end: End) -> dict[str, Any]:
    line = "━" if end.stroke.dash == "solid" else "╍"
    return {
        "text": f'<span style="color:{end.stroke.colour}">{line}</span> {end.name}<br>{end.note}',
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 6,
        "yanchor": "middle",
        "align": "left",
        "showarrow": False,
        "font": {"size": 13},
    }
