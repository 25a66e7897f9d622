"""What databases answer when something fails, said for the person who pressed."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from iopkit.errors import DiskFull, IopkitError, NotAllowed, StoreBusy, StoreError

#: PostgreSQL's codes for a lock that was waited for too long, a deadlock, and two changes that cross; and
#: what drivers say that give no code.
_BUSY = ("55P03", "40P01", "40001")
_BUSY_WORDS = ("database is locked", "table is locked", "busy", "deadlock")
_FULL = "53100"
_STILL_THERE = "Everything that was shown as saved is still there."


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what a database, or Python on the way to it, raises into a sentence.

    Raises
    ------
    StoreBusy, DiskFull, StoreError
        What the database said.
    NotAllowed
        A text or a number that no database keeps.
    """
    try:
        yield
    except DBAPIError as error:
        raise said_by(error) from error
    except UnicodeEncodeError as error:
        says = "Not saved: a text ends in half a sign, which cannot be kept. Write it anew."
        raise NotAllowed(says) from error
    except OverflowError as error:
        raise NotAllowed("Not saved: a number or a date is too large to be kept. Correct it.") from error


def said_by(error: DBAPIError) -> IopkitError:
    """What to say of an error of a database."""
    code, text = getattr(error.orig, "sqlstate", None), str(error.orig)
    if "the records were moved" in text:
        return StoreError(
            "Not saved: the records of this store were moved to another. "
            "Start iopkit again with IOPKIT_DATABASE set to that."
        )
    if isinstance(error, IntegrityError):
        return StoreError(
            "Not saved: the store refused it: what it refers to is not there, or its like is there already. "
            "Reload the page and look."
        )
    if code in _BUSY or (code is None and any(word in text for word in _BUSY_WORDS)):
        return StoreBusy("Not saved: the store is busy. Press the button again.")
    if code == _FULL or "disk is full" in text:
        return DiskFull(f"Not saved: the disk is full. Make room on it, then press again. {_STILL_THERE}")
    if "disk I/O error" in text:
        says = "Not saved: the disk takes no more: it is full, or it fails. Look after it, then press again."
        return DiskFull(f"{says} {_STILL_THERE}")
    if error.connection_invalidated:
        return StoreError(f"Not saved: the database server went away. Press again. {_STILL_THERE}")
    answered = "answered" if isinstance(error, OperationalError) else "refused it"
    return StoreError(f"Not saved: the store {answered}: {_first_line(text)}.")


def _first_line(text: str) -> str:
    return next(iter(text.strip().splitlines()), "nothing more").rstrip(".")
