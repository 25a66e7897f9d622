"""What is around the store on the disk: free space, and who may touch the files."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from iopkit.cli.checkup.finding import Finding, fault, ok, warning
from iopkit.store.address import file_of, store_address
from iopkit.store.keys import VARIABLE, key_file_of

LEAST_FREE = 100_000_000
LITTLE_FREE = 1_000_000_000
_BESIDE = ("", "-wal", "-shm", "-journal")


def disk(backups: Path | None) -> Iterator[Finding]:
    """Free space where the store is, and where backups go when that is said."""
    file = file_of(store_address())
    size = file.stat().st_size if file and file.exists() else 0
    if file is None:
        yield ok("disk", "The store is on a server; its disk cannot be seen here.")
    else:
        folder = next(one for one in file.absolute().parents if one.exists())
        yield _space("disk", folder, f"at the store, {folder}", size)
    if backups is not None:
        yield _space("disk", backups, f"for backups, {backups}", size)


def permissions() -> Iterator[Finding]:
    """Who may read or change the store, what is beside it, its key and its folder."""
    file = file_of(store_address())
    if file is None or os.name != "posix":
        yield ok("permissions", "There is no file of a store here whose permissions could be looked at.")
        return
    wrong = [*_shared_files(file), *_open_folder(file.parent)]
    yield from wrong or [ok("permissions", "The store, its key and its folder are open to their owner only.")]
    named = os.environ.get(VARIABLE, "").strip()
    if named and not key_file_of(file).exists():
        yield warning(
            "permissions", f"{VARIABLE} names {named}, and there is no such file.", "Put the key there."
        )


def _space(about: str, folder: Path, where: str, size: int) -> Finding:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return fault(about, f"The disk {where} cannot be looked at: {error.strerror}.", "Make the folder.")
    says = f"{free / 1e9:,.1f} GB are free {where}."
    if free < max(LEAST_FREE, size):
        return fault(about, says, "Make room now: when the disk is full nothing more can be saved.")
    if free < max(LITTLE_FREE, 3 * size):
        return warning(about, says, "Make room soon.")
    return ok(about, says)


def _shared_files(file: Path) -> Iterator[Finding]:
    files = [file.with_name(file.name + suffix) for suffix in _BESIDE] + [key_file_of(file)]
    for one in files:
        if one.exists() and (mode := stat.S_IMODE(one.stat().st_mode)) & 0o077:
            yield fault(
                "permissions",
                f"Others than its owner may use {one} (mode {mode:o}).",
                f"Run 'chmod 600 {one}'.",
            )


def _open_folder(folder: Path) -> Iterator[Finding]:
    if folder.exists() and (mode := stat.S_IMODE(folder.stat().st_mode)) & 0o022:
        yield fault(
            "permissions",
            f"Others may put files into the store's folder {folder} (mode {mode:o}), or take the store away.",
            f"Run 'chmod 700 {folder}', or move the store into a folder of its own.",
        )
