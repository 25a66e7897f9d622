"""``iopkit doctor``: is everything as it should be, and what to do where it is not."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import click

from iopkit.cli.checkup.certificate import certificate as certificate_found
from iopkit.cli.checkup.files import disk, permissions
from iopkit.cli.checkup.finding import Finding, State, warning
from iopkit.cli.checkup.records import records

_FILE = click.Path(path_type=Path)
_JUMP_SECONDS = 1.0


@click.command()
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="For reading or for a script.",
)
@click.option("--backups", type=_FILE, metavar="FOLDER", help="Where backups go: is there room?")
@click.option("--certificate", type=_FILE, envvar="IOPKIT_CERTIFICATE", help="The server's certificate.")
@click.option("--certificate-key", type=_FILE, envvar="IOPKIT_CERTIFICATE_KEY", help="And its key.")
def doctor(shape: str, backups: Path | None, certificate: Path | None, certificate_key: Path | None) -> None:
    """Look at the store, disk, permissions, certificates, backups, accounts and clock.

    Each line says ok, warning or fault, and what to do. Nothing is changed and no client is named.
    The exit status is 1 when there is a fault. Certificates may also be named by IOPKIT_CERTIFICATE and
    IOPKIT_CERTIFICATE_KEY.
    """
    found = [*_findings(backups, certificate, certificate_key)]
    click.echo(_as_json(found) if shape == "json" else _as_table(found))
    if any(one.state is State.FAULT for one in found):
        raise click.exceptions.Exit(1)


def _findings(backups: Path | None, certificate: Path | None, key: Path | None) -> Iterator[Finding]:
    before = time.time() - time.monotonic()
    yield from records()
    yield from disk(backups)
    yield from permissions()
    yield certificate_found(certificate, key)
    moved = time.time() - time.monotonic() - before
    if abs(moved) > _JUMP_SECONDS:
        yield warning(
            "clock",
            f"The clock jumped by {moved:+.0f} seconds just now.",
            "Let this computer's clock follow a time server.",
        )


def _as_table(found: list[Finding]) -> str:
    lines = []
    for one in found:
        lines.append(f"{one.state:<8} {one.about:<13} {one.says}")
        if one.do:
            lines.append(f"{'':<22} {one.do}")
    return "\n".join(lines)


def _as_json(found: list[Finding]) -> str:
    return json.dumps([one._asdict() for one in found], indent=2, ensure_ascii=False)
