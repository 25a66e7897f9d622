"""Writes what was measured into the README, between two marks, from the results in ``docs/measured``.

No number of that block is typed by hand; ``tests/repository`` holds it to the results. A number that misses
its aim says so in its own row, and ``docs/measured/reasons.json`` gives the reason.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from bars_picture import picture

ROOT = Path(__file__).parents[2]
RESULTS, MEASURED = ROOT / "build" / "bench", ROOT / "docs" / "measured"
PICTURE = ROOT / "docs" / "pictures" / "pages.svg"
BEGIN, END = "<!-- measured: python3 scripts/bench --write -->", "<!-- /measured -->"
_SHOWN = ("page", "rooms")
#: What the numbers should be at most: of the fastest peer, and of the rooms in their units.
_AIMS = {
    "cold": 0.7,
    "warm": 0.5,
    "press to saved, alone": 100,
    "press to saved, 30 rooms": 250,
    "memory of a room, private": 40,
    "12 rooms opened at once: the last can be pressed": 6,
}


def write() -> None:
    """Keep the results of the benches that ran, draw the picture, and fill the README's block."""
    MEASURED.mkdir(parents=True, exist_ok=True)
    for name in _SHOWN:
        if (RESULTS / f"{name}.json").exists():
            shutil.copyfile(RESULTS / f"{name}.json", MEASURED / f"{name}.json")
    results = measured()
    if "page" in results:
        PICTURE.write_text(picture(results["page"]["rows"]), "utf-8")
    file = ROOT / "README.md"
    file.write_text(filled(file.read_text("utf-8"), results, reasons()), "utf-8")
    print("Written into README.md.")


def measured() -> dict[str, Any]:
    """The results that are kept, by bench."""
    files = [MEASURED / f"{name}.json" for name in _SHOWN]
    return {file.stem: json.loads(file.read_text("utf-8")) for file in files if file.exists()}


def reasons() -> dict[str, str]:
    """Why a number misses its aim, where somebody looked."""
    file = MEASURED / "reasons.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def filled(text: str, results: dict[str, Any], reasons: dict[str, str]) -> str:
    """The README with its block as the results have it.

    Raises
    ------
    ValueError
        It has no such block.
    """
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"README.md needs a line {BEGIN!r} and below it a line {END!r}.")
    return f"{before}{BEGIN}\n{block(results, reasons)}\n{END}{after}"


def block(results: dict[str, Any], reasons: dict[str, str]) -> str:
    """The two tables, and what machine it was."""
    parts = []
    if "page" in results:
        parts += [
            _pages(results["page"]["rows"], reasons),
            "![The same numbers as bars](docs/pictures/pages.svg)",
        ]
    if "rooms" in results:
        parts.append(_rooms(results["rooms"]["rows"], reasons))
    parts += [_machine(name, result) for name, result in results.items()]
    return "\n\n".join(parts) if parts else "Nothing was measured yet."


def _pages(rows: list[dict[str, Any]], reasons: dict[str, str]) -> str:
    lines = [
        "| engagement page | visit | first words, s | last chart, s | of the fastest peer | requests | MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        ratio = f"{row['of_fastest_peer']:.2f}"
        if row["page"] == "iopkit":
            ratio += _against(row["of_fastest_peer"], row["visit"], reasons)
        seconds = [f"{row[name]:.2f}" for name in ("first_words", "seconds")]
        asked = [str(row["requests"]), f"{row['megabytes']:.2f}"]
        lines.append(f"| {' | '.join([row['page'], row['visit'], *seconds, ratio, *asked])} |")
    return "\n".join(lines)


def _rooms(rows: list[dict[str, Any]], reasons: dict[str, str]) -> str:
    lines = ["| rooms | median | p95 | most | aim |", "|---|---|---|---|---|"]
    for row in rows:
        numbers = [_number(row.get(name), row["unit"]) for name in ("median", "p95", "most")]
        held = row.get("p95", row["median"])
        aim = _against(held, row["what"], reasons).removeprefix(", ") if row["what"] in _AIMS else "-"
        lines.append(f"| {row['what']} | {' | '.join(numbers)} | {aim} |")
    return "\n".join(lines)


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    return f"{value:.1f} {unit}" if unit == "s" else f"{value:.0f} {unit}"


def _against(value: float, aim: str, reasons: dict[str, str]) -> str:
    if value <= _AIMS[aim]:
        return f", at most {_AIMS[aim]:g}"
    return f", **missed** (at most {_AIMS[aim]:g}): {reasons.get(aim, 'not looked into yet')}"


def _machine(name: str, result: dict[str, Any]) -> str:
    one = result["machine"]
    return (
        f"`{name}`: {one['cores']} {one['processor']} cores, {one['memory_gb']} GB, {one['system']}, "
        f"Python {one['python']}, {result['at'][:10]}; load average at the end {one['load']}."
    )
