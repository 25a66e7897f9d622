"""``iopkit user``: who may sign in, and what they reach."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from iopkit.actions import accounts
from iopkit.actions.giving import give_reach, withdraw_reach
from iopkit.cli.lazy import Lazy, LazyGroup
from iopkit.model.account import Account, Person
from iopkit.model.codes import Role
from iopkit.store.opening import open_store
from iopkit.store.store import Store

_USER = {
    "add": Lazy("iopkit.cli.accounts:add", "Let somebody sign in."),
    "list": Lazy("iopkit.cli.accounts:list_", "Show who may sign in, and what they reach."),
    "allow": Lazy(
        "iopkit.cli.accounts:allow", "Let somebody lead more groups, supervise more programs, or reach sites."
    ),
    "withdraw": Lazy("iopkit.cli.accounts:withdraw", "Take groups, programs or sites from somebody again."),
    "disable": Lazy("iopkit.cli.accounts:disable", "Let somebody sign in no more."),
    "reset": Lazy("iopkit.cli.accounts:reset", "Give somebody a new password, and lift every lock."),
}

_PROGRAM = click.option(
    "--program", "programs", multiple=True, help="A program that they supervise; may be given again."
)
_GROUP = click.option("--group", "groups", multiple=True, help="A group that they lead; may be given again.")

_SITE = click.option(
    "--site",
    "sites",
    multiple=True,
    help="A site that they are given, and nothing outside it; may be given again.",
)


@click.group(cls=LazyGroup, commands_by_name=_USER)
def user() -> None:
    """Accounts: who may sign in, as what, and whose records they reach."""


@click.command()
@click.argument("staff")
@click.option("--role", type=click.Choice([one.value for one in Role]), help="What they do here.")
@click.option("--name", help="What the pages call them; without it their id.")
@_PROGRAM
@_GROUP
@_SITE
def add(staff: str, role: str | None, name: str | None, **reach: tuple[str, ...]) -> None:
    """Let STAFF sign in; their password is shown once.

    STAFF is a short id such as owl. People who are on the staff list already, such as those an import
    brought, keep their name and role. Facilitators reach the groups that they lead, supervisors the
    programs that they supervise; trainers and authors reach no client. Supervisors who are given a site
    supervise all its programs, also those that come later. Whoever is given sites reaches nothing outside.
    """
    with _store() as store:
        given = Role(role) if role else None
        password = accounts.add_account(store, staff, role=given, name=name, **reach)
    _hand_over(staff, password)


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
    """Show every account: id, name, role, whether it is open, and what it reaches."""
    with _store() as store, store.read() as r:
        held = [(one, r.find_person(one.staff)) for one in r.list_accounts()]
    rows = [_row(account, person) for account, person in held if person]
    if shape == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False).encode())
        return
    for row in rows:
        whole = row["sites"] and row["role"] == Role.SUPERVISOR
        reaches = row["reaches"] or ("all of it" if whole else "no client")
        where = f"; sites: {', '.join(row['sites'])}" if row["sites"] else ""
        click.echo(f"{row['id']:<20} {row['role']:<14} {row['state']:<10} {row['name']}: {reaches}{where}")
    if not rows:
        click.echo("No accounts yet. Make the first one: iopkit user add NAME --role administrator")


@click.command()
@click.argument("staff")
@_PROGRAM
@_GROUP
@_SITE
def allow(staff: str, **reach: tuple[str, ...]) -> None:
    """Let STAFF lead more groups, supervise more programs, or reach sites, beside those they have.

    This is how somebody covers for a colleague who is away. The first site is also a bound: it is refused
    to whoever has a group or a program outside it.
    """
    with _store() as store:
        give_reach(store, staff, **reach)
    click.echo(f"{staff} reaches them from the next press on.")


@click.command()
@click.argument("staff")
@click.option("--program", "programs", multiple=True, help="A program to take back; may be given again.")
@click.option("--group", "groups", multiple=True, help="A group to take back; may be given again.")
@click.option("--site", "sites", multiple=True, help="A site to take back; may be given again.")
def withdraw(staff: str, **reach: tuple[str, ...]) -> None:
    """Take groups, programs or sites from STAFF, as when a colleague is back. What they did stays theirs.

    The last site cannot be taken: whoever has none is bound to none. 'iopkit user disable' ends an account.
    """
    if not any(reach.values()):
        raise click.UsageError("Say what to take: --group, --program or --site. Nothing was changed.")
    with _store() as store:
        withdraw_reach(store, staff, **reach)
    click.echo(f"{staff} reaches that no more, from the next press on.")


@click.command()
@click.argument("staff")
def disable(staff: str) -> None:
    """Let STAFF sign in no more; where they are signed in, that ends. What they did stays theirs."""
    with _store() as store:
        accounts.disable_account(store, staff)
    click.echo(f"{staff} can sign in no more. 'iopkit user reset {staff}' lets them in again.")


@click.command()
@click.argument("staff")
def reset(staff: str) -> None:
    """Give STAFF a new password, shown once; locks are lifted, one-time codes are asked for no more."""
    with _store() as store:
        password = accounts.reset_account(store, staff)
    _hand_over(staff, password)


@contextmanager
def _store() -> Iterator[Store]:
    store = open_store()
    try:
        yield store
    finally:
        store.close()


def _hand_over(staff: str, password: str) -> None:
    click.echo(f"Name: {staff}")
    click.echo(f"Password: {password}")
    click.echo("Hand it over in person. It is asked to be changed at the first sign-in, and shown only now.")


def _row(account: Account, person: Person) -> dict[str, Any]:
    return {
        "id": account.staff,
        "name": person.staff.name,
        "role": person.staff.role.value,
        "state": "disabled" if account.disabled_at else "open",
        "reaches": ", ".join([*sorted(person.groups), *sorted(person.programs)]),
        "sites": sorted(person.sites),
        "one_time_codes": account.one_time_key is not None,
    }
