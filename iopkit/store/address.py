"""Where the store is: IOPKIT_DATABASE, or a file in the user's data folder."""

import os
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from iopkit.errors import StoreError

VARIABLE = "IOPKIT_DATABASE"


def default_file() -> Path:
    """The SQLite file that is used when nothing else is said."""
    return user_data_path("iopkit", appauthor=False) / "iopkit.sqlite"


def store_address(given: str | None = None) -> URL:
    """The address of the store: what is given, else IOPKIT_DATABASE, else the default file.

    Raises
    ------
    StoreError
        The text is no SQLAlchemy address; it is not repeated, as it may hold a password.
    """
    text = given or os.environ.get(VARIABLE, "").strip()
    if not text:
        return URL.create("sqlite", database=str(default_file()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise StoreError(
            f"What {VARIABLE} holds is no database address. "
            "Give one such as sqlite:////srv/iopkit/iopkit.sqlite or postgresql://user@host/iopkit."
        ) from None
    plain = url.drivername in ("postgresql", "postgres")
    return url.set(drivername="postgresql+psycopg") if plain else url


def file_of(url: URL) -> Path | None:
    """The file of a SQLite address; None for a server or for a store in memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database)).expanduser()


def shown(url: URL) -> str:
    """An address as it may be shown: a file, or a server's without its password."""
    file = file_of(url)
    return str(file) if file else url.render_as_string(hide_password=True)
