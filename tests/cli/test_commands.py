"""Every command has help, is documented, and costs nothing before it is called."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from iopkit.cli import COMMANDS, main

README = Path(__file__).parents[2] / "README.md"


def commands(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from commands(found, (*path, name))


EVERY = dict(commands(main))


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_command_and_option_has_help(path):
    command = EVERY[path]
    assert command.help
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.help] == []


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_help_is_shown(iopkit, path):
    done = iopkit(*path, "--help")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Usage: main {' '.join(path)}")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_list_is_about_that_command(iopkit, name):
    """The list is written without loading the commands, so a name could lead nowhere."""
    command = COMMANDS[name].load()
    assert command.name == name
    assert COMMANDS[name].summary in iopkit("--help").stdout.replace("\n              ", " ")


def test_every_command_is_in_the_readme():
    text = " ".join(README.read_text("utf-8").split())
    missing = [f"iopkit {' '.join(path)}" for path in EVERY if f"iopkit {' '.join(path)}" not in text]
    assert not missing, f"README.md does not mention: {', '.join(missing)}"


def test_help_loads_no_command_and_no_library_of_weight():
    script = (
        "import sys\n"
        "from iopkit.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('pandas', 'sqlalchemy', 'pydantic', 'voila') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_python_m_iopkit_is_the_same_command():
    done = subprocess.run(
        [sys.executable, "-m", "iopkit", "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Usage: iopkit [OPTIONS] COMMAND [ARGS]...")


def test_a_wrong_address_is_a_sentence_and_no_traceback(iopkit, monkeypatch):
    monkeypatch.setenv("IOPKIT_DATABASE", "the big server")
    done = iopkit("report", "hours")
    assert done.exit_code == 1
    assert done.stderr.startswith("What IOPKIT_DATABASE holds is no database address.")


def test_a_missing_driver_is_a_sentence_and_no_traceback(iopkit, monkeypatch):
    def without_psycopg(*_args: object, **_options: object) -> None:
        raise ModuleNotFoundError("No module named 'psycopg'")

    monkeypatch.setenv("IOPKIT_DATABASE", "postgresql://heron@127.0.0.1/iopkit")
    monkeypatch.setattr("iopkit.store.engines.create_engine", without_psycopg)
    assert iopkit("report", "hours").stderr == (
        "PostgreSQL needs a package that is not installed. Run 'pip install iopkit[postgresql]'.\n"
    )


def test_demo_fills_an_empty_store_and_says_that_nobody_is_real(iopkit):
    done = iopkit("demo", "--clients", "12", "--seed", "3")
    assert done.exit_code == 0
    assert done.stdout.startswith("Demonstration data, nobody in it is real: 3 programs, ")
    assert "12 clients" in done.stdout
    assert json.loads(iopkit("report", "retention", "--format", "json").stdout)["curves"][0]["n"] >= 12


def test_demo_leaves_a_store_with_clients_alone(iopkit, clinic):
    done = iopkit("demo")
    assert done.exit_code == 1
    assert done.stderr == (
        "This store holds 2 clients already, and a demonstration needs an empty one. "
        "Set IOPKIT_DATABASE to another place, such as sqlite:///demo.sqlite.\n"
    )


def test_serve_hands_its_options_on(iopkit, monkeypatch):
    given = {}
    monkeypatch.setattr("iopkit.cli.serving.serve_pages", lambda **options: given.update(options))
    assert iopkit("serve", "--port", "9001", "--no-browser").exit_code == 0
    assert (given["port"], given["open_browser"]) == (9001, False)


def test_serve_opens_a_browser_unless_told_otherwise(iopkit, monkeypatch):
    given = {}
    monkeypatch.setattr("iopkit.cli.serving.serve_pages", lambda **options: given.update(options))
    iopkit("serve")
    assert given["open_browser"] is True
