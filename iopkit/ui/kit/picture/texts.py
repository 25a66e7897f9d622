"""The texts of a picture: plotly's pseudo-HTML as lines, each of which may change its colour."""

import html
import re
from typing import Any, Final

from iopkit.ui.kit.still import Html, h

#: Of a line to the next, of its own height; and a letter's usual width, both for the size of the font.
LINE, LETTER = 1.3, 0.58
TICK_SIZE: Final = 13
_COLOUR = re.compile(r'<span style="color:(#[0-9a-fA-F]{6})">(.*?)</span>|([^<]+|<)')


def text(said: str, x: str | float, y: float, look: str = "", size: int = TICK_SIZE, **more: Any) -> Html:
    """A text with its first line's middle at ``y``, in pixels; lines are what ``<br>`` parts."""
    lines = said.split("<br>")
    given = {"class": look or None, "x": x, "y": pixels(y)} | more
    if len(lines) == 1:
        return h("text", given, coloured(said))
    step = size * LINE
    rows = [
        h("tspan", {"x": x, "dx": more.get("dx"), "y": pixels(y + step * at)}, coloured(line))
        for at, line in enumerate(lines)
    ]
    return h("text", given, rows)


def coloured(line: str) -> list[Any]:
    """A line of pseudo-HTML in pieces; whatever else it has in it is shown as it was typed."""
    found = _COLOUR.finditer(line)
    return [
        h("tspan", {"fill": one[1]}, html.unescape(one[2])) if one[1] else html.unescape(one[3])
        for one in found
    ]


def lines_of(said: str) -> int:
    """How many lines a text has."""
    return said.count("<br>") + 1


def pixels(value: float) -> str:
    """A length to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")
