"""Read a YAML file into a shape of the model, or say everything that is wrong with it."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from iopkit.content.fault import Fault, faults_of
from iopkit.content.yaml_text import parse_yaml, yaml_place, yaml_problem
from iopkit.model.value import Value

Shape = TypeVar("Shape", bound=Value)


def read_fields(path: Path, file: str) -> tuple[Any, list[Fault]]:
    """What a file says; None with a fault when it is not YAML.

    Parameters
    ----------
    path
        The YAML file.
    file
        Its name as faults show it.
    """
    try:
        return parse_yaml(path.read_text("utf-8-sig")), []
    except UnicodeDecodeError:
        return None, [Fault(file, "", "this is not UTF-8 text; save the file as UTF-8")]
    except yaml.YAMLError as error:
        return None, [Fault(file, yaml_place(error), f"this is not YAML: {yaml_problem(error)}")]


def read_shaped(path: Path, file: str, shape: type[Shape]) -> tuple[Shape | None, list[Fault]]:
    """A file as a value of the model; None with every fault when it does not fit."""
    fields, faults = read_fields(path, file)
    if faults:
        return None, faults
    try:
        return shape.model_validate(fields or {}), []
    except ValidationError as error:
        return None, faults_of(error, file)
