"""Writes what was measured into the README, between two marks, from the results in ``docs/measured``.

No number of that block is typed by hand, nor is any in its pictures; ``tests/repository`` holds both to the
results. A number that misses its aim says so in its own row, and ``docs/measured/reasons.json`` gives the
reason. A run of some pages alone is not written.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bars_picture
import growth_picture
import opening_picture
from readme_tables import (
    Reasons,
    Rows,
    exchange_table,
    growth_table,
    metrics_table,
    opening_table,
    pages_table,
    rooms_table,
)

ROOT = Path(__file__).parents[2]
RESULTS, MEASURED, PICTURES = ROOT / "build" / "bench", ROOT / "docs" / "measured", ROOT / "docs" / "pictures"
BEGIN, END = "<!-- measured: python3 scripts/bench --write -->", "<!-- /measured -->"
_SHOWN = ("page", "rooms", "opening", "growth", "importing", "metrics")
#: The picture of a bench, and what draws it.
DRAWN: dict[str, tuple[str, Callable[[Rows], str]]] = {
    "page": ("pages.svg", bars_picture.picture),
    "opening": ("opening.svg", opening_picture.picture),
    "growth": ("growth.svg", growth_picture.picture),
}
_WITHOUT_EYES = {
    "page": "The same numbers as bars",
    "opening": "The seconds of an opening by what they go to, and what each part is at least",
}


def write() -> None:
    """Keep the results of the benches that ran, draw their pictures, and fill the README's block."""
    MEASURED.mkdir(parents=True, exist_ok=True)
    for name in _SHOWN:
        _keep(name)
    results = measured()
    for name, (file, draw) in DRAWN.items():
        if name in results:
            (PICTURES / file).write_text(draw(results[name]["rows"]), "utf-8")
    readme = ROOT / "README.md"
    readme.write_text(filled(readme.read_text("utf-8"), results, reasons()), "utf-8")
    print("Written into README.md.")


def _keep(name: str) -> None:
    file = RESULTS / f"{name}.json"
    if not file.exists():
        return
    if json.loads(file.read_text("utf-8")).get("whole"):
        shutil.copyfile(file, MEASURED / file.name)
    else:
        print(f"Only a part of {name} was measured last; what the README says of it stays as it was.")


def measured() -> dict[str, Any]:
    """The results that are kept, by bench."""
    files = [MEASURED / f"{name}.json" for name in _SHOWN]
    return {file.stem: json.loads(file.read_text("utf-8")) for file in files if file.exists()}


def reasons() -> Reasons:
    """Why a number misses its aim, where somebody looked."""
    file = MEASURED / "reasons.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def filled(text: str, results: dict[str, Any], reasons: Reasons) -> str:
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


def block(results: dict[str, Any], reasons: Reasons) -> str:
    """The tables, each under its picture where it has one, and what machine it was."""
    rows = {name: result["rows"] for name, result in results.items()}
    parts = []
    if "page" in rows:
        parts += [pages_table(rows["page"], reasons), _image("page")]
    if "rooms" in rows:
        parts.append(rooms_table(rows["rooms"], reasons))
    if "opening" in rows:
        parts += ["**Where an opening's time goes**", _image("opening"), *opening_table(rows["opening"])]
    if "growth" in rows:
        parts.append(growth_table(rows["growth"], reasons))
    if {"growth", "importing"} & rows.keys():
        parts.append(exchange_table(rows.get("growth", []), rows.get("importing", [])))
    if "metrics" in rows:
        parts.append(metrics_table(rows["metrics"]))
    parts += [_machine(name, result) for name, result in results.items()]
    return "\n\n".join(parts) if parts else "Nothing was measured yet."


def _image(name: str) -> str:
    return f"![{_WITHOUT_EYES[name]}](docs/pictures/{DRAWN[name][0]})"


def _machine(name: str, result: dict[str, Any]) -> str:
    one = result["machine"]
    return (
        f"`{name}`: {one['cores']} cores of {one['processor']}, {one['memory_gb']} GB, {one['system']}, "
        f"Python {one['python']}, {result['at'][:10]}; load average at the end {one['load']}."
    )
