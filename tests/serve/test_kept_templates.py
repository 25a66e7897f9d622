"""Templates that are compiled once: what they give is what stands in them now."""

from pathlib import Path

import pytest

from iopkit.serve import kept_templates
from iopkit.serve.kept_templates import KeptTemplates, compile_templates
from iopkit.serve.places import TEMPLATES
from tests.serve.conftest import House


def filled(folder: Path) -> str:
    """What a new exporter makes of the template."""
    exporter = KeptTemplates(template_paths=[str(folder)], template_name="lab", enable_async=False)
    return exporter._create_environment().get_template("index.html.j2").render()


def test_a_template_that_was_changed_is_compiled_again(tmp_path: Path) -> None:
    (tmp_path / "index.html.j2").write_text("first")
    assert [filled(tmp_path), filled(tmp_path)] == ["first", "first"]
    (tmp_path / "index.html.j2").write_text("second")
    assert filled(tmp_path) == "second"


def test_it_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    (tmp_path / "index.html.j2").write_text(
        "{% include 'part.html.j2' %} and {% include 'none' ignore missing %}"
    )
    (tmp_path / "part.html.j2").write_text("part")
    compile_templates([str(tmp_path)])
    monkeypatch.setattr(kept_templates._kept, "dump_bytecode", lambda bucket: compiled.append(bucket.key))
    compile_templates([str(tmp_path)])
    assert compiled == []


def test_the_page_itself_can_be_compiled_before_it_is_filled(house: House) -> None:
    kept_templates._kept._compiled.clear()
    compile_templates(house.application.template_paths)
    assert [one.name for one in TEMPLATES.glob("*.j2")] == ["index.html.j2"]
    assert len(kept_templates._kept._compiled) == 1
