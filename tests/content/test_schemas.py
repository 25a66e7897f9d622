from pathlib import Path

import pytest

from iopkit.content.schemas import schema_texts, write_schemas

SCHEMAS = Path(__file__).parents[2] / "curricula" / "schemas"


@pytest.mark.parametrize("name", sorted(schema_texts()))
def test_the_stored_schema_is_the_models(name: str) -> None:
    assert (SCHEMAS / name).read_text("utf-8") == schema_texts()[name]


def test_no_schema_is_left_over() -> None:
    assert sorted(file.name for file in SCHEMAS.iterdir()) == sorted(schema_texts())


def test_schemas_are_written_into_the_folder_of_curricula(tmp_path: Path) -> None:
    files = write_schemas(tmp_path)
    assert {file.name: file.read_text("utf-8") for file in files} == schema_texts()
    assert {file.parent for file in files} == {tmp_path / "schemas"}
