"""The picture of an opening: what the first and the second visit spend where, and what is the least."""

from html import escape
from typing import Any

#: As narrow as a phone, so that nothing is made smaller there.
WIDTH, _EDGE, _BAR, _LINE = 400, 12, 26, 22
_VISITS = {"cold": "Empty cache", "warm": "Second visit"}
_COLOURS = ("#0072B2", "#56B4E9", "#009E73", "#F0E442", "#E69F00", "#CC79A7")
_FONT = 'font-family="system-ui, Segoe UI, Roboto, Noto Sans, sans-serif" font-size="14"'
_STYLE = (
    "<style>.card{fill:#fff}.ink{fill:#17242b}.quiet{fill:#4a5b63}.mark{fill:#17242b}.part{stroke:#fff}"
    "@media(prefers-color-scheme:dark){.card{fill:#182329}.ink{fill:#e8efec}.quiet{fill:#a9bab6}"
    ".mark{fill:#e8efec}.part{stroke:#182329}}</style>"
)

Row = dict[str, Any]


def picture(rows: list[Row]) -> str:
    """An SVG of the rows of the bench ``opening``."""
    *parts, seen, whole = rows
    groups = list(dict.fromkeys(row["group"] for row in parts))
    scale = (WIDTH - 2 * _EDGE) / max(whole[kind] for kind in _VISITS)
    drawn, top = [_text(_EDGE, 24, "Where the seconds of an opening go", "ink")], 52.0
    for kind, words in _VISITS.items():
        said = f"{words}: seen at {seen[kind]:.2f} s, all answer at {whole[kind]:.2f} s"
        drawn.append(_text(_EDGE, top, said, "ink"))
        drawn += _visit(kind, parts, whole, top, scale)
        top += _BAR + 70
    drawn += _legend(groups, parts, top)
    height = top + _LINE * (len(groups) + 2) + 8
    inside = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'role="img" {_FONT}>\n<title>Seconds until the last chart answers, by what they go to</title>\n'
        f'{_STYLE}\n<rect class="card" width="{WIDTH}" height="{height:.0f}"/>\n{inside}\n</svg>\n'
    )


def _visit(kind: str, parts: list[Row], whole: Row, top: float, scale: float) -> list[str]:
    """One bar of all parts, and beneath it, thinner, the floor of those that have one."""
    groups = list(dict.fromkeys(row["group"] for row in parts))
    sums = {group: _sum(parts, group, kind) for group in groups}
    # Medians of parts need not add up to that of the whole; the bar is as long as the whole.
    fit = scale * whole[kind] / sum(sums.values())
    drawn = _stack(list(sums.values()), top + 8, _BAR, fit)
    floors = [_sum(parts, group, f"floor_{kind}") for group in groups]
    drawn += _stack(floors, top + _BAR + 12, 8, scale)
    edge = _EDGE + sum(floors) * scale
    drawn.append(f'<rect class="mark" x="{edge:.1f}" y="{top + 4:.1f}" width="2" height="{_BAR + 20}"/>')
    drawn.append(_text(_EDGE, top + _BAR + 38, f"at least {whole[f'floor_{kind}']:.2f} s", "quiet"))
    return drawn


def _stack(seconds: list[float], top: float, height: float, scale: float) -> list[str]:
    drawn, left = [], float(_EDGE)
    for value, colour in zip(seconds, _COLOURS, strict=False):
        size = f'x="{left:.1f}" y="{top:.1f}" width="{value * scale:.1f}" height="{height}"'
        drawn += [f'<rect class="part" {size} fill="{colour}"/>'] if value else []
        left += value * scale
    return drawn


def _legend(groups: list[str], parts: list[Row], top: float) -> list[str]:
    """What the colours are, with seconds, so that nobody needs the colours."""
    columns = {"cold": 268, "warm": 332, "floor_cold": WIDTH - _EDGE}
    heads = {"cold": "first", "warm": "second", "floor_cold": "least"}
    drawn = [_text(x, top, heads[name], "quiet", "end") for name, x in columns.items()]
    for place, (group, colour) in enumerate(zip(groups, _COLOURS, strict=False)):
        base = top + _LINE * (place + 1)
        drawn.append(f'<rect x="{_EDGE}" y="{base - 12:.1f}" width="14" height="14" fill="{colour}"/>')
        drawn.append(_text(_EDGE + 20, base, group, "ink"))
        for name, x in columns.items():
            known = any(row[name] is not None for row in parts if row["group"] == group)
            seconds = f"{_sum(parts, group, name):.2f}" if known else "–"
            drawn.append(_text(x, base, seconds, "quiet", "end"))
    return drawn


def _sum(parts: list[Row], group: str, column: str) -> float:
    return sum(row[column] or 0.0 for row in parts if row["group"] == group)


def _text(x: float, y: float, words: str, style: str, anchor: str = "start") -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
