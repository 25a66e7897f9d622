"""A store that is looked at before and after every bad input, and the count of what was tried.

``Watched.attempt`` runs one input. An ``IopkitError`` is a refusal: its text must be a sentence, and no row
of any table but the audit may differ from before. Whatever else is raised is a traceback and fails the test.
An input that is taken is fine too; the audit must verify, and the store is put back as it was, so that every
input meets the same store.
"""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from iopkit.actions.auditing import verify
from iopkit.errors import FaultsError, IopkitError
from iopkit.store.opening import memory_store
from iopkit.store.store import Store

#: What Python, its libraries and databases say, and no person should read.
_INTERNALS = re.compile(
    r"Traceback|<(class|function|bound method|object) |<[\w.]+ object|object at 0x|Error\(|"
    r"Error:|NoneType|datetime\.|ZoneInfo\(|pydantic|sqlalchemy|sqlite3\.|psycopg|File \"|\[Errno|"
    r"SELECT |INSERT |UPDATE |DELETE |UNIQUE|constraint|takes \d+ positional|unexpected keyword|\bNone\b"
)
#: Longer than any sentence that is written; what somebody sent is not repeated at length.
_LONGEST = 700


@dataclass
class Tally:
    """What was tried in this run, and what came of it."""

    inputs: int = 0
    refused: int = 0
    tracebacks: int = 0
    partial_writes: int = 0

    def line(self) -> str:
        return (
            f"inputs {self.inputs}, tracebacks {self.tracebacks}, partial writes {self.partial_writes} "
            f"(refused {self.refused}, taken {self.inputs - self.refused - self.tracebacks})"
        )


TALLY = Tally()


class Watched:
    """A store in memory, as ``fill`` left it."""

    def __init__(self, fill: Callable[[Store], None]) -> None:
        self.store = memory_store()
        fill(self.store)
        with self.store._engine.connect() as connection:
            self._raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)
        self._raw.backup(self._kept)
        self._tables = _tables(self._raw)

    def attempt(
        self, action: Callable[[], object], *, may_count: tuple[str, ...] = (), sent: str = ""
    ) -> str:
        """Do it; gives what was said when it was refused.

        ``may_count`` are tables that a refusal writes to, ``sent`` a text that may stand in what is said.
        """
        TALLY.inputs += 1
        before = self.rows(may_count)
        try:
            action()
        except IopkitError as error:
            TALLY.refused += 1
            self.must_be(before, may_count)
            assert_sentences(error, sent)
            if may_count:
                self.put_back()
            return str(error)
        except Exception:
            TALLY.tracebacks += 1
            raise
        self.put_back()
        return ""

    def must_be(self, before: dict[str, list[Any]], may_count: tuple[str, ...] = ()) -> None:
        """Fail when a refusal left anything behind."""
        after = self.rows(may_count)
        if after != before:
            TALLY.partial_writes += 1
            changed = [name for name in before if after[name] != before[name]]
            raise AssertionError(f"Refused, and yet these tables changed: {', '.join(changed)}")

    def rows(self, besides: tuple[str, ...] = ()) -> dict[str, list[Any]]:
        """Every row of every table but the audit's."""
        return {
            name: self._raw.execute(f"SELECT * FROM {name}").fetchall()
            for name in self._tables
            if name not in besides
        }

    def put_back(self) -> None:
        """Let the store be as it was; what was written until now must hold together."""
        assert verify(self.store) == []
        self._raw.execute("PRAGMA query_only = OFF")
        self._kept.backup(self._raw)


def _tables(raw: sqlite3.Connection) -> list[str]:
    found = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in found if not name.startswith(("audit", "sqlite_"))]


def assert_sentences(error: IopkitError, sent: str = "") -> None:
    """Fail when what is said is not for a person."""
    for text in error.faults if isinstance(error, FaultsError) else [str(error)]:
        assert_sentence(text.replace(sent, ""))


def assert_sentence(text: str) -> None:
    """Fail when a text is no sentence, or shows what is inside the program."""
    assert text.strip(), "nothing was said"
    assert len(text) <= _LONGEST, f"{len(text)} signs: {text[:200]}..."
    assert text.rstrip()[-1] in ".?!", text
    assert not _INTERNALS.search(_without_quotes(text)), text


def _without_quotes(text: str) -> str:
    """A sentence without what it quotes: a person may have written anything there."""
    return re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
