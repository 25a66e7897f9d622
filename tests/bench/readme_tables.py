"""The README's tables of what was measured; a number that has an aim stands beside it."""

from collections.abc import Iterable
from typing import Any

Rows = list[dict[str, Any]]
Reasons = dict[str, str]

_OPEN = "open: "
#: What the numbers should be at most: of the fastest peer, of the rooms in their units, and of the smallest
#: store for the largest.
AIMS = {
    "cold": 0.7,
    "warm": 0.5,
    "press to saved, alone": 100,
    "press to saved, 30 rooms": 250,
    "memory of a room, private": 40,
    "12 rooms opened at once: the last can be pressed": 6,
    "open: the same weeks, a longer past": 1.5,
    "open: more programs, one looked at": 1.5,
    "open: more programs, all looked at": 1.5,
}


def pages_table(rows: Rows, reasons: Reasons) -> str:
    """iopkit's page beside its peers."""
    heads = ["engagement page", "visit", "first words (s)", "last chart (s)", "of the fastest peer"]
    heads += ["last chart answers (s)", "of the fastest peer", "requests", "MB", "visits"]
    return _table(heads, [_page(row, reasons) for row in rows])


def _page(row: dict[str, Any], reasons: Reasons) -> list[str]:
    ratio = _plain(row["of_fastest_peer"])
    if row["page"] == "iopkit" and row["of_fastest_peer"] is not None:
        ratio += f", {_against(row['of_fastest_peer'], row['visit'], reasons)}"
    visits = f"{row['visits']}, {row['failed']} failed" if row["failed"] else str(row["visits"])
    seconds = [_plain(row[name]) for name in ("first_words", "seconds")]
    answers = [_plain(row[name]) for name in ("answers", "answers_of_fastest_peer")]
    weight = [_plain(row["requests"], 0), _plain(row["megabytes"])]
    return [row["page"], row["visit"], *seconds, ratio, *answers, *weight, visits]


def rooms_table(rows: Rows, reasons: Reasons) -> str:
    """Rooms that are opened and pressed."""
    lines = []
    for row in rows:
        numbers = [_number(row.get(name), row["unit"]) for name in ("median", "p95", "most")]
        aimed = row["what"] in AIMS
        aim = _against(row.get("p95", row["median"]), row["what"], reasons) if aimed else "-"
        lines.append([row["what"], *numbers, aim])
    return _table(["rooms", "median", "p95", "most", "aim"], lines)


def opening_table(rows: Rows) -> list[str]:
    """The stretches of an opening and their floors, and one sentence on them."""
    columns = ("cold", "floor_cold", "warm", "floor_warm")
    heads = ["stretch", "empty cache (s)", "floor (s)", "second visit (s)", "floor (s)"]
    table = _table(heads, [[row["stretch"], *(_plain(row[name]) for name in columns)] for row in rows])
    *parts, _, whole = rows
    longest = max(parts, key=lambda row: row["warm"])
    return [
        table,
        f"A second visit takes {whole['warm'] / whole['floor_warm']:.1f} times the sum of the floors; "
        f"the most of it, {longest['warm']:.2f} s, goes to: {longest['stretch']}.",
    ]


def growth_table(rows: Rows, reasons: Reasons) -> str:
    """Seconds to open the page with the smallest and with the largest store, for each shape of history."""
    lines = []
    for what in dict.fromkeys(row["what"] for row in rows if row["what"].startswith(_OPEN)):
        sizes = sorted((row for row in rows if row["what"] == what), key=lambda row: row["rows"])
        ends = [f"{one['seconds']:.2f} s with {one['rows']:,}" for one in (sizes[0], sizes[-1])]
        ratio = sizes[-1]["ratio"]
        against = _against(ratio, what, reasons)
        lines.append([what.removeprefix(_OPEN), *ends, f"{ratio:.2f}, {against}"])
    return _table(["engagement page as the store grows", "fewest rows", "most rows", "ratio"], lines)


def exchange_table(growth: Rows, importing: Rows) -> str:
    """Rows a second that come in and go out."""
    lines = [
        [row["what"], f"{row['rows']:,}", f"{row['rows_a_second']:,.0f}"]
        for row in sorted(growth, key=lambda row: (not row["what"].startswith("import"), row["rows"]))
        if "rows_a_second" in row
    ]
    lines += [[f"import {row['rows']:,} rows", "none", f"{row['rows_a_second']:,.0f}"] for row in importing]
    return _table(["import and export", "rows in the store", "rows a second"], lines)


def metrics_table(rows: Rows) -> str:
    """Rows a second of each metric, and of the same question asked elsewhere."""
    ways = list(dict.fromkeys(row["by"] for row in rows))
    rates = {(row["metric"], row["by"]): row["rows_a_second"] for row in rows}
    lines = [
        [metric, *(f"{rates[metric, way]:,.0f}" for way in ways)]
        for metric in dict.fromkeys(row["metric"] for row in rows)
    ]
    return _table(["metric, rows a second", *ways], lines)


def _table(heads: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    first, *rest = [f"| {' | '.join(line)} |" for line in [heads, *lines]]
    return "\n".join([first, "|" + "---|" * len(heads), *rest])


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    return f"{value:.1f} {unit}" if unit == "s" else f"{value:.0f} {unit}"


def _plain(value: float | None, places: int = 2) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def _against(value: float, aim: str, reasons: Reasons) -> str:
    if value <= AIMS[aim]:
        return f"at most {AIMS[aim]:g}"
    return f"**missed** (at most {AIMS[aim]:g}): {reasons.get(aim, 'not looked into yet')}"
