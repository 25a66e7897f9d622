"""The curricula as they stand on the disk, read only when they are others than last time."""

import os
from collections.abc import Iterator
from pathlib import Path

from iopkit.content.library import Library, curricula_folder, own_curricula, read_library

#: Of each file what changes when somebody writes it.
_Marks = dict[str, tuple[int, int, int]]
_kept: tuple[_Marks, Library] | None = None


def current_library() -> Library:
    """Every curriculum of this machine, as ``read_library`` gives it.

    Reading all of them takes a second or more, looking whether any file changed some milliseconds. The same
    library is given again while none did: change nothing in it.
    """
    global _kept
    marks = dict(_marks())
    if _kept is None or _kept[0] != marks or _kept[1].root != curricula_folder().resolve():
        _kept = marks, read_library()
    return _kept[1]


def _marks() -> Iterator[tuple[str, tuple[int, int, int]]]:
    roots: set[Path] = {curricula_folder().resolve(), own_curricula().resolve()}
    for root in sorted(roots):
        for folder, _, files in os.walk(root):
            for file in files:
                path = os.path.join(folder, file)
                of = os.stat(path)
                yield path, (of.st_mtime_ns, of.st_size, of.st_ino)
