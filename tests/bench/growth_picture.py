"""The picture of cost against size: seconds to open the page, rows from ten thousand to five million."""

import math
from html import escape
from typing import Any

WIDTH, HEIGHT = 760, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 190, 40, 52
_COLOURS = ("#0072B2", "#D55E00", "#009E73")
_DASHES = ("", "7 4", "2 3")
_FONT = 'font-family="system-ui, Segoe UI, Roboto, Noto Sans, sans-serif" font-size="14"'


def picture(rows: list[dict[str, Any]]) -> str:
    """An SVG of the rows that say ``open: ...``; sizes on a scale of powers, seconds from nothing."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for row in rows:
        if row["what"].startswith("open: "):
            lines.setdefault(row["what"].removeprefix("open: "), []).append((row["rows"], row["seconds"]))
    sizes = sorted({size for points in lines.values() for size, _ in points})
    top = max(value for points in lines.values() for _, value in points) * 1.1
    parts = [*_axes(sizes, top)]
    for place, (name, points) in enumerate(lines.items()):
        parts += _line(name, [(_x(size, sizes), _y(value, top)) for size, value in points], place)
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" {_FONT}>\n'
        "<title>Seconds to open the engagement page, by attendance rows in the store</title>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n{inside}\n</svg>\n'
    )


def _x(size: int, sizes: list[int]) -> float:
    whole = math.log(sizes[-1] / sizes[0]) or 1
    return _LEFT + math.log(size / sizes[0]) / whole * (WIDTH - _LEFT - _RIGHT)


def _y(value: float, top: float) -> float:
    return HEIGHT - _BOTTOM - value / top * (HEIGHT - _TOP - _BOTTOM)


def _axes(sizes: list[int], top: float) -> list[str]:
    step = 10 ** math.floor(math.log10(top)) / 2
    step *= 1 if top / step <= 6 else 2 if top / step <= 12 else 4
    parts = [_text(_LEFT, 24, "Seconds to open the engagement page", "start", "#17242b")]
    for number in range(int(top / step) + 1):
        height = _y(number * step, top)
        parts.append(f'<path d="M{_LEFT} {height:.1f}H{WIDTH - _RIGHT}" stroke="#d5ddda"/>')
        parts.append(_text(_LEFT - 8, height + 5, f"{number * step:g}", "end"))
    parts += [_text(_x(size, sizes), HEIGHT - 28, f"{size:,}", "middle") for size in sizes]
    parts.append(_text((WIDTH - _RIGHT + _LEFT) / 2, HEIGHT - 8, "attendance rows in the store", "middle"))
    return parts


def _line(name: str, points: list[tuple[float, float]], place: int) -> list[str]:
    colour, dash = _COLOURS[place % len(_COLOURS)], _DASHES[place % len(_DASHES)]
    path = " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    x, y = points[-1]
    return [
        f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}"/>',
        *(f'<circle cx="{at:.1f}" cy="{height:.1f}" r="4" fill="{colour}"/>' for at, height in points),
        _text(x + 12, y + 5 + place * 16 * (place == 1), name, "start", "#17242b"),
    ]


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#4a5b63") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
