"""Learning at once that somebody changed a shared store, also through another server."""

import time
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

#: What PostgreSQL calls out when a change is stored.
_CHANNEL = "iopkit_change"


def call_out(connection: Connection) -> None:
    """Let everybody who listens know of this change once it is stored; a file cannot, and is looked at."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"NOTIFY {_CHANNEL}"))


class News:
    """Listens to a PostgreSQL server on a connection of its own; for one thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._line: Any = None

    def wait(self, seconds: float) -> bool:
        """Wait until something is changed, or for so long; gives whether it was.

        What was changed since the last wait counts. When the server cannot be reached nothing is heard, and
        the next wait tries again.
        """
        try:
            heard = list(self._listening().notifies(timeout=seconds, stop_after=1))
        except (DBAPIError, self._engine.dialect.loaded_dbapi.Error):
            self.close()
            time.sleep(seconds)
            return False
        return bool(heard)

    def close(self) -> None:
        """Listen no more."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(self._engine.dialect.loaded_dbapi.Error):
                line.close()

    def _listening(self) -> Any:
        if self._line is None:
            taken = self._engine.raw_connection()
            self._line = taken.driver_connection
            taken.detach()  # it says LISTEN for ever, so nobody else may get it from the pool
            self._line.autocommit = True
            self._line.execute(f"LISTEN {_CHANNEL}")
        return self._line
