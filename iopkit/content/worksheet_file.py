"""Read a worksheet: YAML beside the plan that uses it."""

import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from iopkit.content.fault import Fault, faults_of
from iopkit.content.shaped_file import read_fields
from iopkit.model.worksheet import Worksheet


def read_worksheet(path: Path, file: str) -> tuple[Worksheet | None, list[Fault]]:
    """A worksheet and what is wrong with it; None when it cannot be filled as it is.

    ``file`` is the name that faults show.
    """
    fields, faults = read_fields(path, file)
    if faults:
        return None, faults
    if not isinstance(fields, dict):
        return None, [Fault(file, "", "write names and values, such as 'title: My chain'")]
    fields["example"] = _with_iso_dates(fields.get("example") or {})
    try:
        return Worksheet.model_validate(fields), []
    except ValidationError as error:
        return None, faults_of(error, file)


def _with_iso_dates(value: Any) -> Any:
    """YAML makes dates of what looks like one; answers are kept as text."""
    if isinstance(value, dict):
        return {key: _with_iso_dates(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_iso_dates(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
