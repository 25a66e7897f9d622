"""The scripts as modules: they lie outside the package and three of them have no suffix."""

import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
SHARED = ("environment", "installation", "browser")


@pytest.fixture
def script(monkeypatch) -> Callable[[str], ModuleType]:
    """Load a file of scripts/ by its name, without starting what it does.

    The modules it shares are loaded anew for each test and forgotten after it.
    """
    monkeypatch.syspath_prepend(str(SCRIPTS))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for name in SHARED:
        monkeypatch.delitem(sys.modules, name, raising=False)

    def load(name: str) -> ModuleType:
        file = SCRIPTS / f"{name}.py" if name in SHARED else SCRIPTS / name
        loader = importlib.machinery.SourceFileLoader(f"iopkit_script_{name}", str(file))
        spec = importlib.util.spec_from_file_location(loader.name, file, loader=loader)
        module = importlib.util.module_from_spec(spec)
        loader.exec_module(module)
        return module

    yield load
    for name in SHARED:
        sys.modules.pop(name, None)
