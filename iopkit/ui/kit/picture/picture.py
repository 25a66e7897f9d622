"""The whole picture of a drawing."""

from typing import Any

from iopkit.charts.drawing import Drawing, Words
from iopkit.ui.kit.picture.axes import axes
from iopkit.ui.kit.picture.frame import Frame, frames, legend_bottom, percent
from iopkit.ui.kit.picture.texts import LINE, coloured, lines_of, pixels, text
from iopkit.ui.kit.picture.traces import stroke_of, symbol, traces
from iopkit.ui.kit.still import Html, h

#: Pixels between a text of its own and the place that it is told, and of its first line's middle to its edge.
_PADDING, _HALF = 2, 7.5
#: A legend's picture of a line or a bar, in pixels.
_KEY, _KEY_HEIGHT = 40, 19


def picture_of(drawing: Drawing) -> Html:
    """Markup of what plotly will draw, in the same places, as wide as there is room.

    Colours of texts and lines are the page's own, so that light and dark follow it. The picture answers
    nothing; a screen reader passes it by, since the card has its sentence and its table.

    Parameters
    ----------
    drawing
        Of the words that our charts are drawn with: axes with a range and with ticks of their own, lines,
        dots, lying bars and grids of cells.
    """
    layout = drawing.layout
    margin, height = layout["margin"], layout["height"]
    plots = frames(drawing)
    drawn = h(
        "svg",
        {"width": "100%", "height": height},
        [axes(frame, margin["l"], height) for frame in plots.values()],
        [_across(shape, plots) for shape in layout.get("shapes", [])],
        traces(drawing, plots),
        [_note(note, drawing, plots) for note in layout.get("annotations", [])],
    )
    room = f"padding: 0 {margin['r']}px 0 {margin['l']}px; height: {height}px"
    legend = _legend(drawing) if layout.get("showlegend") else None
    return h("div", {"class": "iop-drawn", "style": room, "aria-hidden": "true"}, drawn, legend)


def _across(shape: Words, plots: dict[str, Frame]) -> Html:
    y = pixels(plots[shape["yref"].removeprefix("y")].y(shape["y0"]))
    line = stroke_of({"dash": "solid", **shape["line"]})
    return h("line", {"x1": 0, "x2": "100%", "y1": y, "y2": y, **line})


def _note(note: Words, drawing: Drawing, plots: dict[str, Frame]) -> Html:
    """A text of its own: beside the end of a line, over the plot, or in the middle of an empty one."""
    size = note.get("font", {}).get("size", 14)
    below = (lines_of(note["text"]) - 1) * size * LINE
    if note.get("xanchor") != "left":
        return text(note["text"], percent(note["x"]), drawing.layout["height"] / 2 - below / 2, "ink")
    if note.get("yanchor") == "bottom":
        y = drawing.layout["margin"]["t"] - note["yshift"] - _PADDING - _HALF - below
    else:
        y = plots[""].y(note["y"]) - below / 2
    return text(note["text"], percent(note["x"]), y, "ink start", size, dx=note["xshift"] + _PADDING)


def _legend(drawing: Drawing) -> Html:
    named = [one for one in drawing.traces if one.get("showlegend", True)]
    below = drawing.layout["height"] - legend_bottom(drawing)
    place = f"left: {drawing.layout['margin']['l']}px; bottom: {pixels(below + 5)}px"
    return h("div", {"class": "iop-legend", "style": place}, [_entry(one) for one in named])


def _entry(trace: Words) -> Html:
    size: dict[str, Any] = {"width": _KEY, "height": _KEY_HEIGHT}
    middle = _KEY_HEIGHT / 2
    if trace["type"] == "bar":
        box = {"x": _KEY * 0.35, "y": middle - 6, "width": 12, "height": 12, "fill": trace["marker"]["color"]}
        key = [h("rect", box)]
    else:
        line = {"x1": 5, "x2": _KEY - 5, "y1": middle, "y2": middle, **stroke_of(trace["line"])}
        dot = None
        if "markers" in trace["mode"]:
            dot = symbol(trace["marker"]["symbol"], trace["line"]["color"], _KEY / 2, middle, 8)
        key = [h("line", line), *([dot] if dot else [])]
    return h("span", None, h("svg", size, key), h("span", None, coloured(trace["name"])))
