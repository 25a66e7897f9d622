"""What ``scripts/frontend`` made is of these very sources and of the installed plotly, and is shipped."""

import importlib.util
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from plotly.offline import get_plotlyjs_version

from iopkit.serve import static
from iopkit.ui.kit.chart import PLOTLY

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "iopkit" / "serve" / "frontend"
BUILT = FRONTEND / "built" / "page.js"


@pytest.fixture(scope="module")
def bundle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bundle", ROOT / "scripts" / "bundle.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_script_is_made_of_the_sources_that_stand_here(bundle: ModuleType) -> None:
    assert BUILT.read_text("utf-8").startswith(bundle.first_line() + "\n"), "run scripts/frontend"


def test_another_source_makes_another_first_line(
    bundle: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "ROOT", tmp_path)
    monkeypatch.setattr(bundle, "FRONTEND", tmp_path)
    monkeypatch.setattr(bundle, "_SOURCES", (tmp_path,))
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "a.js").write_text("one();\n")
    before = bundle.first_line()
    (tmp_path / "a.js").write_text("other();\n")
    assert bundle.first_line() != before


def test_plotlyjs_is_the_one_that_the_plotly_package_draws_with() -> None:
    version = get_plotlyjs_version()
    assert f"(cartesian - minified) v{version}\n" in PLOTLY.read_text("utf-8")[:200]
    asked = json.loads((FRONTEND / "package.json").read_text())["devDependencies"]
    assert asked["plotly.js-cartesian-dist-min"] == version
    licences = (PLOTLY.parent / "LICENSES.txt").read_text("utf-8")
    assert f"plotly.js-cartesian-dist-min {version}, MIT" in licences
    assert "Permission is hereby granted" in licences


def test_every_package_is_pinned_and_hashed_and_no_address_is_named() -> None:
    text = (FRONTEND / "package-lock.json").read_text("utf-8")
    packages = {name: one for name, one in json.loads(text)["packages"].items() if name}
    assert packages
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert "resolved" not in text


def test_what_is_built_is_in_the_wheel_and_is_what_a_browser_is_given() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    assert not {"built/", "*.js", "iopkit/"} & set(ignored)
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]
    assert wheel["packages"] == ["iopkit"]
    assert static.content("page.js") == BUILT.read_bytes()
    assert static.content("plotly.js") == PLOTLY.read_bytes()


def test_the_pages_script_names_no_other_machine() -> None:
    assert not re.search(r"https?://(?!127)", BUILT.read_text("utf-8"))
