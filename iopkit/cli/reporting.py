"""``iopkit report``: the dashboard's numbers for a terminal or a script."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

import click
import pandas as pd

from iopkit.actions.viewing import record_view
from iopkit.documents.reports import Report, Selection, Topic, report_on
from iopkit.errors import NotFound, quoted
from iopkit.metrics.cohorts import By
from iopkit.store.opening import open_store
from iopkit.store.transaction import Transaction


class _Day(click.ParamType):
    """A date written year-month-day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date that an option's text means."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(
                f"{quoted(str(value))} is not a date; write year-month-day, such as 2026-01-31.", param, ctx
            )


_DAY = _Day()

Command = Callable[..., None]


_OPTIONS = [
    click.option("--program", metavar="P", help="Only this program, by id."),
    click.option("--group", metavar="G", help="Only this group, by id."),
    click.option("--by", type=click.Choice(get_args(By)), help="Compare these cohorts."),
    click.option("--since", type=_DAY, metavar="D", help="From this date on, such as 2026-01-31."),
    click.option("--until", type=_DAY, metavar="D", help="Up to this date, it included."),
    click.option("--as-of", type=_DAY, metavar="D", help="As things stood on this date. [default: today]"),
    click.option(
        "--format",
        "shape",
        type=click.Choice(["table", "csv", "json"]),
        default="table",
        show_default=True,
        help="For reading, for a spreadsheet or for a script.",
    ),
]


def _options(command: Command) -> Command:
    """Give a report its options, the same for each."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group()
def report() -> None:
    """Attendance, hours and retention, for scripts too.

    Rates are fractions from 0 to 1, and weeks are named by their Monday.
    """


@report.command()
@_options
def attendance(**options: Any) -> None:
    """Who came, week by week, out of those who were expected.

    Dates are those of sessions. The rate is visits as present, late or left_early out of
    all marked visits of sessions that were not cancelled; excused is shown apart.
    """
    _show("attendance", **options)


@report.command()
@_options
def hours(**options: Any) -> None:
    """Hours a client-week, and how many clients reached nine.

    Dates are those of sessions.
    """
    _show("hours", **options)


@report.command()
@_options
def retention(**options: Any) -> None:
    """How long clients stay: Kaplan-Meier curves, with the log-rank test between cohorts.

    Dates are those of admission. The table has a line for each cohort; csv and json have
    every point of each curve.
    """
    _show("retention", **options)


def _show(topic: Topic, *, shape: str, **options: Any) -> None:
    store = open_store()
    try:
        with store.read() as r:
            found = report_on(r, topic, _selection(r, **options))
        record_view(store, "report", None, detail={"topic": topic, "format": shape})
    finally:
        store.close()
    click.echo(_written(found, shape).encode(), nl=False)


def _selection(
    r: Transaction,
    *,
    program: str | None,
    group: str | None,
    by: By | None,
    since: date | None,
    until: date | None,
    as_of: date | None,
) -> Selection:
    programs = {one.id: one.time_zone for one in r.list_programs()}
    if program is not None and program not in programs:
        there = ", ".join(programs) or "none"
        raise NotFound(f"No program {quoted(program)} in this store. Its programs: {there}.")
    home = r.get_group(group).program if group is not None else program
    zone = programs.get(home or "", r.default_time_zone())
    return Selection(
        as_of=as_of or r.now.astimezone(ZoneInfo(zone)).date(),
        program=program,
        group=group,
        by=by,
        since=since,
        until=until,
    )


def _written(found: Report, shape: str) -> str:
    if shape == "json":
        return json.dumps(found.data, indent=2, ensure_ascii=False) + "\n"
    if shape == "csv":
        return found.rows.to_csv(index=False, lineterminator="\n")
    body = "Nothing to show yet." if found.table.empty else _aligned(found.table)
    notes = (click.wrap_text(note, width=100) for note in found.notes)
    return "\n".join([body, "", *notes]) + "\n"


def _aligned(table: pd.DataFrame) -> str:
    """A table in columns: text on the left, numbers on the right with three decimals."""
    texts = {name: [str(name), *map(_text, table[name])] for name in table}
    columns = []
    for name, cells in texts.items():
        width = max(map(len, cells))
        left = not pd.api.types.is_numeric_dtype(table[name])
        columns.append([cell.ljust(width) if left else cell.rjust(width) for cell in cells])
    return "\n".join("  ".join(row).rstrip() for row in zip(*columns, strict=True))


def _text(value: Any) -> str:
    if pd.isna(value):
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
