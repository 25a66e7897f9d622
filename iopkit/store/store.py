"""The store's door: everything goes through a reading or a writing transaction."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine

from iopkit.errors import Refused
from iopkit.store.address import shown
from iopkit.store.answers import in_words
from iopkit.store.news import News
from iopkit.store.transaction import Transaction

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Store:
    """Everything that anyone did, in one database.

    ``clock`` tells the time that is written beside each change; tests give their own. ``operator`` is
    the computer's user, for the audit of what is done without a sign-in, such as by a command.
    """

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine = engine
        self.clock = clock
        self.operator: str | None = _operator()

    @contextmanager
    def read(self, by: str | None = None) -> Iterator[Transaction]:
        """One consistent look at the store; nothing can be changed through it.

        What is refused to ``by`` while they look is written into the audit.
        """
        with self._refusal_kept(by), in_words(), self._reading() as connection, connection.begin():
            yield Transaction(connection, self.clock(), by)

    @contextmanager
    def write(self, by: str | None = None) -> Iterator[Transaction]:
        """One change: it is stored as a whole when the block ends, or not at all when it raises.

        With it goes a row of the audit. A refusal leaves one too, and nothing else.

        Parameters
        ----------
        by
            Id of the person who makes the change; it stands beside what they mark.

        Raises
        ------
        StoreBusy
            Somebody else held the store for longer than five seconds.
        """
        with self._refusal_kept(by), in_words(), self._engine.connect() as connection:
            writing = connection.execution_options(iopkit_writes=True)
            with writing.begin():
                transaction = Transaction(writing, self.clock(), by, self.operator)
                yield transaction
                transaction.seal()

    @contextmanager
    def _refusal_kept(self, by: str | None) -> Iterator[None]:
        try:
            yield
        except Refused as refused:
            with self.write(by) as w:
                w.record("refused", session=refused.session, detail={"act": refused.act})
            raise

    def _reading(self) -> Connection:
        """A connection that sees one moment of the store and refuses changes."""
        connection = self._engine.connect()
        if connection.dialect.name == "postgresql":
            return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return connection  # SQLite shows one moment by itself; see engines._on_begin for changes

    def news(self) -> News | None:
        """What tells of changes as they are stored; None where one has to look from time to time."""
        return News(self._engine) if self._engine.dialect.name == "postgresql" else None

    @property
    def place(self) -> str:
        """Where it is, as it may be shown: a file, or an address without its password."""
        return shown(self._engine.url)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _operator() -> str | None:
    """Who runs this process, as the computer knows them."""
    try:
        return f"{getpass.getuser()} (this computer)"
    except (KeyError, OSError):  # a container may have a user without a name
        return None
