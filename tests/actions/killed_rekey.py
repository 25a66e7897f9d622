"""Kill ``rekey`` before each of its lines, one process a line; print what was left after each.

Called as ``python killed_rekey.py FOLDER file|keyring plain|encrypted STRIDE``; a stride of 1 takes every
line. Every child works on a copy of a store of two clients; then another process opens what is left, as
any command would.
"""

import json
import os
import shutil
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

import keyring
import keyring.errors
import sqlcipher3.dbapi2  # noqa: F401 (once here, not once a child)
from keyring.backend import KeyringBackend

from iopkit.actions.rekey import Place, rekey
from iopkit.model.people import Client
from iopkit.store.encrypted import salt_of
from iopkit.store.keys import Key, key_file_of, write_key_file
from iopkit.store.opening import open_store

WATCHED = ("actions/rekey.py", "store/rekeying.py", "store/keys.py", "store/key_ring.py", "store/engines.py")


class RingInFile(KeyringBackend):
    """A keyring that all these processes share."""

    priority = 1

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file

    def _kept(self) -> dict[str, str]:
        return json.loads(self.file.read_text()) if self.file.exists() else {}

    def _keep(self, kept: dict[str, str]) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps(kept))
        fresh.replace(self.file)

    def get_password(self, _service: str, username: str) -> str | None:
        return self._kept().get(username)

    def set_password(self, _service: str, username: str, password: str) -> None:
        self._keep({**self._kept(), username: password})

    def delete_password(self, _service: str, username: str) -> None:
        self._keep({name: kept for name, kept in self._kept().items() if name != username})


def in_child(work: Any) -> int:
    """Do something in a process of its own; gives how it ended."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def killed_at(line: int, to: Place) -> None:
    """Rekey, and die before the line of that number is run."""
    left = line

    def trace(frame: Any, event: str, _arg: Any) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.endswith(WATCHED):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    rekey(to, lambda _place: True)


def opened() -> None:
    """Look into what is left, write into it, and look whether it is sound."""
    store = open_store()
    with store.read() as r:
        assert r.list_client_ids() == {"heron", "otter"}
    with store.write() as w:
        w.add_clients([Client(id="elk")])
    connection = store._engine.raw_connection()
    assert connection.driver_connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.driver_connection.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
    connection.close()
    store.close()


def main(folder: Path, to: Place, kind: str, stride: int) -> None:
    """Go through all lines until one is behind the last."""
    original, file = folder / "original.sqlite", folder / "work" / "iopkit.sqlite"
    keyring.set_keyring(RingInFile(folder / "ring.json"))
    if kind == "encrypted":
        write_key_file(key_file_of(original), [Key.new()])
    os.environ["IOPKIT_DATABASE"] = f"sqlite:///{original}"
    assert in_child(_made) == 0
    os.environ["IOPKIT_DATABASE"] = f"sqlite:///{file}"
    old_salt, results, line = salt_of(original), {"old": 0, "new": 0}, 0
    while True:
        line += stride
        shutil.rmtree(file.parent, ignore_errors=True)
        file.parent.mkdir()
        shutil.copy(original, file)
        if kind == "encrypted":
            shutil.copy(key_file_of(original), key_file_of(file))
        ended = in_child(partial(killed_at, line, to))
        results["old" if salt_of(file) == old_salt else "new"] += 1
        assert in_child(opened) == 0, f"killed before line {line}"
        if ended == 0:
            print(json.dumps(results))
            return
        assert os.WTERMSIG(ended) == signal.SIGKILL


def _made() -> None:
    store = open_store(create=True)
    with store.write() as w:
        w.add_clients([Client(id="heron"), Client(id="otter")])
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Place(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
