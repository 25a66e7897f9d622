"""JSON Schemas of what authors write, made from the model so that the two cannot differ."""

import json
from pathlib import Path

from iopkit.model.plan import PlanHead
from iopkit.model.shared import Bibliography
from iopkit.model.value import Value
from iopkit.model.worksheet import Worksheet

_SCHEMAS: dict[str, type[Value]] = {
    "plan.schema.json": PlanHead,
    "worksheet.schema.json": Worksheet,
    "bibliography.schema.json": Bibliography,
}


def schema_texts() -> dict[str, str]:
    """The text of each schema, by file name; ``plan`` is of the front matter."""
    return {
        name: json.dumps(model.model_json_schema(by_alias=True), indent=2, ensure_ascii=False) + "\n"
        for name, model in _SCHEMAS.items()
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write the schemas into ``folder``/schemas; the answer is the files."""
    target = folder / "schemas"
    target.mkdir(parents=True, exist_ok=True)
    files = []
    for name, text in schema_texts().items():
        (target / name).write_text(text, "utf-8")
        files.append(target / name)
    return files
