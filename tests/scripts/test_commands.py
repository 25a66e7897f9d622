"""What the three scripts and the CI run, and that they need nothing but Python."""

import ast
import os
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("serve", "test", "check", "pictures", "frontend", "bench")
SHARED = ("browser.py", "bundle.py", "environment.py", "installation.py")
PYTHON = Path("/aviary/.venv/bin/python")


def tree(name: str) -> ast.Module:
    """A script's syntax tree, read as Python 3.6 would read it."""
    return ast.parse((ROOT / "scripts" / name).read_text(encoding="utf-8"), feature_version=(3, 6))


def imported(module: ast.Module) -> set[str]:
    """The top-level names of all that a module imports."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def evaluated_annotations(module: ast.Module) -> list[ast.expr]:
    """The annotations that Python works out when it reads a function's head."""
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    arguments = [argument for one in functions for argument in (*one.args.args, *one.args.kwonlyargs)]
    heads = [one.returns for one in functions] + [argument.annotation for argument in arguments]
    return [one for one in heads if one is not None]


def test_these_are_all_the_scripts():
    files = {path.name for path in (ROOT / "scripts").iterdir() if path.is_file()}
    assert files == {*COMMANDS, *SHARED}


@pytest.mark.parametrize("name", [*COMMANDS, *SHARED])
def test_scripts_import_the_standard_library_and_each_other_alone(name):
    shared = {Path(file).stem for file in SHARED}
    assert imported(tree(name)) - sys.stdlib_module_names - shared == set()


@pytest.mark.parametrize("name", [*COMMANDS, *SHARED])
def test_an_old_python_can_read_the_scripts_and_so_be_refused_politely(name):
    plain = (ast.Name, ast.Attribute, ast.Constant)
    assert [ast.unparse(one) for one in evaluated_annotations(tree(name)) if not isinstance(one, plain)] == []
    assert "__future__" not in imported(tree(name))


@pytest.mark.parametrize("path", [*(f"scripts/{name}" for name in COMMANDS), ".ci/run"])
@pytest.mark.skipif(os.name == "nt", reason="Windows knows no executable files")
def test_commands_are_executable_and_name_their_interpreter(path):
    assert os.access(ROOT / path, os.X_OK)
    assert (ROOT / path).read_text().startswith("#!/usr/bin/env ")


def test_serve_becomes_the_server_with_its_arguments(script, monkeypatch):
    serve = script("serve")
    started = []
    monkeypatch.setattr(serve.environment, "ensure", lambda: PYTHON)
    monkeypatch.setattr(serve.environment, "hand_over", started.append)
    serve.main(["--port", "9000"])
    assert started == [[str(PYTHON), "-m", "iopkit", "serve", "--port", "9000"]]


@pytest.mark.parametrize(("path", "expected"), [("/usr/bin/chromium", "/usr/bin/chromium"), ("", None)])
def test_test_becomes_pytest_and_names_the_browser(script, monkeypatch, capsys, path, expected):
    test = script("test")
    started = []
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("IOPKIT_CHROMIUM", "to be undone")
    monkeypatch.delenv("IOPKIT_CHROMIUM")
    monkeypatch.setattr(test.environment, "ensure", lambda: PYTHON)
    monkeypatch.setattr(test.environment, "hand_over", started.append)
    monkeypatch.setattr(test.browser, "ensure", lambda *_: (path, f"Browser: {path}"))
    test.main(["tests/metrics", "-k", "hours"])
    assert started == [[str(PYTHON), "-m", "pytest", "tests/metrics", "-k", "hours"]]
    assert os.environ.get("IOPKIT_CHROMIUM") == expected
    assert capsys.readouterr().out == f"Browser: {path}\n"


def test_check_runs_every_check_although_one_fails(script, monkeypatch, capsys):
    check = script("check")
    python = sys.executable
    checks = [
        ("nest", [python, "-c", "pass"]),
        ("eggs", [python, "-c", "print('two are missing'); raise SystemExit(3)"]),
        ("wings", [python, "-c", "print('not shown')"]),
    ]
    monkeypatch.setattr(check.environment, "ensure", lambda: PYTHON)
    monkeypatch.setattr(check, "checks_with", lambda _: checks)
    assert check.main() == 1
    lines = [
        line.split("  ")[0].rstrip() for line in capsys.readouterr().out.splitlines() if line[:1].strip()
    ]
    assert lines == ["ok", "failed", "ok"]


def test_check_passes_when_every_check_does(script, monkeypatch):
    check = script("check")
    monkeypatch.setattr(check.environment, "ensure", lambda: PYTHON)
    monkeypatch.setattr(check, "checks_with", lambda _: [("nest", [sys.executable, "-c", "pass"])])
    assert check.main() == 0


def test_check_shows_what_a_failed_check_said(script, capsys):
    check = script("check")
    assert not check.run("eggs", [sys.executable, "-c", "print('two are missing'); raise SystemExit(3)"])
    assert "    two are missing\n" in capsys.readouterr().out


def test_check_covers_style_types_layers_and_curricula(script):
    names = [name for name, _ in script("check").checks_with(PYTHON)]
    assert names == ["ruff check", "ruff format", "mypy", "import layers", "curricula"]


def test_ci_calls_the_two_scripts_and_nothing_else():
    text = (ROOT / ".ci" / "run").read_text()
    assert text.rstrip().endswith('"$python" scripts/check && "$python" scripts/test')
    assert re.findall(r'"\$python" (\w\S*)', text) == ["scripts/check", "scripts/test"]
    first_words = {line.split()[0] for line in text.splitlines() if line.strip() and line[0] != "#"}
    shell = {"set", "cd", "for", "if", "break", "fi", "done", "echo", "exit", "python=", "python=$candidate"}
    assert first_words - shell == {'"$python"'}
