"""``iopkit check`` and ``iopkit curriculum``: what is written in the curricula."""

import json
from pathlib import Path
from typing import Any

import click

from iopkit.cli.lazy import Lazy, LazyGroup
from iopkit.content.library import Library, curricula_folder, read_library
from iopkit.content.schemas import write_schemas
from iopkit.content.standards import review, rules
from iopkit.errors import quoted

_CURRICULUM = {
    "list": Lazy("iopkit.cli.curricula:list_", "List the session plans in the order in which they are run."),
    "new": Lazy("iopkit.cli.program:new", "Begin a curriculum of your own from a starter."),
    "hours": Lazy("iopkit.cli.program:hours", "Count the hours of a curriculum against rules."),
    "calendar": Lazy("iopkit.cli.program:calendar", "Write a curriculum's days as a calendar file."),
    "binder": Lazy("iopkit.cli.program:binder", "Print a curriculum with its worksheets as one PDF."),
    "schema": Lazy(
        "iopkit.cli.curricula:schema", "Write JSON Schemas for an editor that checks while you type."
    ),
}


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--explain",
    metavar="RULE",
    help="Say what a house rule holds, why, and how to mend; 'all' for every one.",
)
def check(folder: Path | None, explain: str | None) -> None:
    """Say everything that is wrong in the curricula, with file, step and remedy.

    FOLDER holds the curricula; without it IOPKIT_CURRICULA, else those that come with iopkit.
    The exit status is 1 when there is a fault. The name in brackets behind a fault is the house rule that
    it breaks. Plans with status draft are told what they still need; that is no fault.
    """
    if explain:
        _explain(explain)
        return
    library = read_library(folder)
    reviewed = review(library)
    faults = [*library.faults, *reviewed.faults]
    for line in [*map(str, faults), *(f"To do: {one}" for one in reviewed.to_do)]:
        click.echo(line)
    if any(one.rule for one in [*faults, *reviewed.to_do]):
        click.echo("Why a rule is there, and how to mend: iopkit check --explain RULE")
    if not reviewed.measured:
        click.echo("Reading grades were not measured: install iopkit with its extra 'authors'.", err=True)
    click.echo(_counted(library, len(faults)))
    if faults:
        raise click.exceptions.Exit(1)


def _explain(name: str) -> None:
    known = rules()
    if name != "all" and name not in known:
        raise click.UsageError(f"There is no rule {quoted(name)}. Its rules: {', '.join(known)}.")
    for rule in known.values() if name == "all" else [known[name]]:
        click.secho(rule.name, bold=True)
        for line in (rule.holds, f"Why: {rule.why}", f"To mend: {rule.mend}"):
            click.echo(click.wrap_text(line, 96, "  ", "  "))
        click.echo()


@click.group(cls=LazyGroup, commands_by_name=_CURRICULUM)
def curriculum() -> None:
    """Session plans: list them, count their hours, print them, begin your own."""


@click.command("list")
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
        click.echo(f"{_counted(library, len(library.faults))} Run 'iopkit check' to see them.", err=True)
    if shape == "json":
        click.echo(json.dumps(plans, indent=2, ensure_ascii=False).encode())
    else:
        for line in _lines(plans):
            click.echo(line)


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def schema(folder: Path | None) -> None:
    """Write the JSON Schemas of plans and worksheets into FOLDER/schemas.

    An editor that knows JSON Schema can then check a file while it is written. FOLDER is that of
    the curricula when it is not given.
    """
    for file in write_schemas(folder or curricula_folder()):
        click.echo(f"Written: {file}")


def _counted(library: Library, faults: int) -> str:
    sheets = sum(map(len, library.sheets_of.values()))
    found = {0: "no fault", 1: "1 fault"}.get(faults, f"{faults} faults")
    return f"{len(library.plans)} session plans and {sheets} worksheets in {library.files} files: {found}."


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
