"""The picture of pages beside each other: two bars each, for the first and the second visit."""

from html import escape
from typing import Any

WIDTH, _LEFT, _RIGHT, _ROW, _BAR, _TOP = 760, 210, 70, 48, 17, 64
_COLOURS = {"cold": "#0072B2", "warm": "#E69F00"}
_WORDS = {"cold": "empty cache", "warm": "second visit"}
_FONT = 'font-family="system-ui, Segoe UI, Roboto, Noto Sans, sans-serif" font-size="14"'
#: Seconds that somebody notices.
_NOTICED = 0.1
_INK, _QUIET = "#17242b", "#4a5b63"


def picture(rows: list[dict[str, Any]]) -> str:
    """An SVG of the rows of the bench ``page``."""
    names = list(dict.fromkeys(row["page"] for row in rows))
    most = max(row["seconds"] or 0 for row in rows)
    height = _TOP + _ROW * len(names) + 8
    parts = [_text(12, 24, "Seconds from page open to last chart seen", _INK), *_legend()]
    parts += [_text(_LEFT - 12, _middle(place) + 5, name, _INK, "end") for place, name in enumerate(names)]
    for row in rows:
        parts += _bar(names.index(row["page"]), row, most)
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" {_FONT}>\n'
        "<title>Seconds from page open to last chart seen, by framework</title>\n"
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n{inside}\n</svg>\n'
    )


def _middle(place: int) -> float:
    return _TOP + _ROW * place + _ROW / 2 - 4


def _bar(place: int, row: dict[str, Any], most: float) -> list[str]:
    kind, seconds, answers = row["visit"], row["seconds"], row["answers"]
    top = _middle(place) - _BAR if kind == "cold" else _middle(place) + 1
    if seconds is None:
        return [_text(_LEFT, top + 13, "no visit finished", _QUIET)]
    width = seconds / most * (WIDTH - _LEFT - _RIGHT)
    return [
        f'<rect x="{_LEFT}" y="{top:.1f}" width="{width:.1f}" height="{_BAR - 1}" fill="{_COLOURS[kind]}"/>',
        _text(_LEFT + width + 8, top + 13, f"{seconds:.2f}{_later(seconds, answers)}", _QUIET),
    ]


def _later(seconds: float, answers: float) -> str:
    """When charts answer a pointer, where that is noticeably later than when they are seen."""
    return f", answers at {answers:.2f}" if answers - seconds > _NOTICED else ""


def _legend() -> list[str]:
    parts = []
    for place, (kind, colour) in enumerate(_COLOURS.items()):
        left = _LEFT + 130 * place
        parts.append(f'<rect x="{left}" y="40" width="14" height="14" fill="{colour}"/>')
        parts.append(_text(left + 20, 52, _WORDS[kind], _QUIET))
    return parts


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
