"""``iopkit backup``, ``iopkit restore`` and ``iopkit rekey``: records that nobody reads, and nobody loses."""

from pathlib import Path

import click

from iopkit.actions.backup import back_up
from iopkit.actions.backup import restore as restore_backup
from iopkit.actions.rekey import KeyPlace, Place, Rekeyed
from iopkit.actions.rekey import rekey as rekey_store
from iopkit.errors import NotAllowed, StoreError
from iopkit.store.backup.lines import Manifest, header_of
from iopkit.store.backup.locks import Lock, Passphrase, takes_passphrase
from iopkit.store.keys import Key, read_key_file, write_key_file
from iopkit.store.opening import open_store

KEPT = "I have a copy"
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--key-file", type=_FILE, help="Lock it with the key in this file; made when there is none.")
@click.option("--replace", is_flag=True, help="Write over FILE when it is there already.")
def backup(file: Path, key_file: Path | None, replace: bool) -> None:
    """Write one moment of the whole store into FILE, encrypted, while the store is in use.

    It is locked with a passphrase that is asked for, or with a key file. Before FILE gets its name it
    is read back: every table has the rows and the checksum that it had in the store. Whoever loses
    the passphrase or the key file cannot open it again.
    """
    store = open_store()
    try:
        manifest = back_up(store, file, _new_lock(key_file), replace=replace)
    finally:
        store.close()
    click.echo(f"{file}: {_said(manifest)} Read back and found right.")
    click.echo(
        f"Head of the audit, for 'iopkit audit verify --head': {manifest.audit[0]}:{manifest.audit[1]}"
    )


@click.command()
@click.argument("file", type=_FILE)
@click.option("--key-file", type=_FILE, help="The key file that the backup was locked with.")
def restore(file: Path, key_file: Path | None) -> None:
    """Put the backup FILE into an empty store: all of it, or nothing.

    Where there is no store at IOPKIT_DATABASE, one is made; 'iopkit rekey' makes an encrypted one
    first. A store that holds anything is left alone.
    """
    manifest = restore_backup(file, _lock_of(file, key_file))
    click.echo(f"Restored from {file}: {_said(manifest)} The store was held to it and is the same.")


@click.command()
@click.option(
    "--to",
    type=click.Choice([one.value for one in Place]),
    default=Place.FILE.value,
    show_default=True,
    help="Where the key is kept: a file beside the store (or where IOPKIT_KEY_FILE says), or the "
    "system keyring.",
)
@click.option(
    "--key-is-kept", is_flag=True, help="For scripts: do not ask whether there is a copy of the key."
)
def rekey(to: str, key_is_kept: bool) -> None:
    """Encrypt the store, or give an encrypted one a new key.

    Nobody may have the store open meanwhile: stop 'iopkit serve' first. Where there is no store, an
    empty one is made that is encrypted from the start. A store on a PostgreSQL server is not for this.
    """
    done = rekey_store(Place(to), lambda place: _is_kept(place, asked=not key_is_kept))
    click.echo(_done(done))


def _is_kept(place: KeyPlace, *, asked: bool) -> bool:
    click.echo(
        f"The new key is in {place.words}.\n"
        "Without it nobody can open the store, not even iopkit's makers: lose it, and all records are lost.\n"
        "Backups do not need it: they have a passphrase or key of their own. Copies of the store's file do,\n"
        "and those that were made before now need the key from before.\n"
        f"Make a copy of the key now ({place.copy}), and keep it away from this computer."
    )
    return not asked or click.prompt(f'When you have it, type "{KEPT}"').strip().strip('"') == KEPT


def _done(done: Rekeyed) -> str:
    if not done.was_there:
        return f"There was no store, so an empty one was made, encrypted: {done.file}"
    rows = f"{sum(done.rows.values()):,} rows of {sum(map(bool, done.rows.values()))} tables"
    lines = [f"{done.file} is encrypted with its new key: {rows}, verified."]
    if done.was_plain:
        lines.append(
            "The plain file was overwritten and removed. Copies and older backups of it, and deleted blocks "
            "of the disk, may still hold plain records."
        )
    return "\n".join(lines)


def _said(manifest: Manifest) -> str:
    moment = manifest.origin.made_at.astimezone()
    return (
        f"{sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables, "
        f"as they were on {moment:%Y-%m-%d at %H:%M:%S}."
    )


def _new_lock(key_file: Path | None) -> Lock:
    if key_file is None:
        return Passphrase.chosen(
            click.prompt("Passphrase for this backup", hide_input=True, confirmation_prompt="The same again")
        )
    if not key_file.exists():
        if not key_file.parent.is_dir():
            raise NotAllowed(f"There is no folder {key_file.parent} for the key file.")
        write_key_file(key_file, [Key.new()])
        click.echo(f"A key was made in {key_file}. Copy it to another place: backups open with it alone.")
    return _only_key(key_file)


def _lock_of(file: Path, key_file: Path | None) -> Lock:
    if key_file is not None:
        return _only_key(key_file)
    if not takes_passphrase(header_of(file), file.name):
        raise NotAllowed(f"{file.name} opens with a key: use --key-file.")
    return Passphrase(click.prompt(f"Passphrase of {file.name}", hide_input=True))


def _only_key(key_file: Path) -> Key:
    keys = read_key_file(key_file)
    if len(keys) > 1:
        raise StoreError(f"The key file {key_file} holds {len(keys)} keys; a backup is locked with one.")
    return keys[0]
