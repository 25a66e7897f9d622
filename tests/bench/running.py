"""Runs benches by name: each is a module here with ``run() -> list[dict]``, which may take minutes.

What a bench finds is printed as a table and kept as JSON in ``build/bench``, with the machine it ran on.
"""

import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE.parents[1] / "build" / "bench"

#: Modules here that measure nothing themselves.
_NOT_BENCHES = {"__init__", "running", "histories", "clock", "growth_picture"}


def names() -> list[str]:
    """The benches that there are."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in _NOT_BENCHES)


def main(asked: list[str]) -> None:
    """Run the benches that were asked for, one after the other."""
    there = names()
    if not asked or set(asked) - set(there):
        sys.exit(f"Usage: python3 scripts/bench NAME...; the benches are {', '.join(there)}.")
    for name in asked:
        module = import_module(name)
        rows = module.run()
        print(f"\n{(module.__doc__ or '').splitlines()[0]}\n\n{_table(rows)}", flush=True)
        file = keep(name, rows)
        print(f"\nKept in {file.relative_to(HERE.parents[1])}.")
        if hasattr(module, "draw"):
            module.draw(rows)


def keep(name: str, rows: list[dict[str, Any]]) -> Path:
    """Write what a bench found beside the machine that it ran on."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    machine = {"cores": os.cpu_count(), "processor": platform.machine(), "python": platform.python_version()}
    result = {"bench": name, "at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine}
    file = RESULTS / f"{name}.json"
    file.write_text(json.dumps({**result, "rows": rows}, indent=2) + "\n", "utf-8")
    return file


def _table(rows: list[dict[str, Any]]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    cells = [columns, *([_text(row.get(name)) for name in columns] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    return "\n".join(lines)


def _text(value: Any) -> str:
    if value is None:
        return "-"
    return (
        f"{value:,.3g}"
        if isinstance(value, float) and value < 1000
        else (
            f"{value:,.0f}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
