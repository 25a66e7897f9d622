"""``iopkit migrate-store``: from one laptop's file to a server that many share, or back."""

import click

from iopkit.actions.migrate_store import migrate_store as move_records


@click.command()
@click.argument("from_", metavar="FROM")
@click.argument("to", metavar="TO")
def migrate_store(from_: str, to: str) -> None:
    """Move all records from the store FROM to the empty store TO, and close FROM.

    Both are addresses such as sqlite:////srv/iopkit/iopkit.sqlite or postgresql://iopkit@db/iopkit. Give a
    password in PGPASSWORD or a .pgpass file, where nobody sees it in the list of processes. Stop
    'iopkit serve' first: whoever presses meanwhile is told that the store is busy. Every table is held to
    its rows and checksum in FROM before the move counts. FROM stays as it was, and takes no change any more.
    """
    moved = move_records(from_, to)
    width = max(len(name) for name in moved)
    for name, contents in moved.items():
        click.echo(f"{name:<{width}} {contents.rows:>12,}  {contents.sha256[:16]}")
    rows = sum(one.rows for one in moved.values())
    click.echo(
        f"{rows:,} rows of {len(moved)} tables moved; each has the same rows and checksum in both stores.\n"
        "Set IOPKIT_DATABASE to the new address, start 'iopkit serve' again, and make a backup of it."
    )
