"""A group of commands that costs nothing before one of them is called."""

import io
import os
import sys
from importlib import import_module
from typing import Any, NamedTuple

import click

from iopkit.errors import FaultsError, IopkitError, NotAllowed, quoted

#: How many faults a terminal shows; a person mends these first.
MOST_FAULTS = 100

_NO_TEXT = "What was typed or named here is no text in UTF-8. Give it again, in letters, digits and signs."


class Lazy(NamedTuple):
    """Where a command is, as ``module:name``, and the line that help shows for it."""

    place: str
    summary: str

    def load(self) -> click.Command:
        """The command itself."""
        module, _, name = self.place.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


class LazyGroup(click.Group):
    """Commands by name; what goes wrong in one is told in sentences, and the exit status is 1."""

    def __init__(self, *args: Any, commands_by_name: dict[str, Lazy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = commands_by_name

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click calls it so)
        """The commands, in the order in which they were given."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, loaded now."""
        return self._lazy[cmd_name].load() if cmd_name in self._lazy else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in self._lazy.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except IopkitError as error:
            raise click.exceptions.Exit(tell(error)) from error
        except OSError as error:
            if error.filename is None:  # such as a reader that hangs up, which click knows
                raise
            raise click.exceptions.Exit(tell(_unusable(error))) from error
        except UnicodeError as error:
            raise click.exceptions.Exit(tell(NotAllowed(_NO_TEXT))) from error


def _unusable(error: OSError) -> NotAllowed:
    """What is said of a file or a folder that the computer does not let anybody use so."""
    place = quoted(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else "A file"
    return NotAllowed(f"{place} cannot be used: {error.strerror}. Name another.")


def show_any_text() -> None:
    """Show as an escape what a terminal cannot show, such as a file's odd name: the work is done by then."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell(error: IopkitError) -> int:
    """Show what went wrong on the error stream; gives the exit status."""
    lines = [error.heading, *error.faults[:MOST_FAULTS]] if isinstance(error, FaultsError) else [str(error)]
    if isinstance(error, FaultsError) and len(error.faults) > MOST_FAULTS:
        lines.append(f"... and {len(error.faults) - MOST_FAULTS:,} more.")
    click.echo("\n".join(lines), err=True)
    return 1
