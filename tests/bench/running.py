"""Runs benches by name: each is a module here with ``run() -> list[dict]``, which may take minutes.

What a bench finds is printed as a table and kept as JSON in ``build/bench``, with the machine it ran on.
"""

import json
import os
import platform
import re
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = ROOT / "build" / "bench"


def names() -> list[str]:
    """The benches that there are: other modules here have no ``run``."""
    return sorted(path.stem for path in HERE.glob("*.py") if "\ndef run() -> " in path.read_text("utf-8"))


def main(given: list[str]) -> None:
    """Run the benches that were asked for, one after the other; with ``--write`` alone, only write."""
    there = names()
    asking = ArgumentParser(prog="python3 scripts/bench", description=f"The benches are {', '.join(there)}.")
    asking.add_argument("names", nargs="*", metavar="NAME", help="which to run")
    asking.add_argument("--rounds", type=int, help="how often each thing is measured")
    asking.add_argument("--only", help="of the bench page: pages by parts of their names, as in iopkit,Dash")
    asking.add_argument("--write", action="store_true", help="put the results into docs and the README")
    asked = asking.parse_args(given)
    if set(asked.names) - set(there) or not (asked.names or asked.write):
        asking.error(f"name some of {', '.join(there)}")
    sys.path.append(str(ROOT / "tests" / "adversity"))  # a page without a browser is described there
    if asked.only and asked.names != ["page"]:
        asking.error("--only chooses among the pages of the bench page")
    _run(asked.names, asked.rounds, asked.only)
    if asked.write:
        import_module("readme").write()


def _run(names: list[str], rounds: int | None, only: str | None) -> None:
    # All are looked for before the first one takes its time.
    for name, module in [(name, _module(name)) for name in names]:
        if rounds:
            module.ROUNDS = rounds  # type: ignore[attr-defined]
        if only:
            module.ONLY = only.split(",")  # type: ignore[attr-defined]
        rows = module.run()
        print(f"\n{(module.__doc__ or '').splitlines()[0]}\n\n{_table(rows)}", flush=True)
        file = keep(name, rows, whole=not only)
        print(f"\nKept in {file.relative_to(ROOT)}.")


def _module(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        sys.exit(f"The bench {name} needs {missing.name}; see CONTRIBUTING.md. Nothing was run.")


def keep(name: str, rows: list[dict[str, Any]], *, whole: bool = True) -> Path:
    """Write what a bench found beside the machine that it ran on; a part of it never gets into the README."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    result = {
        "bench": name,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "whole": whole,
        "rows": rows,
    }
    file = RESULTS / f"{name}.json"
    file.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    return file


def machine() -> dict[str, Any]:
    """What the numbers depend on, and who else used it."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        # Others that used the machine when the bench ended would have slowed down what it measured.
        "load": round(psutil.getloadavg()[0], 1),
    }


def _processor() -> str:
    """The model where Linux tells it, else the kind."""
    file = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", file.read_text("utf-8"), re.M) if file.exists() else None
    return found[1].strip() if found else platform.machine()


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
