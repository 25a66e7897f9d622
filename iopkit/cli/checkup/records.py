"""The store itself: whether it opens and is sound, its backups, its accounts, its clock."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from iopkit.cli.checkup.finding import Finding, fault, ok, warning
from iopkit.errors import IopkitError, StoreError
from iopkit.store.opening import open_store, stored_version
from iopkit.store.transaction import Transaction
from iopkit.store.upgrading import latest_version, refuse_newer

BACKUP_DAYS = 7
CLOCK_SLACK = timedelta(minutes=2)


def records() -> Iterator[Finding]:
    """All that is found in the store; it is not changed, and an older one is not migrated."""
    try:
        version = stored_version()
        refuse_newer(version)
    except IopkitError as error:
        yield fault("store", *_in_two(error))
        return
    if version < latest_version():
        yield warning(
            "store",
            f"The store opens, at version {version}; this iopkit works with version {latest_version()}.",
            "The next command that opens it brings it up to date; then run 'iopkit doctor' again.",
        )
        return
    yield from _inside(version)


def _inside(version: int) -> Iterator[Finding]:
    store = open_store()
    try:
        for look in (_soundness(version), _stays, _encryption, _accounts, _backups, _clock):
            with store.read() as r:
                yield look(r)
    except StoreError:
        yield fault(
            "store",
            "The store opens, and a part of it cannot be read.",
            "Stop iopkit, keep the file as it is, and restore your last backup into a new place.",
        )
    finally:
        store.close()


def _in_two(error: IopkitError) -> tuple[str, str]:
    """What is wrong, and what to do, from a sentence that says both."""
    says, _, do = str(error).partition(". ")
    return f"{says.rstrip('.')}.", do or "Look at what IOPKIT_DATABASE names, or restore your last backup."


def _soundness(version: int) -> Callable[[Transaction], Finding]:
    def look(r: Transaction) -> Finding:
        damage = r.list_damage()
        if damage:
            return fault(
                "store",
                f"The store is damaged: {damage[0]}"
                + (f", and {len(damage) - 1} more." if damage[1:] else "."),
                "Stop iopkit, keep the file as it is, and restore your last backup into a new place.",
            )
        return ok("store", f"The store opens, at version {version}, and is sound.")

    return look


def _stays(r: Transaction) -> Finding:
    misfit = r.count_misfit_stays()
    if not misfit:
        return ok("stays", "The length of every stay is what its dates say.")
    return fault(
        "stays",
        f"{misfit} {'stay has a length' if misfit == 1 else 'stays have lengths'} that the dates do not "
        "give, and the dashboard counts them wrongly. Something other than iopkit wrote into the store.",
        "Restore your last backup into a new place, and let nothing else write into the store.",
    )


def _encryption(r: Transaction) -> Finding:
    encrypted = r.is_encrypted()
    if encrypted is None:
        return ok(
            "encryption", "The store is on a server; whether its disk is encrypted cannot be seen here."
        )
    if encrypted:
        return ok("encryption", "The store is encrypted.")
    if r.find_setting("demonstration"):
        return ok("encryption", "The store is not encrypted; nobody in a demonstration is real.")
    return warning(
        "encryption",
        "The store is not encrypted: who gets hold of the disk can read it, unless all of it is encrypted.",
        "Run 'iopkit rekey'.",
    )


def _accounts(r: Transaction) -> Finding:
    number = sum(one.disabled_at is None for one in r.list_accounts())
    if number:
        return ok("accounts", f"{number} {'person' if number == 1 else 'people'} can sign in.")
    if r.find_setting("demonstration"):
        return ok("accounts", "There is no account; nobody in a demonstration is real.")
    return fault(
        "accounts",
        "Nobody can sign in, and whoever can use this computer can use the pages.",
        "Run 'iopkit user add'.",
    )


def _backups(r: Transaction) -> Finding:
    last = r.find_last_backup()
    if last is not None and r.now - last <= timedelta(days=BACKUP_DAYS):
        return ok("backups", f"The last backup was made on {last.astimezone():%Y-%m-%d at %H:%M}.")
    if r.find_setting("demonstration"):
        return ok("backups", "There is no backup of late; a demonstration needs none.")
    if last is None:
        return warning("backups", "No backup was ever made.", "Run 'iopkit backup FILE'.")
    days = (r.now - last).days
    return warning(
        "backups", f"The last backup was made {days} days ago.", "Run 'iopkit backup FILE', and once a day."
    )


def _clock(r: Transaction) -> Finding:
    latest = r.latest_act()
    if latest is not None and latest - r.now > CLOCK_SLACK:
        return fault(
            "clock",
            f"The clock says {r.now.astimezone():%Y-%m-%d %H:%M}, and the store was last changed at "
            f"{latest.astimezone():%Y-%m-%d %H:%M}, which has not come yet.",
            "Set this computer's clock, and let it follow a time server.",
        )
    return ok("clock", "The clock is not behind what was stored last.")
