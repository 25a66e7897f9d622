"""A curriculum to begin from: one short plan that has every part, and its worksheet."""

import re
import shutil
from pathlib import Path

from iopkit.content.library import own_curricula
from iopkit.errors import NotAllowed, quoted

_FOLDER = "starter"
_NAME = "my-curriculum"


def copy_starter(root: Path, name: str) -> Path:
    """Copy the starter into ``root`` under a new name, with ids of its own; gives its folder.

    Raises
    ------
    NotAllowed
        The name is no id, or something of that name is there.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise NotAllowed(
            f"{quoted(name)} cannot be an id: use lower case letters, digits and hyphens, such as day-iop."
        )
    target = root / name
    if target.exists():
        raise NotAllowed(f"{target} is there already, and nothing was changed. Choose another name.")
    try:
        shutil.copytree(own_curricula() / _FOLDER / _NAME, target)
        for file in target.rglob("*"):
            if file.is_file():
                file.write_text(file.read_text("utf-8").replace(_NAME, name), "utf-8")
    except OSError as error:
        raise NotAllowed(
            f"{target} cannot be written: {error.strerror}. Choose another place with --in."
        ) from error
    return target
