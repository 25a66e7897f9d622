"""The command ``iopkit``: one module a family of commands, loaded when it is called."""

import click

import iopkit
from iopkit.cli.lazy import Lazy, LazyGroup, show_any_text

COMMANDS = {
    "user": Lazy("iopkit.cli.accounts:user", "Accounts: who may sign in, and what they reach."),
    "audit": Lazy("iopkit.cli.audit:audit", "The audit: who did what, when, on whose records."),
    "serve": Lazy("iopkit.cli.serving:serve", "Open the pages on this machine."),
    "backup": Lazy("iopkit.cli.keeping:backup", "Write the whole store into one encrypted file."),
    "restore": Lazy("iopkit.cli.keeping:restore", "Put a backup into an empty store."),
    "rekey": Lazy("iopkit.cli.keeping:rekey", "Encrypt the store, or give it a new key."),
    "migrate-store": Lazy("iopkit.cli.migrating:migrate_store", "Move all records to another store."),
    "doctor": Lazy("iopkit.cli.doctor:doctor", "Look whether everything is well, and say what to do."),
    "demo": Lazy("iopkit.cli.demonstration:demo", "Fill an empty store with a synthetic clinic."),
    "import": Lazy("iopkit.cli.exchange:import_", "Store a folder of CSV tables, or say all that is wrong."),
    "export": Lazy("iopkit.cli.exchange:export", "Write the store's tables into a folder as CSV."),
    "report": Lazy("iopkit.cli.reporting:report", "Attendance, hours and retention, for scripts too."),
    "check": Lazy("iopkit.cli.curricula:check", "Say everything that is wrong in the curricula."),
    "curriculum": Lazy("iopkit.cli.curricula:curriculum", "List the session plans, or write their schemas."),
}


@click.command(
    cls=LazyGroup, commands_by_name=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(iopkit.__version__, prog_name="iopkit")
def main() -> None:
    """Run groups and chart engagement in intensive outpatient programs.

    Records are in one store: a file in your data folder, or whatever database address
    the environment variable IOPKIT_DATABASE holds.
    """
    show_any_text()
