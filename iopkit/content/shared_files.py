"""Read ``bibliography.yaml`` and ``common.yaml``, which stand beside the curricula."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from iopkit.content.fault import Fault, faults_of, shown_path
from iopkit.content.yaml_text import parse_yaml, yaml_place, yaml_problem
from iopkit.model.shared import Bibliography, CommonWords, Work
from iopkit.model.value import Value

BIBLIOGRAPHY = "bibliography.yaml"
COMMON = "common.yaml"

_Shape = TypeVar("_Shape", bound=Value)


def read_bibliography(root: Path) -> tuple[dict[str, Work], list[Fault]]:
    """The works by key; none when there is no such file, which is no fault until a plan names one."""
    read, faults = _read(root, BIBLIOGRAPHY, Bibliography)
    return (read.entries if read else {}), faults


def read_common(root: Path) -> tuple[frozenset[str], list[Fault]]:
    """The sentences that plans may share word for word."""
    read, faults = _read(root, COMMON, CommonWords)
    sentences = read.sentences.values() if read else ()
    return frozenset(one for group in sentences for one in group), faults


def _read(root: Path, name: str, shape: type[_Shape]) -> tuple[_Shape | None, list[Fault]]:
    path = root / name
    if not path.is_file():
        return None, []
    file = shown_path(path, root)
    try:
        return shape.model_validate(parse_yaml(path.read_text("utf-8-sig")) or {}), []
    except UnicodeDecodeError:
        return None, [Fault(file, "", "this is not UTF-8 text; save the file as UTF-8")]
    except yaml.YAMLError as error:
        return None, [Fault(file, yaml_place(error), f"this is not YAML: {yaml_problem(error)}")]
    except ValidationError as error:
        return None, faults_of(error, file)
