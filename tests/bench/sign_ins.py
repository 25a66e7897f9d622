"""iopkit's own server, and people who are signed in to it as their browser would be."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from servers import Command, Server, served

from iopkit.actions.accounts import add_account, change_password
from iopkit.actions.sign_in import sign_in
from iopkit.model.codes import Role
from iopkit.store.store import Store

#: Whoever supervises every program.
SUPERVISOR = "owl"
_PASSWORD = "hollow oak by the mill"


@contextmanager
def served_iopkit(address: str, place: Path) -> Iterator[Server]:
    """Serve a store as ``iopkit serve`` does."""
    words = [sys.executable, "-m", "iopkit", "serve", "--port", "{port}", "--no-browser"]
    command = Command(words, "/healthz", variables={"IOPKIT_DATABASE": address})
    with served(command, place / "iopkit.log") as server:
        yield server


def sign_in_as_supervisor(store: Store) -> str:
    """Make somebody who supervises every program; gives their token."""
    with store.read() as r:
        programs = [one.id for one in r.list_programs()]
    first = add_account(store, SUPERVISOR, role=Role.SUPERVISOR, name="Owl", programs=programs)
    return _token(store, SUPERVISOR, first)


def sign_in_as_facilitator(store: Store, staff: str, group: str) -> str:
    """Make somebody who leads one group; gives their token."""
    first = add_account(store, staff, role=Role.FACILITATOR, name=staff, groups=[group])
    return _token(store, staff, first)


def cookie(token: str, url: str) -> dict[str, Any]:
    """A token as Playwright takes it."""
    return {"name": "iopkit", "value": token, "url": url, "httpOnly": True, "sameSite": "Strict"}


def _token(store: Store, staff: str, first: str) -> str:
    change_password(store, staff, first, _PASSWORD)
    return sign_in(store, staff, _PASSWORD)
