"""Every command that does not serve, with arguments and options that are nearly right, and with anything.

The commands are walked as they are, so that a new one is tried too. Each example runs in a folder of its own
with a store that holds a small clinic, files that a path may name, and curricula that a command may write to.
A command that fails says why on the error stream, in sentences or as click says it, and leaves every row of
the store but the audit's as it was. Answers to questions are given as well: passphrases, "I have a copy".
"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from iopkit.actions import accounts
from iopkit.actions.import_folder import import_folder
from iopkit.cli import main
from iopkit.model.codes import Role
from iopkit.store.opening import open_store
from tests.adversity.bad_inputs import clinic
from tests.adversity.bad_inputs.anything import NASTY, SETTINGS
from tests.adversity.bad_inputs.watched import TALLY, assert_sentence
from tests.cli.conftest import RECORDS

Words = list[str]


def _leaves(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from _leaves(found, (*path, name))


COMMANDS = {path: command for path, command in _leaves(main) if path != ("serve",)}

#: What an operating system can hand to a command: no zero byte, and no path out of the example's own folder.
_ODD = [one for one in NASTY if "\0" not in one and "\ud800" not in one and "\ud83d" not in one]
_text = st.one_of(
    st.sampled_from(_ODD),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
)
_known = st.sampled_from(["owl", "day", "morning", "mini", "mini-a-walk", "asam-2.1", "heron", "admin", "2"])
_days = st.sampled_from(["2026-01-05", "2026-02-30", "0001-01-01", "9999-12-31", "1899-12-31", "26-1-1"])
_paths = st.sampled_from(
    ["records", "out", "new/out", "store", "backup", "key", "curricula", "notes.txt", "."]
)


def _safe(word: str) -> str:
    return word.replace("..", "").lstrip("/~")


def _values_of(param: click.Parameter) -> st.SearchStrategy[str]:
    """What this parameter could take, and now and then anything."""
    right: st.SearchStrategy[str] = _known
    if isinstance(param.type, click.Choice):
        right = st.sampled_from(list(param.type.choices))
    elif isinstance(param.type, click.Path):
        right = _paths
    elif isinstance(param.type, click.types.IntParamType):
        right = st.integers(-1, 40).map(str)
    elif "DATE" in param.type.name.upper():
        right = _days
    return st.one_of(right, right, _text, _days).map(_safe)


@st.composite
def commands(draw: st.DrawFn) -> Words:
    """A command with most of what it asks for, and with something that it does not."""
    path = draw(st.sampled_from(sorted(COMMANDS)))
    words = list(path)
    for param in COMMANDS[path].params:
        if isinstance(param, click.Argument):
            if draw(st.integers(0, 12)):
                words.append(draw(_values_of(param)))
        elif param.required or draw(st.booleans()):
            words.append(param.opts[0])
            if not getattr(param, "is_flag", False):
                words.append(draw(_values_of(param)))
    if not draw(st.integers(0, 8)):
        words.insert(draw(st.integers(0, len(words))), draw(_text).lstrip("/~"))
    return words


_answers = st.lists(
    st.one_of(st.sampled_from(["I have a copy", "three words that fit", "y", "n"]), _text), max_size=4
)


class Desk:
    """A folder for each example, and the store as it was."""

    def __init__(self, folder: Path, store: Path) -> None:
        self._folder, self._store, self._numbers = folder, store, count(1)
        os.environ["IOPKIT_DATABASE"] = f"sqlite:///{store}"
        opened = open_store(create=True)
        records = folder / "records"
        records.mkdir()
        for name, text in RECORDS.items():
            (records / f"{name}.csv").write_text(text)
        import_folder(opened, records, time_zone="America/New_York")
        accounts.add_account(opened, "owl", role=Role.FACILITATOR, groups=["morning"])
        opened.close()
        self._kept = folder / "kept.sqlite"
        shutil.copy(store, self._kept)
        self._before = _rows(self._kept)

    def run(self, words: Words, answers: Words) -> Result:
        """Run a command in a folder of its own."""
        TALLY.inputs += 1
        with contextlib.chdir(self._laid()):
            given = "".join(f"{one}\n" for one in answers).encode("utf-8", "surrogateescape")
            done = CliRunner().invoke(main, words, input=given)
        self._judge(done, words)
        return done

    def _laid(self) -> Path:
        for file in self._store.parent.glob(f"{self._store.name}*"):
            file.unlink()
        shutil.copy(self._kept, self._store)
        place = self._folder / str(next(self._numbers))
        shutil.copytree(self._folder / "records", place / "records")
        shutil.copytree(clinic.CURRICULA, place / "curricula")
        shutil.copy(self._kept, place / "store")
        (place / "notes.txt").write_text("not a table")
        (place / "key").write_text("not a key")
        os.environ["IOPKIT_CURRICULA"] = str(place / "curricula")
        return place

    def _judge(self, done: Result, words: Words) -> None:
        failed = done.exception
        if failed is not None and not isinstance(failed, SystemExit):
            TALLY.tracebacks += 1
            raise failed
        said = done.stderr.replace("\r", "\n")
        assert "Traceback" not in said
        if done.exit_code == 0:
            return
        TALLY.refused += 1
        if done.exit_code == 1 and said and "Aborted!" not in said:
            last = said.strip().splitlines()[-1]
            for word in sorted((one for one in words if len(one) > 2), key=len, reverse=True):
                last = last.replace(word, "it")
            assert_sentence(last)
        if _rows(self._store) != self._before:
            TALLY.partial_writes += 1
            raise AssertionError("It failed, and yet the store is another.")


def _rows(file: Path) -> dict[str, list[Any]]:
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: opened.execute(f"SELECT * FROM {name}").fetchall()
            for name in names
            if not name.startswith(("audit", "sqlite_"))
        }


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    clinic.quick_passwords()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("IOPKIT_TIME_ZONE", "America/New_York")
    for variable in ("IOPKIT_DATABASE", "IOPKIT_CURRICULA"):
        monkeypatch.setenv(variable, "")
    return Desk(tmp_path, tmp_path / "home-store.sqlite")


@settings(SETTINGS, max_examples=700)
@example(words=["backup", "é" * 300], answers=["three words that fit"] * 2)
@example(words=["check", "é" * 300], answers=[])
@example(words=["import", "é" * 300], answers=[])
@example(words=["export", "\udcff"], answers=[])
@example(words=["backup", "out"], answers=["\udcff"])
@example(words=["user", "add", "", "--role", "facilitator"], answers=[])
@given(words=commands(), answers=_answers)
def test_a_command_does_it_or_says_why_not(desk: Desk, words: Words, answers: Words) -> None:
    desk.run(words, answers)


@settings(SETTINGS, max_examples=120)
@given(
    words=st.lists(st.one_of(st.sampled_from(["user", "report", "audit", "--help", "-h"]), _text), max_size=4)
)
def test_words_that_are_no_command_are_said_to_be_none(desk: Desk, words: Words) -> None:
    desk.run([_safe(one) for one in words], [])
