"""The traces of a picture: lines, dots, bars and cells."""

from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from math import sqrt
from typing import Any, Final

from iopkit.charts.drawing import Drawing, Words
from iopkit.ui.kit.picture.frame import Frame, percent
from iopkit.ui.kit.picture.texts import coloured, pixels
from iopkit.ui.kit.still import Html, h, together

#: Shapes around 0, 0 for a radius of 1.
SYMBOLS: Final = {
    "square": "M-1-1H1V1H-1Z",
    "diamond": "M1.3 0 0 1.3-1.3 0 0-1.3Z",
    "triangle-up": f"M{-2 / sqrt(3):.3f} .5H{2 / sqrt(3):.3f}L0-1Z",
    "triangle-down": f"M{-2 / sqrt(3):.3f}-.5H{2 / sqrt(3):.3f}L0 1Z",
    "cross": "M1.2.4H.4V1.2H-.4V.4H-1.2V-.4H-.4V-1.2H.4V-.4H1.2Z",
    "x": "M0 .57l.57.57.57-.57-.57-.57.57-.57-.57-.57-.57.57-.57-.57-.57.57.57.57-.57.57.57.57Z",
}
#: Lines are drawn in a box of its own that is so wide, whatever the picture is.
_WIDE = 1000
_TO_THE_NUMBER = 3
_SHINE = 0.7

Point = tuple[float | None, float | None]
Known = tuple[float, float]


def traces(drawing: Drawing, frames: dict[str, Frame]) -> Html:
    """All traces, in the order in which they are drawn."""
    bars = [one for one in drawing.traces if one["type"] == "bar"]
    rest = [one for one in drawing.traces if one["type"] != "bar"]
    before: list[Point] = []
    drawn: list[Any] = []
    for trace in rest:
        frame = frames[trace.get("xaxis", "x").removeprefix("x")]
        if trace["type"] == "heatmap":
            drawn.append(_cells(trace, frame))
            continue
        points = list(zip(frame.across.shares(trace["x"]), frame.ys(trace["y"]), strict=True))
        drawn.append(_scatter(trace, points, before, drawing.layout["height"]))
        before = points
    return together([drawn, _bars(bars, frames[""], drawing.layout) if bars else None])


def _scatter(trace: Words, points: list[Point], before: list[Point], height: float) -> list[Any]:
    """A line, the area between it and the one before, and its dots, as far as the trace has them."""
    line, mode = trace.get("line", {}), trace.get("mode", "lines")
    drawn: list[Any] = []
    stepped = line.get("shape") == "hv"
    if trace.get("fill") == "tonexty":
        edge = _corners(points, stepped) + _corners(before, stepped)[::-1]
        drawn.append(_path(_along([edge]) + "Z", {"fill": trace["fillcolor"]}, height))
    if "lines" in mode and line.get("width"):
        runs = [_corners(run, stepped) for run in _runs(points)]
        drawn.append(_path(_along(runs), {"fill": "none", **stroke_of(line)}, height))
    if "markers" in mode:
        drawn.append(_dots(trace, points))
    return drawn


def stroke_of(line: Words) -> dict[str, Any]:
    """How a line is drawn, as SVG takes it."""
    dash = line.get("dash", "solid")
    return {
        "stroke": line["color"],
        "stroke-width": line["width"],
        "stroke-dasharray": None if dash == "solid" else dash.replace("px", ""),
    }


def _runs(points: list[Point]) -> Iterator[list[Point]]:
    """Stretches without a gap in them."""
    for is_gap, run in groupby(points, lambda point: None in point):
        if not is_gap:
            yield list(run)


def _corners(points: list[Point], stepped: bool) -> list[Known]:
    """The points that a line goes through; a step goes across first, then down."""
    known = [(x, y) for x, y in points if x is not None and y is not None]
    if not stepped:
        return known
    steps = [corner for (_, level), (x, y) in pairwise(known) for corner in ((x, level), (x, y))]
    return known[:1] + steps


def _along(runs: list[list[Known]]) -> str:
    return "".join("M" + "L".join(f"{x * _WIDE:.1f} {y:.1f}" for x, y in run) for run in runs)


def _path(along: str, look: dict[str, Any], height: float) -> Html:
    box = {"viewBox": f"0 0 {_WIDE} {pixels(height)}", "width": "100%", "height": pixels(height)}
    path = h("path", {"d": along, "vector-effect": "non-scaling-stroke", **look})
    return h("svg", {**box, "preserveAspectRatio": "none"}, path)


def _dots(trace: Words, points: list[Point]) -> list[Html]:
    marker = trace.get("marker", {})
    sizes = marker.get("size", 6)
    each = sizes if isinstance(sizes, list) else [sizes] * len(points)
    colour = marker.get("color") or trace["line"]["color"]
    seen = [
        (x, y, size) for (x, y), size in zip(points, each, strict=True) if x is not None and y is not None
    ]
    dots = [symbol(marker.get("symbol", "circle"), colour, percent(x), y, size) for x, y, size in seen]
    # Dots of many sizes lie over each other: plotly lets them shine through.
    return [h("g", {"opacity": _SHINE}, dots)] if isinstance(sizes, list) else dots


def symbol(name: str, colour: str, x: str | float, y: float, size: float) -> Html:
    """One dot of a line, as wide as ``size``, in pixels."""
    if name == "circle":
        return h("circle", {"cx": x, "cy": pixels(y), "r": pixels(size / 2), "fill": colour})
    outline = {"fill": "none", "stroke": colour, "vector-effect": "non-scaling-stroke"}
    look = outline if name.endswith("-open") else {"fill": colour}
    shape = {"d": SYMBOLS[name.removesuffix("-open")], "transform": f"scale({pixels(size / 2)})"}
    return h("svg", {"x": x, "y": pixels(y)}, h("path", shape | look))


def _bars(bars: list[Words], frame: Frame, layout: Words) -> list[Html]:
    """Lying bars, one behind the other or one under the other, and the numbers behind them."""
    stacked = layout["barmode"] == "stack"
    unit = abs(frame.y(1) - frame.y(0))
    room = unit * (1 - layout["bargap"])
    high = room if stacked else room / len(bars)
    drawn: list[Html] = []
    reached = [0.0] * len(bars[0]["x"])
    for place, bar in enumerate(bars):
        for at, long in enumerate(bar["x"]):
            begin = reached[at] if stacked else 0.0
            top = frame.y(at) - room / 2 + (0 if stacked else place * high)
            drawn += _bar(frame, bar, at, begin, begin + (long or 0), top, high)
            reached[at] += long or 0
    return drawn


def _bar(frame: Frame, bar: Words, at: int, begin: float, end: float, top: float, high: float) -> list[Html]:
    wide = percent(frame.across.share(end) - frame.across.share(begin))
    box = {"x": frame.x(begin), "y": pixels(top), "width": wide, "height": pixels(high)}
    drawn = [h("rect", {**box, "fill": bar["marker"]["color"]})] if end > begin else []
    if not bar["text"][at]:
        return drawn
    said = {"class": "ink number", "x": frame.x(end), "dx": _TO_THE_NUMBER, "y": pixels(top + high / 2)}
    return [*drawn, h("text", said, coloured(bar["text"][at]))]


def _cells(trace: Words, frame: Frame) -> list[Html]:
    """Cells of a grid with a letter in each, gaps between them."""
    colours = _colours(trace)
    drawn: list[Html] = []
    for row, (codes, letters) in enumerate(zip(trace["z"], trace["text"], strict=True)):
        top, bottom = sorted((frame.y(row - 0.5), frame.y(row + 0.5)))
        for column, (code, letter) in enumerate(zip(codes, letters, strict=True)):
            if code is None:
                continue
            left, right = frame.across.share(column - 0.5), frame.across.share(column + 0.5)
            across = {"x": percent(left), "width": percent(right - left)}
            box = {"class": "cell", **across, "y": pixels(top), "height": pixels(bottom - top)}
            drawn.append(h("rect", {**box, "fill": colours(code)}))
            if letter:
                middle = {"x": frame.x(column), "y": pixels((top + bottom) / 2)}
                drawn.append(h("text", {"class": "letter", **middle}, letter))
    return drawn


def _colours(trace: Words) -> Callable[[float], str]:
    """What gives the colour of a code: each has two steps of the scale, its beginning and its end."""
    low, high, steps = trace["zmin"], trace["zmax"], trace["colorscale"]

    def colour(code: float) -> str:
        share = (code - low) / (high - low)
        return next(str(one) for edge, one in steps[1::2] if share <= edge)

    return colour
