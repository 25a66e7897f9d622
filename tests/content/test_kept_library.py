"""The curricula are read again when somebody changed them, and only then."""

import os
import shutil
from pathlib import Path

import pytest

from iopkit.content.kept_library import current_library
from iopkit.content.library import own_curricula


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One curriculum of one's own."""
    made = tmp_path / "curricula"
    shutil.copytree(own_curricula() / "starter", made / "starter")
    monkeypatch.setenv("IOPKIT_CURRICULA", str(made))
    return made


def test_what_did_not_change_is_not_read_again(folder: Path) -> None:
    assert current_library() is current_library()


def test_a_file_that_was_written_is_read(folder: Path) -> None:
    before = current_library()
    plan = next(folder.rglob("plan.md"))
    plan.write_text(plan.read_text("utf-8") + "\n", "utf-8")
    assert current_library() is not before


def test_a_file_of_the_same_length_put_in_its_place_is_read(folder: Path) -> None:
    before = current_library()
    plan = next(folder.rglob("plan.md"))
    times = plan.stat()
    (folder / "new").write_bytes(plan.read_bytes())
    os.replace(folder / "new", plan)
    os.utime(plan, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert current_library() is not before


def test_another_folder_is_another_library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = current_library()
    monkeypatch.delenv("IOPKIT_CURRICULA")
    assert current_library().root == own_curricula().resolve() != before.root
