import shutil
from pathlib import Path

import pytest

from iopkit.content.library import own_curricula, read_library
from iopkit.content.standards import review
from iopkit.content.starter import copy_starter
from iopkit.errors import NotAllowed


def test_the_starter_is_a_curriculum_without_a_fault_under_any_name(tmp_path: Path) -> None:
    written = copy_starter(tmp_path, "day-iop")
    assert written == tmp_path / "day-iop"
    for shared in ("bibliography.yaml", "common.yaml"):
        shutil.copy(own_curricula() / shared, tmp_path / shared)
    library = read_library(tmp_path).require()
    (plan,) = library.plans.values()
    assert plan.curriculum == "day-iop"
    assert plan.id.startswith("day-iop-")
    assert [str(one) for one in review(library).faults] == []


def test_two_copies_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    for name in ("one", "two"):
        copy_starter(tmp_path, name)
    assert len(read_library(tmp_path).require().plans) == 2


@pytest.mark.parametrize("name", ["", "Day", "../up", "a b", "-x", "ä"])
def test_a_name_that_cannot_be_an_id_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotAllowed, match="cannot be an id"):
        copy_starter(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    copy_starter(tmp_path, "day-iop")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    with pytest.raises(NotAllowed, match="is there already"):
        copy_starter(tmp_path, "day-iop")
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
