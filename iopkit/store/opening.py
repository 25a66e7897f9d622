"""Open a store: make it when asked, bring it up to date, refuse one that is newer than this iopkit."""

import os

from sqlalchemy import URL, Engine

from iopkit.errors import NoStore, StoreBusy, StoreError
from iopkit.store.address import file_of, shown, store_address
from iopkit.store.engines import database_errors, engine_for, log_ahead, sqlite_engine, writing
from iopkit.store.store import Store
from iopkit.store.upgrading import latest_version, refuse_newer, upgrade, version_of


def open_store(address: str | None = None, *, create: bool = False) -> Store:
    """The store at an address, at this iopkit's version; an older one is migrated.

    An encrypted file is opened with the key that its key file or the system keyring has.

    Parameters
    ----------
    address
        A SQLAlchemy address; without one IOPKIT_DATABASE, then the default file.
    create
        Make the store when there is none; encrypted when there is a key file for it already.

    Raises
    ------
    NoStore
        There is none, and ``create`` is False.
    StoreBusy
        Somebody lets nobody else in just now.
    StoreError
        It cannot be reached, its key is missing, or the file is something else.
    StoreTooNew
        A newer iopkit wrote it. It is not touched.
    """
    url, engine = _engine_at(address, create=create)
    try:
        _bring_up_to_date(engine, url, create=create)
    except database_errors(engine) as error:
        engine.dispose()
        raise _cannot_be_opened(url, error) from error
    except StoreError:
        engine.dispose()
        raise
    store = Store(engine)
    _refuse_moved(store)
    return store


def stored_version(address: str | None = None) -> int:
    """The version that the store at an address is at; it is looked at and not touched.

    Raises
    ------
    NoStore
        There is none.
    StoreError
        It cannot be reached, its key is missing, or the file is something else.
    """
    url, engine = _engine_at(address, create=False)
    try:
        with engine.connect() as connection:
            return version_of(connection)
    except database_errors(engine) as error:
        raise _cannot_be_opened(url, error) from error
    finally:
        engine.dispose()


def memory_store() -> Store:
    """A new, empty store in memory; it is gone with the process."""
    engine = sqlite_engine(URL.create("sqlite"))
    _migrate(engine)
    return Store(engine)


def _engine_at(address: str | None, *, create: bool) -> tuple[URL, Engine]:
    url = store_address(address)
    made = _prepare_file(url, create=create)
    if file := file_of(url):
        url = url.set(database=str(file))  # SQLite does not know ~
    try:
        return url, engine_for(url)
    except StoreError:
        if file and made:
            file.unlink()
        raise


def _refuse_moved(store: Store) -> None:
    with store.read() as r:
        place = r.find_setting("moved_to")
    if place:
        store.close()
        raise StoreError(
            f"The records of the store at {store.place} were moved to {place}. Set IOPKIT_DATABASE to that; "
            "what is here stays as it was, and can go once the new store has a backup."
        )


def _no_store(where: str) -> str:
    return (
        f"There is no store at {where}. Make one with 'iopkit demo' or 'iopkit import FOLDER', "
        "or set IOPKIT_DATABASE to where it is."
    )


def _cannot_be_opened(url: URL, error: Exception) -> StoreError:
    reason = str(getattr(error, "orig", error)).strip().splitlines()[0].rstrip(".")
    if "locked" in reason or "lock timeout" in reason:
        return StoreBusy(
            f"The store at {shown(url)} is busy: something such as 'iopkit rekey' lets nobody else in. "
            "Try again."
        )
    return StoreError(f"The store at {shown(url)} cannot be opened: {reason}.")


def _prepare_file(url: URL, *, create: bool) -> bool:
    """Make the file, readable by its owner only, before SQLite would make it readable by all.

    Gives whether it was made now.
    """
    file = file_of(url)
    if file is None or file.exists():
        return False
    if not create:
        raise NoStore(_no_store(str(file)))
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(f"The store at {file} cannot be made: {error.strerror}.") from error
    return True


def _bring_up_to_date(engine: Engine, url: URL, *, create: bool) -> None:
    with engine.connect() as connection:
        version = version_of(connection)
    refuse_newer(version)
    if version == 0 and not create and file_of(url) is None:
        raise NoStore(_no_store(shown(url)))
    if version < latest_version():
        _migrate(engine)
    else:
        log_ahead(engine)


def _migrate(engine: Engine) -> None:
    """Run all pending migrations in one transaction: the store is at the new version, or as it was."""
    log_ahead(engine)
    with writing(engine) as connection:
        upgrade(connection)
