"""A curriculum of one sound plan, that a test can break in one place."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from iopkit.content.library import read_library
from iopkit.content.standards import Review, review
from iopkit.content.starter import copy_starter


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The starter under a name of its own, declared ready; gives its folder."""
    folder = copy_starter(tmp_path, "evenings")
    (plan,) = folder.glob("*/plan.md")
    plan.write_text(plan.read_text("utf-8").replace("status: draft", "status: ready"), "utf-8")
    return folder


@pytest.fixture
def held_to_the_rules() -> Callable[[Path], Review]:
    """Read a curriculum's folder of curricula, and review it."""

    def reviewed(folder: Path) -> Review:
        return review(read_library(folder.parent).require())

    return reviewed


@pytest.fixture
def second(own: Path) -> Path:
    """A second plan beside the first, word for word the same but for its ids; gives its plan.md."""
    (first,) = (file.parent for file in own.glob("*/plan.md"))
    copy = own / "02-the-second-session"
    shutil.copytree(first, copy)
    for file in copy.iterdir():
        text = file.read_text("utf-8")
        for old, new in (("01-the-first-session", copy.name), ("one-small-step", "one-more-step")):
            text = text.replace(old, new)
        file.write_text(text, "utf-8")
    (copy / "one-small-step.yaml").rename(copy / "one-more-step.yaml")
    return copy / "plan.md"
