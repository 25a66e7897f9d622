"""``iopkit check`` and ``iopkit curriculum``: what is written in the curricula."""

import json
from pathlib import Path
from typing import Any

import click

from iopkit.content.library import Library, curricula_folder, read_library
from iopkit.content.schemas import write_schemas


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def check(folder: Path | None) -> None:
    """Say everything that is wrong in the curricula, with file, step and remedy.

    FOLDER holds the curricula; without it IOPKIT_CURRICULA, else those that come with iopkit.
    The exit status is 1 when there is a fault.
    """
    library = read_library(folder)
    for fault in library.faults:
        click.echo(str(fault))
    click.echo(_counted(library))
    if library.faults:
        raise click.exceptions.Exit(1)


@click.group()
def curriculum() -> None:
    """List the session plans, or write their schemas."""


@curriculum.command("list")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="For reading, or for a script.",
)
def list_(shape: str) -> None:
    """List the session plans in the order in which they are run.

    Counted minutes are those that count as treatment: all but the breaks.
    """
    library = read_library()
    plans = [_described(library, plan_id) for plan_id in library.plans]
    if library.faults:
        click.echo(f"{_counted(library)} Run 'iopkit check' to see them.", err=True)
    if shape == "json":
        click.echo(json.dumps(plans, indent=2, ensure_ascii=False).encode())
    else:
        for line in _lines(plans):
            click.echo(line)


@curriculum.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def schema(folder: Path | None) -> None:
    """Write the JSON Schemas of plans and worksheets into FOLDER/schemas.

    An editor that knows JSON Schema can then check a file while it is written. FOLDER is that of
    the curricula when it is not given.
    """
    for file in write_schemas(folder or curricula_folder()):
        click.echo(f"Written: {file}")


def _counted(library: Library) -> str:
    sheets = sum(map(len, library.sheets_of.values()))
    faults = f"{len(library.faults)} {'fault' if len(library.faults) == 1 else 'faults'}"
    return (
        f"{len(library.plans)} session plans and {sheets} worksheets in {library.files} files: "
        f"{faults if library.faults else 'no fault'}."
    )


def _described(library: Library, plan_id: str) -> dict[str, Any]:
    plan = library.plans[plan_id]
    return {
        "id": plan.id,
        "title": plan.title,
        "curriculum": plan.curriculum,
        "minutes": plan.minutes,
        "counted_minutes": plan.counted_minutes,
        "steps": [
            {"title": step.title, "minutes": step.minutes, "kind": step.kind.value} for step in plan.steps
        ],
        "worksheets": [sheet.id for sheet in library.worksheets(plan)],
    }


def _lines(plans: list[dict[str, Any]]) -> list[str]:
    """The plans in columns."""
    rows = [("id", "minutes", "counted", "steps", "worksheets", "title")]
    for plan in plans:
        sizes = (plan["minutes"], plan["counted_minutes"], len(plan["steps"]), len(plan["worksheets"]))
        rows.append((plan["id"], *map(str, sizes), plan["title"]))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_line(row, widths) for row in rows]


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    first, *numbers, last = row
    cells = [
        first.ljust(widths[0]),
        *(one.rjust(width) for one, width in zip(numbers, widths[1:], strict=False)),
    ]
    return "  ".join([*cells, last])
