"""``iopkit import`` and ``iopkit export``: a clinic's records as a folder of CSV tables."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from iopkit.actions.import_folder import ImportReport, import_folder
from iopkit.documents.export_folder import export_folder
from iopkit.errors import NoStore
from iopkit.store.address import file_of, store_address
from iopkit.store.opening import memory_store, open_store
from iopkit.store.store import Store


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Look for faults only; store nothing.")
@click.option(
    "--time-zone",
    metavar="Z",
    help="Time zone of new programs, such as America/New_York. "
    "[default: the store's, else IOPKIT_TIME_ZONE, else this machine's]",
)
def import_(folder: Path, dry_run: bool, time_zone: str | None) -> None:
    """Store the CSV tables of FOLDER: all of them, or nothing.

    The tables are clients.csv, episodes.csv, groups.csv, members.csv, sessions.csv and
    attendance.csv, in UTF-8 with a header; a folder may hold any of them. Every fault of
    every file is shown with its row, its column and what to do about it.
    """
    store = _store_for(dry_run=dry_run)
    try:
        with _progress() as progress:
            report = import_folder(store, folder, dry_run=dry_run, time_zone=time_zone, progress=progress)
    finally:
        store.close()
    click.echo(_said(report, "Nothing is wrong. Rows to store" if dry_run else "Rows stored"))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def export(folder: Path) -> None:
    """Write the store's tables into FOLDER, as `iopkit import` takes them.

    The folder is made when it is missing; tables that it holds already are not overwritten.
    Cells are written as they are: open the files as text in a spreadsheet, so that none is
    taken for a formula. The files name people; they can be read by their owner only.
    """
    store = open_store()
    try:
        counts = export_folder(store, folder)
    finally:
        store.close()
    click.echo(f"Rows written to {folder}: {_counted(counts)}.")


def _store_for(*, dry_run: bool) -> Store:
    """The store to import into; a dry run makes none where there is none."""
    if not dry_run:
        return open_store(create=True)
    file = file_of(store_address())
    if file is not None and file.exists() and not file.stat().st_size:
        return memory_store()
    try:
        return open_store()
    except NoStore:
        return memory_store()


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _said(report: ImportReport, verb: str) -> str:
    lines = [f"{verb}: {_counted(report.counts)}."]
    if report.programs:
        lines.append(f"New programs, in the time zone {report.time_zone}: {', '.join(report.programs)}")
    if report.staff:
        lines.append(f"New staff: {', '.join(report.staff)}")
    return "\n".join(lines)


class _Bars:
    """One progress bar after another, each for what is being done."""

    def __init__(self) -> None:
        self._label = ""
        self._done = 0
        self._open = ExitStack()

    def __call__(self, label: str, done: int, total: int) -> None:
        """Move on to ``done`` of ``total``."""
        if label != self._label:
            self.close()
            bar = click.progressbar(length=total, label=f"{label:<24}", file=sys.stderr)
            self._label, self._done, self._bar = label, 0, self._open.enter_context(bar)
        self._bar.update(done - self._done)
        self._done = done

    def close(self) -> None:
        """End the line of the last bar."""
        self._open.close()


@contextmanager
def _progress() -> Iterator[_Bars | None]:
    """Bars on a terminal; nothing where the error stream is read by something else."""
    bars = _Bars() if sys.stderr.isatty() else None
    try:
        yield bars
    finally:
        if bars:
            bars.close()
