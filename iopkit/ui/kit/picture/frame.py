"""Where things of a drawing lie: across in shares of a width that only the browser knows, down in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from iopkit.charts.drawing import Drawing, Words

#: Of a legend over the plot: pixels of its edges and of a row, and how far above the plot plotly puts it.
_EDGES, _ROW, _ABOVE = 11, 19, 0.02


def number(value: Any) -> float:
    """A value of an axis as a number; moments as seconds."""
    if isinstance(value, str):
        # Local times without a zone; as if they were UTC, so that all days are equally long.
        return datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp()
    return float(value)


@dataclass(frozen=True)
class Scale:
    """From values of an axis to shares of its length, from its beginning on."""

    first: float
    last: float

    def share(self, value: Any) -> float:
        """0 at the beginning of the axis and 1 at its end; without length, all is at its beginning."""
        length = self.last - self.first
        return (number(value) - self.first) / length if length else 0.0

    def shares(self, values: Sequence[Any]) -> list[float | None]:
        """The same of each; None stays."""
        return [None if one is None else self.share(one) for one in values]


@dataclass(frozen=True)
class Frame:
    """A plot with its two axes; ``top`` and ``bottom`` are pixels of the figure.

    ``axes`` are plotly's words for the axis across and for the one that goes up.
    """

    top: float
    bottom: float
    across: Scale
    up: Scale
    axes: tuple[Words, Words]

    def x(self, value: Any) -> str:
        """Where a value lies across, as SVG takes it."""
        return percent(self.across.share(value))

    def y(self, value: Any) -> float:
        """Where a value lies, in pixels from the top of the figure."""
        return self.bottom - (self.bottom - self.top) * self.up.share(value)

    def ys(self, values: Sequence[Any]) -> list[float | None]:
        """The same of each; None stays."""
        return [None if one is None else self.y(one) for one in values]


def frames(drawing: Drawing) -> dict[str, Frame]:
    """The plots of a drawing by the number that their axes have in plotly's words, "" for the first."""
    layout = drawing.layout
    top, height = top_of(drawing), layout["height"] - layout["margin"]["b"] - top_of(drawing)
    found = {}
    for name in layout:
        if not name.startswith("xaxis"):
            continue
        place = name.removeprefix("xaxis")
        across, up = layout[name], layout[f"yaxis{place}"]
        if not (across.get("visible", True) and up.get("visible", True)):
            continue
        low, high = up.get("domain", (0, 1))
        edges = top + height * (1 - high), top + height * (1 - low)
        found[place] = Frame(*edges, _scale(across), _scale(up), (across, up))
    return found


def top_of(drawing: Drawing) -> float:
    """Pixels over the plot; a legend there pushes it down as plotly does."""
    layout = drawing.layout
    top: float = layout["margin"]["t"]
    if not layout.get("showlegend"):
        return top
    room = layout["height"] - layout["margin"]["b"]
    return top + round((_EDGES + _ROW + room * _ABOVE) / (1 + _ABOVE))


def legend_bottom(drawing: Drawing) -> float:
    """Where a legend over the plot ends, in pixels from the top of the figure."""
    top = top_of(drawing)
    return top - _ABOVE * (drawing.layout["height"] - drawing.layout["margin"]["b"] - top)


def percent(share: float) -> str:
    """A share of the width, as SVG takes it."""
    return f"{share * 100:.2f}%"


def _scale(axis: Words) -> Scale:
    first, last = axis["range"]
    return Scale(number(first), number(last))
