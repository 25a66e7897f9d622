"""Forms and addresses of the pages without a kernel: sign-in, unlock, account, audit, with anything in them.

The real application answers on a port of this computer. Each example asks for one of its addresses, or posts
a form to it, as somebody who is signed in or as nobody, with fields that are left out, doubled, odd or raw
bytes. No answer may be a 500 or name what is inside, and an answer that refuses leaves every table but the
audit and the count of failures as it was. Then the store is put back, so that a stay that was ended goes on.
"""

import http.client
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from iopkit.actions.auditing import verify
from iopkit.serve.premises import Premises
from tests.adversity.bad_inputs import clinic
from tests.adversity.bad_inputs.anything import NASTY, SETTINGS
from tests.adversity.bad_inputs.watched import TALLY
from tests.serve.conftest import PASSWORD, House, _open

_PATHS = [
    "",
    "sign-in",
    "sign-out",
    "unlock",
    "account",
    "account/password",
    "account/codes",
    "audit",
    "readyz",
]
_FIELDS = [
    "name",
    "password",
    "code",
    "old",
    "new",
    "again",
    "next",
    "everywhere",
    "demonstration",
    "person",
    "act",
    "client",
    "day",
    "changed",
]
_COUNTED = ("accounts", "sign_ins")
_INSIDE = ("Traceback", 'File "', "iopkit/serve", "Error:", "sqlite3", "sqlalchemy", "SELECT ")

_odd = st.one_of(
    st.sampled_from([one.encode("utf-8", "surrogatepass") for one in NASTY]),
    st.binary(max_size=12),
    st.text(max_size=12).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from([b"owl", b"fox", b"otter", PASSWORD.encode(), b"123456", b"2026-11-03", b"/audit", b"1"]),
)
_sent = st.lists(st.tuples(st.sampled_from(_FIELDS), _odd), max_size=5)
_paths = st.one_of(
    st.sampled_from(_PATHS),
    st.binary(max_size=8).map(lambda raw: f"audit/client/{quote(raw, safe='')}"),
    st.binary(max_size=8).map(lambda raw: quote(raw, safe="")),
)


@dataclass
class Served:
    """The application, and its store as it was."""

    house: House
    file: Path
    kept: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        clinic.quick_passwords()
        for staff in ("owl", "fox", "otter"):
            self.house.token(staff)
        self.kept = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(self.file)) as live:
            live.backup(self.kept)

    def rows(self) -> dict[str, Any]:
        with closing(sqlite3.connect(self.file)) as live:
            names = live.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            return {
                name: live.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                for (name,) in names
                if not name.startswith(("audit", "sqlite_")) and name not in _COUNTED
            }

    def put_back(self) -> None:
        with closing(sqlite3.connect(self.file)) as live:
            self.kept.backup(live)

    def ask(self, method: str, path: str, sent: list[tuple[str, bytes]], by: str | None, raw: bytes) -> None:
        TALLY.inputs += 1
        before = self.rows()
        status, said = self._answer(method, path, sent, by, raw)
        if status >= 500 and path != "readyz":
            TALLY.tracebacks += 1
        assert status < 500 or path == "readyz", said
        for word in _INSIDE:
            assert word not in said
        if status >= 400:
            TALLY.refused += 1
            if self.rows() != before:
                TALLY.partial_writes += 1
                raise AssertionError(f"Answered {status}, and yet rows came or went")
        if method == "POST":
            assert verify(self.house.store) == []
            self.put_back()

    def _answer(
        self, method: str, path: str, sent: list[tuple[str, bytes]], by: str | None, raw: bytes
    ) -> tuple[int, str]:
        cookies = ["_xsrf=abc"] + ([f"iopkit={self.house.token(by)}"] if by else [])
        headers = {"Cookie": "; ".join(cookies), "X-XSRFToken": "abc"}
        body, query = None, ""
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(sent).encode() + raw
        elif sent:
            query = f"?{urlencode(sent)}"
        line = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=60)
        line.request(method, f"/{path}{query}", body, headers)
        got = line.getresponse()
        said = got.read().decode("utf-8", "replace")
        line.close()
        return got.status, said


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IOPKIT_DATABASE", f"sqlite:///{folder / 'clinic.sqlite'}")
        house, close = _open(folder, Premises(), True)
        yield Served(house, folder / "clinic.sqlite")
        close()
        house.store.close()


@settings(SETTINGS, max_examples=900)
@example(method="POST", path="sign-in", sent=[("code", "٣٣٣٣٣٣".encode())], by=None, raw=b"")
@given(
    method=st.sampled_from(["GET", "POST", "POST"]),
    path=_paths,
    sent=_sent,
    by=st.sampled_from([None, "owl", "fox", "otter"]),
    raw=st.one_of(st.just(b""), st.binary(max_size=6)),
)
def test_a_plain_page_answers_anything_without_falling_over(
    served: Served, method: str, path: str, sent: list[tuple[str, bytes]], by: str | None, raw: bytes
) -> None:
    served.ask(method, path, sent, by, raw)
