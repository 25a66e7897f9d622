"""Axes of a picture: their lines, grids, names and titles, where plotly puts them."""

import html

from iopkit.charts.drawing import Words
from iopkit.ui.kit.picture.frame import Frame
from iopkit.ui.kit.picture.texts import LETTER, LINE, TICK_SIZE, lines_of, pixels, text
from iopkit.ui.kit.still import Html, h, together

#: Pixels from the plot to its axis, to the middle of the names under it, and to the names beside it.
_AXIS, _UNDER, _BESIDE = 4.5, 16.1, 7.6
#: As deep as this is an axis without names.
_NAMELESS = 1.6
#: To the near end of names that stand upright, and the height of a line of text.
_UPRIGHT, _TEXT = 7.3, 15
#: The letters of days, which stand upright, are wider than most.
_WIDE = 0.6


def axes(frame: Frame, left: float, height: float) -> Html:
    """Both axes of a plot that begins ``left`` pixels from the figure's edge."""
    across, up = frame.axes
    return together(
        [_grid(frame, up), _lines(frame, across), _under(frame, across, height), _beside(frame, up, left)]
    )


def _grid(frame: Frame, up: Words) -> list[Html]:
    if not up.get("showgrid", True):
        return []
    inside = [tick for tick in up["tickvals"] if 0 < frame.up.share(tick) < 1]
    return [_line(0, "100%", frame.y(tick), frame.y(tick)) for tick in inside]


def _lines(frame: Frame, across: Words) -> list[Html | None]:
    under = across.get("showline", True) and _line(
        -_AXIS - 0.5, "100%", frame.bottom + _AXIS, frame.bottom + _AXIS
    )
    return [under or None, _line(-_AXIS, -_AXIS, frame.top, frame.bottom + _AXIS)]


def _line(x1: float, x2: float | str, y1: float, y2: float) -> Html:
    return h("line", {"class": "quiet", "x1": x1, "x2": x2, "y1": pixels(y1), "y2": pixels(y2)})


def _under(frame: Frame, across: Words, height: float) -> list[Html]:
    upright = across.get("tickangle") == -90
    names = _names(across) if across.get("showticklabels", True) else []
    place, y = (_upright, frame.bottom + _UPRIGHT) if upright else (text, frame.bottom + _UNDER)
    drawn = [place(name, frame.x(tick), y) for tick, name in names]
    said = across.get("title", {}).get("text")
    if not said:
        return drawn
    standoff = across["title"].get("standoff", 6)
    deep = max((_depth(name, upright) for _, name in names), default=_NAMELESS)
    top = min(frame.bottom + deep + standoff - 4, height - _TEXT)
    return [*drawn, text(said, "50%", top + _TEXT / 2)]


def _upright(name: str, x: str, y: float) -> Html:
    """A name that is read from below. What lies at a share of the width can be turned only in a box there."""
    turned = h("text", {"class": "end", "transform": "rotate(-90)"}, html.unescape(name))
    return h("svg", {"x": x, "y": pixels(y)}, turned)


def _depth(name: str, upright: bool) -> float:
    """How far under the plot a name under it reaches, in pixels."""
    if upright:
        return _UPRIGHT + _WIDE * TICK_SIZE * len(html.unescape(name))
    return _UNDER + _TEXT / 2 + TICK_SIZE * LINE * (lines_of(name) - 1)


def _beside(frame: Frame, up: Words, left: float) -> list[Html]:
    names = _names(up)
    drawn = [text(name, -_BESIDE, frame.y(tick), "end") for tick, name in names]
    said = up.get("title", {}).get("text")
    if not said:
        return drawn
    wide = LETTER * TICK_SIZE * max(len(html.unescape(name)) for _, name in names)
    x = max(_TEXT / 2 - left, -_BESIDE - wide - (up["title"].get("standoff", 6) - 3) - _TEXT / 2)
    y = (frame.top + frame.bottom) / 2
    return [
        *drawn,
        h("text", {"transform": f"translate({pixels(x)} {pixels(y)}) rotate(-90)"}, html.unescape(said)),
    ]


def _names(axis: Words) -> list[tuple[float | str, str]]:
    ticks = axis["tickvals"]
    return list(zip(ticks, axis.get("ticktext") or [f"{tick:g}" for tick in ticks], strict=True))
