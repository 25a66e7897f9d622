"""``iopkit curriculum hours``, ``binder`` and ``calendar``: a curriculum as a program."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from iopkit.content.library import Library, curricula_folder, read_library
from iopkit.content.outline import curriculum_outline
from iopkit.content.rules_file import read_rules
from iopkit.content.starter import copy_starter
from iopkit.documents.binder import PAPERS, binder_pdf
from iopkit.documents.calendar_file import calendar_file
from iopkit.documents.program_hours import program_hours
from iopkit.errors import NotAllowed, quoted
from iopkit.model.program import ProgramRules


@click.command()
@click.argument("curriculum")
@click.option(
    "--rules", "given", metavar="FILE", help="A file of rules, or the id of one that comes with iopkit."
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="For reading, or for a script.",
)
def hours(curriculum: str, given: str | None, shape: str) -> None:
    """Count the hours of CURRICULUM, breaks left out, and hold them against rules.

    The rules that come with iopkit are files in curricula/rules, each with its source and date. They
    differ by payer and state: copy one and put your payer's numbers in.
    """
    library = read_library()
    found = program_hours(curriculum_outline(library, curriculum), library, _rules(given, library))
    if shape == "json":
        click.echo(json.dumps(found, indent=2, ensure_ascii=False).encode())
        return
    for line in _lines(found):
        click.echo(line)


def _rules(given: str | None, library: Library) -> ProgramRules | None:
    if given is None:
        return None
    return library.rules.get(given) or read_rules(Path(given))


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [f"{'week':>4}  {'days':>4}  {'minutes':>7}  {'hours':>5}  counted minutes of each day"]
    for one in found["weeks"]:
        days = "  ".join(str(day["counted_minutes"]) for day in one["days"])
        minutes, worth = one["counted_minutes"], one["counted_hours"]
        lines.append(f"{one['week']:>4}  {len(one['days']):>4}  {minutes:>7}  {worth:>5g}  {days}")
    lines.append(f"{found['plans']} plans, {found['counted_minutes'] / 60:g} counted hours.")
    if found["rules"]:
        rules = found["rules"]
        lines += found["says"] or ["Every day and every week meets these rules."]
        lines.append(f"Rules: {rules['title']}. {rules['source']} (as of {rules['as_of']}).")
    return lines


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@click.command()
@click.argument("curriculum")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--first-day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="A day of the first week."
)
@click.option(
    "--weekdays", default="mon,wed,fri", show_default=True, help="The weekdays of day 1, 2 and so on."
)
@click.option(
    "--at", "at", type=click.DateTime(["%H:%M"]), default="09:00", show_default=True, help="Local time."
)
@click.option("--zone", default="America/New_York", show_default=True, help="Name of the time zone.")
def calendar(
    curriculum: str, file: Path, first_day: datetime, weekdays: str, at: datetime, zone: str
) -> None:
    """Write the days of CURRICULUM to FILE as iCalendar events, which calendars import.

    No client and no group is named in it.
    """
    library = read_library()
    outline = curriculum_outline(library, curriculum)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise NotAllowed(
            f"There is no time zone {quoted(zone)}. Give one such as America/Chicago."
        ) from error
    written = calendar_file(
        outline,
        library,
        first_week=first_day.date(),
        weekdays=_weekdays(weekdays),
        at=at.time(),
        zone=zone,
    )
    _write(file, written)


def _weekdays(given: str) -> list[int]:
    names = [one.strip().lower()[:3] for one in given.split(",")]
    unknown = [one for one in names if one not in _DAYS]
    if unknown:
        raise NotAllowed(f"{quoted(unknown[0])} is no weekday. Use {', '.join(_DAYS)}.")
    return [_DAYS.index(one) for one in names]


@click.command()
@click.argument("curriculum")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--rules",
    "given",
    metavar="FILE",
    multiple=True,
    help="Rules to hold its hours against; as often as wanted.",
)
@click.option(
    "--paper",
    type=click.Choice(list(PAPERS)),
    default="letter",
    show_default=True,
    help="The paper that it is printed on.",
)
def binder(curriculum: str, file: Path, given: tuple[str, ...], paper: str) -> None:
    """Print CURRICULUM into FILE: every plan, every worksheet to copy, one PDF."""
    library = read_library()
    rules = [rules for one in given if (rules := _rules(one, library))]
    _write(file, binder_pdf(curriculum_outline(library, curriculum), library, rules, paper))


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise NotAllowed(f"{file} cannot be written: {error.strerror}. Name another file.") from error
    click.echo(f"Written: {file} ({len(content):,} bytes)")


@click.command()
@click.argument("name")
@click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path),
    help="Where to put it; the curricula folder if not given.",
)
def new(name: str, folder: Path | None) -> None:
    """Begin a curriculum of your own: copy the starter as NAME and say what to do next.

    NAME is its id: lower case letters, digits and hyphens.
    """
    written = copy_starter(folder or curricula_folder(), name)
    click.echo(f"Written: {written}")
    click.echo("Open its plan.md, change what is there, and run 'iopkit check' as often as you like.")
