"""``iopkit demo``: a synthetic clinic to learn and to show with."""

import click

from iopkit.actions.demonstration import make_demonstration
from iopkit.errors import NotAllowed
from iopkit.store.opening import open_store
from iopkit.store.store import Store


@click.command()
@click.option("--seed", type=int, default=1, show_default=True, help="The same number makes the same clinic.")
@click.option("--clients", type=click.IntRange(1), default=120, show_default=True, help="How many people.")
def demo(seed: int, clients: int) -> None:
    """Fill an empty store with a synthetic clinic.

    Three programs over nine months, with discharges and stays as in the national figures for
    intensive outpatient treatment. Nobody in it is real, and every page that shows it says so.
    """
    store = open_store(create=True)
    try:
        _refuse_real_records(store)
        made = make_demonstration(store, seed=seed, clients=clients)
    finally:
        store.close()
    click.echo(
        f"Demonstration data, nobody in it is real: {made.programs} programs, {made.groups} groups, "
        f"{made.clients:,} clients with {made.episodes:,} episodes ({made.enrolled:,} in treatment now), "
        f"{made.sessions:,} sessions, {made.attendance:,} attendance rows."
    )


def _refuse_real_records(store: Store) -> None:
    with store.read() as r:
        held = len(r.list_client_ids())
    if held:
        raise NotAllowed(
            f"This store holds {held:,} clients already, and a demonstration needs an empty one. "
            "Set IOPKIT_DATABASE to another place, such as sqlite:///demo.sqlite."
        )
