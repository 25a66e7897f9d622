"""Read ``bibliography.yaml`` and ``common.yaml``, which stand beside the curricula."""

from pathlib import Path

from iopkit.content.fault import Fault, shown_path
from iopkit.content.shaped_file import Shape, read_shaped
from iopkit.model.shared import Bibliography, CommonWords, Work

BIBLIOGRAPHY = "bibliography.yaml"
COMMON = "common.yaml"


def read_bibliography(root: Path) -> tuple[dict[str, Work], list[Fault]]:
    """The works by key; none when there is no such file, which is no fault until a plan names one."""
    read, faults = _read(root, BIBLIOGRAPHY, Bibliography)
    return (read.entries if read else {}), faults


def read_common(root: Path) -> tuple[frozenset[str], list[Fault]]:
    """The sentences that plans may share word for word."""
    read, faults = _read(root, COMMON, CommonWords)
    sentences = read.sentences.values() if read else ()
    return frozenset(one for group in sentences for one in group), faults


def _read(root: Path, name: str, shape: type[Shape]) -> tuple[Shape | None, list[Fault]]:
    path = root / name
    if not path.is_file():
        return None, []
    return read_shaped(path, shown_path(path, root), shape)
