"""``iopkit audit``: whether anybody has touched the record of who did what."""

import click

from iopkit.actions.auditing import verify as verify_audit
from iopkit.cli.lazy import Lazy, LazyGroup
from iopkit.store.opening import open_store

_AUDIT = {"verify": Lazy("iopkit.cli.audit:verify", "Find any row that was altered, removed or put in.")}


@click.group(cls=LazyGroup, commands_by_name=_AUDIT)
def audit() -> None:
    """The audit: who did what, when, on whose records."""


@click.command()
@click.option("--head", help="A head that was kept from an earlier verification or backup.")
def verify(head: str | None) -> None:
    """Work the whole chain out again, and say what does not fit.

    Each row holds the hash of the row before. Keep the head that is shown, on paper or in another
    place, and give it with --head next time: then even somebody who can write the store's file and
    works out every hash anew is found. The exit status is 1 when something does not fit.
    """
    store = open_store()
    try:
        faults = verify_audit(store, head)
        with store.read() as r:
            count, last = r.audit_head()
    finally:
        store.close()
    for fault in faults:
        click.echo(fault)
    click.echo(f"{count:,} rows, {len(faults)} faults. Head: {count}:{last}")
    if faults:
        raise click.exceptions.Exit(1)
