"""Folders of CSV tables that are nearly right, or nothing like it, are refused as a whole and in sentences.

Each input starts from a sound folder of six tables. One to three things are broken: a cell, a row, a column,
the header, the bytes, the encoding, the file, the folder. Half of the folders meet an empty store, half one
that holds the same records already under other ids, so that checks against the store are reached too.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from iopkit.actions.import_folder import import_folder
from iopkit.model.exchange import TABLES
from iopkit.store.store import Store
from tests.actions.import_folder.conftest import SOUND
from tests.adversity.bad_inputs.anything import NASTY, SETTINGS, texts
from tests.adversity.bad_inputs.watched import Watched

#: Mostly left out: to look for one among all that there are takes long.
_zones = st.integers(0, 9).flatmap(lambda chance: st.none() if chance else texts)

Tables = dict[str, bytes]
Break = Callable[[Tables], Tables]

_NAMES = [table.name for table in TABLES]
_CELLS = sorted({cell for text in SOUND.values() for line in text.split("\n") for cell in line.split(",")})
_ODD_CELLS = (
    *NASTY,
    "2026-01-12T09:00Z",
    "2026-03-08T02:30",
    "2026-11-01T01:30",
    "2026-01-12T24:00",
    "9999-12-31T23:59",
    "0000-00-00",
    "1.0",
    "1e3",
    "999999999",
    "-5",
    "adult;adult;nobody",
    ";",
    "Wren K.;;",
    "=1+1",
    '"',
    '"quoted, with ""more"""',
    "a\nb",
)
_NOT_UTF_8 = ("utf-16", "utf-16-le", "utf-32", "cp1252", "utf-8-sig", "utf-7", "cp037")

_cells = st.one_of(st.sampled_from(_CELLS), st.sampled_from(_ODD_CELLS), texts)
_names = st.sampled_from(_NAMES)


def _grid(raw: bytes) -> list[list[str]]:
    return [line.split(",") for line in raw.decode("utf-8", "replace").rstrip("\n").split("\n")]


def _raw(grid: list[list[str]]) -> bytes:
    return ("\n".join(",".join(row) for row in grid) + "\n").encode("utf-8", "surrogatepass")


@st.composite
def cells(draw: st.DrawFn) -> Break:
    """Another text in one cell."""
    name, row, column, text = draw(_names), draw(st.integers(0, 3)), draw(st.integers(0, 7)), draw(_cells)

    def broken(tables: Tables) -> Tables:
        grid = _grid(tables.get(name, b""))
        line = grid[row % len(grid)]
        line[column % len(line)] = text
        return {**tables, name: _raw(grid)}

    return broken


@st.composite
def rows(draw: st.DrawFn) -> Break:
    """A row too many, too few, too short, too long, or somewhere else."""
    name, row = draw(_names), draw(st.integers(0, 3))
    how = draw(st.sampled_from(["twice", "gone", "shorter", "longer", "first", "empty", "elsewhere"]))

    def broken(tables: Tables) -> Tables:
        grid = _grid(tables.get(name, b""))
        line = grid[row % len(grid)]
        if how == "twice":
            grid.append(line)
        elif how == "gone":
            grid.remove(line)
        elif how == "shorter":
            line.pop()
        elif how == "longer":
            line.append("more")
        elif how == "first":
            grid.insert(0, grid.pop())
        elif how == "empty":
            grid.insert(row, [""] * len(line))
        else:
            grid.append(_grid(tables.get(_NAMES[row % len(_NAMES)], b""))[-1])
        return {**tables, name: _raw(grid)}

    return broken


@st.composite
def columns(draw: st.DrawFn) -> Break:
    """A column gone, twice, under another name, or all of them in another order."""
    name, column, text = draw(_names), draw(st.integers(0, 7)), draw(_cells)
    how = draw(st.sampled_from(["gone", "twice", "renamed", "turned"]))

    def broken(tables: Tables) -> Tables:
        grid = _grid(tables.get(name, b""))
        at = column % len(grid[0])
        if how == "renamed":
            grid[0][at] = text
        for line in grid:
            if how == "gone" and at < len(line):
                line.pop(at)
            elif how == "twice" and at < len(line):
                line.append(line[at])
            elif how == "turned":
                line.reverse()
        return {**tables, name: _raw(grid)}

    return broken


@st.composite
def raw_bytes(draw: st.DrawFn) -> Break:
    """Other bytes in a file: put in, cut off, in another encoding, or nothing but noise."""
    name, place, noise = draw(_names), draw(st.integers(0, 300)), draw(st.binary(max_size=12))
    how = draw(st.sampled_from(["in", "cut", "noise", "mac", "windows", "huge", *_NOT_UTF_8]))

    def broken(tables: Tables) -> Tables:
        raw = tables.get(name, b"")
        if how == "in":
            raw = raw[:place] + noise + raw[place:]
        elif how == "cut":
            raw = raw[:place]
        elif how == "noise":
            raw = noise
        elif how == "mac":
            raw = raw.replace(b"\n", b"\r")
        elif how == "windows":
            raw = b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n")
        elif how == "huge":
            raw += b"x" * 140_000 + b",y\n"
        else:
            raw = raw.decode("utf-8", "replace").encode(how, "replace")
        return {**tables, name: raw}

    return broken


@st.composite
def files(draw: st.DrawFn) -> Break:
    """A file gone, swapped with another, or under another name."""
    name, other = draw(_names), draw(_names)
    how = draw(st.sampled_from(["gone", "swapped", "Clients", "clients2", "notes", "client"]))

    def broken(tables: Tables) -> Tables:
        if how == "swapped":
            return {**tables, name: tables.get(other, b""), other: tables.get(name, b"")}
        held = {key: raw for key, raw in tables.items() if key != name}
        return held if how == "gone" else {**held, how: tables.get(name, b"")}

    return broken


def _named(text: str) -> Break:
    """The first column of clients.csv under another name."""

    def broken(tables: Tables) -> Tables:
        return {**tables, "clients": tables["clients"].replace(b"client_id", text.encode(), 1)}

    return broken


_breaks = st.lists(st.one_of(cells(), cells(), cells(), rows(), columns(), raw_bytes(), files()), max_size=3)


def _at_noon(store: Store) -> None:
    store.clock = lambda: datetime(2026, 6, 1, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Watched, Watched]]:
    """A folder to write into, an empty store, and one that holds the sound folder already."""
    folder = tmp_path_factory.mktemp("bad") / "records"

    def filled(store: Store) -> None:
        _at_noon(store)
        _write(folder, {name: text.encode() for name, text in SOUND.items()})
        import_folder(store, folder, time_zone="America/New_York", plans=lambda: ["triggers"])

    stores = Watched(_at_noon), Watched(filled)
    yield folder, *stores
    for one in stores:
        one.put_back()
        one.store.close()


def _write(folder: Path, tables: Tables) -> None:
    rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, raw in tables.items():
        (folder / f"{name}.csv").write_bytes(raw)


def _others(tables: Tables) -> Tables:
    """The same records under ids of their own, as another month would bring them."""
    ids = ("heron", "otter", "e1", "e2", "morning", "s1", "s2")
    found = {}
    for name, raw in tables.items():
        for one in ids:
            raw = raw.replace(one.encode(), f"{one}x".encode())
        found[name] = raw
    return found


@settings(SETTINGS, max_examples=2000)
@example(broken=[], used=False, options={"time_zone": "x" * 3_000})
@example(broken=[_named("x" * 3_000)], used=False, options={})
@given(
    broken=_breaks,
    used=st.booleans(),
    options=st.fixed_dictionaries({}, optional={"dry_run": st.booleans(), "time_zone": _zones}),
)
def test_a_folder_is_stored_as_a_whole_or_refused_in_sentences(
    places: tuple[Path, Watched, Watched], broken: list[Break], used: bool, options: dict[str, Any]
) -> None:
    folder, empty, filled = places
    tables: Tables = {name: text.encode() for name, text in SOUND.items()}
    for one in broken:
        tables = one(tables)
    _write(folder, _others(tables) if used else tables)
    plans = {"plans": lambda: ["triggers", "weekend"]}
    watched = filled if used else empty
    watched.attempt(lambda: import_folder(watched.store, folder, **plans, **options))


@settings(SETTINGS, max_examples=200)
@example(name="x" * 300)
@given(name=texts)
def test_a_folder_of_any_name_that_is_not_there_is_named_in_a_sentence(
    places: tuple[Path, Watched, Watched], name: str
) -> None:
    folder, empty, _ = places
    _write(folder, {})
    place = folder / f"no {name}".replace("..", "")
    empty.attempt(lambda: import_folder(empty.store, place), sent=str(place))
