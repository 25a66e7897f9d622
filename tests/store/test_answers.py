"""What a database says, in the words of the page."""

import sqlite3
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from iopkit.errors import DiskFull, NotAllowed, StoreBusy, StoreError
from iopkit.store.answers import in_words, said_by


class Answer(sqlite3.OperationalError):
    """A driver's error; a server's has a code."""

    def __init__(self, text: str, sqlstate: str | None = None) -> None:
        super().__init__(text)
        if sqlstate:
            self.sqlstate = sqlstate


def _error(text: str, sqlstate: str | None = None, **more: Any) -> DBAPIError:
    return OperationalError("UPDATE clients", {}, Answer(text, sqlstate), **more)


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (_error("database is locked"), StoreBusy, "the store is busy. Press the button again."),
        (_error("canceling statement due to lock timeout", "55P03"), StoreBusy, "the store is busy."),
        (_error("deadlock detected", "40P01"), StoreBusy, "the store is busy."),
        (_error("could not serialize access", "40001"), StoreBusy, "the store is busy."),
        (_error("database or disk is full"), DiskFull, "the disk is full. Make room on it"),
        (_error("could not extend file: no space", "53100"), DiskFull, "the disk is full."),
        (_error("disk I/O error"), DiskFull, "the disk takes no more"),
        (
            _error("server closed it", connection_invalidated=True),
            StoreError,
            "the database server went away.",
        ),
        (_error("no such table: heron\nLINE 1"), StoreError, "the store answered: no such table: heron."),
        (_error(""), StoreError, "the store answered: nothing more."),
    ],
)
def test_each_answer_has_its_sentence(error: DBAPIError, kind: type[StoreError], says: str) -> None:
    said = said_by(error)
    assert type(said) is kind
    assert str(said).startswith(f"Not saved: {says}")
    assert "UPDATE" not in str(said)


def test_a_broken_reference_shows_nothing_of_the_database() -> None:
    said = said_by(IntegrityError("INSERT", {}, sqlite3.IntegrityError("FOREIGN KEY constraint failed")))
    assert "FOREIGN" not in str(said)
    assert str(said).startswith("Not saved: the store refused it: what it refers to is not there")


@pytest.mark.parametrize(
    ("action", "says"),
    [(lambda: "\ud800".encode(), "half a sign"), (lambda: int(float("inf")), "too large to be kept")],
)
def test_what_no_database_keeps_is_refused_too(action: Any, says: str) -> None:
    with pytest.raises(NotAllowed, match=says), in_words():
        action()
