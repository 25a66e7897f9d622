"""The store's door: everything goes through a reading or a writing transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from iopkit.errors import StoreBusy, StoreError
from iopkit.store.transaction import Transaction

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Store:
    """Everything that anyone did, in one database.

    ``clock`` tells the time that is written beside each change; tests give their own.
    """

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine = engine
        self.clock = clock

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One consistent look at the store; nothing can be changed through it."""
        with _refusals(), self._reading() as connection, connection.begin():
            yield Transaction(connection, self.clock(), None)

    @contextmanager
    def write(self, by: str | None = None) -> Iterator[Transaction]:
        """One change: it is stored as a whole when the block ends, or not at all when it raises.

        Parameters
        ----------
        by
            Id of the person who makes the change; it stands beside what they mark.

        Raises
        ------
        StoreBusy
            Somebody else held the store for longer than five seconds.
        """
        with _refusals(), self._engine.connect() as connection:
            writing = connection.execution_options(iopkit_writes=True)
            with writing.begin():
                yield Transaction(writing, self.clock(), by)

    def _reading(self) -> Connection:
        """A connection that sees one moment of the store and refuses changes."""
        connection = self._engine.connect()
        if connection.dialect.name == "postgresql":
            return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return connection  # SQLite shows one moment by itself; see opening._on_begin for changes

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if "locked" in str(error.orig) or "busy" in str(error.orig):
            raise StoreBusy("Not saved: the store is busy. Press the button again.") from error
        raise StoreError(f"Not saved: the store answered: {_first_line(error)}.") from error
    except DBAPIError as error:
        raise StoreError(f"Not saved: the store refused it: {_first_line(error)}.") from error


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0].rstrip(".")
