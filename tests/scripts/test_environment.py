"""When the environment is made, renewed or left alone, and what is said when it cannot be made."""

import json
import sys
from pathlib import Path

import pytest

PYTHON_3_11 = (3, 11, 7)


@pytest.fixture
def environment(script):
    return script("environment")


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A folder with the two files that decide what is installed."""
    (tmp_path / "requirements.lock").write_text("finch==1.0 --hash=sha256:00\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "aviary"\n')
    return tmp_path


@pytest.fixture
def finished(environment, checkout):
    """Leave an environment with its Python and this stamp, as a finished start does."""

    def finish(stamp) -> Path:
        venv = checkout / ".venv"
        environment.python_of(venv).parent.mkdir(parents=True)
        environment.python_of(venv).touch()
        (venv / environment.STAMP).write_text(json.dumps(stamp))
        return venv

    return finish


@pytest.fixture
def wanted(environment, checkout) -> dict:
    return environment.stamp(checkout, checkout / ".venv", PYTHON_3_11)


def test_nothing_is_done_while_all_is_as_it_was(environment, finished, wanted):
    assert environment.needed_work(finished(wanted), wanted) == "nothing"


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_stamp_changes_with_each_file_that_decides_what_is_installed(environment, checkout, wanted, name):
    with (checkout / name).open("a") as file:
        file.write("# changed\n")
    assert environment.stamp(checkout, checkout / ".venv", PYTHON_3_11) != wanted


def test_stamp_changes_with_the_python_and_with_the_place(environment, checkout, wanted):
    assert environment.stamp(checkout, checkout / ".venv", (3, 12, 1)) != wanted
    assert environment.stamp(checkout, checkout / "elsewhere", PYTHON_3_11) != wanted


def test_environment_is_made_where_there_is_none(environment, checkout, wanted):
    assert environment.needed_work(checkout / ".venv", wanted) == "make"


def test_another_lock_is_installed_into_the_same_environment(environment, finished, wanted, monkeypatch):
    venv = finished({**wanted, "requirements.lock": "old"})
    (venv / "pyvenv.cfg").write_text(f"version = 3.11.7\ncommand = python3 -m venv {venv}\n")
    monkeypatch.setattr(environment, "pip_starts", lambda _: True)
    assert environment.needed_work(venv, wanted) == "renew"


@pytest.mark.parametrize("other", [{"python": "3.12.1"}, {"place": "/aviary/.venv"}])
def test_environment_of_another_python_or_place_is_made_anew(environment, finished, wanted, other):
    assert environment.needed_work(finished({**wanted, **other}), wanted) == "make"


def test_what_was_broken_off_half_way_is_made_anew(environment, finished, wanted):
    assert environment.needed_work(finished(environment.UNFINISHED), wanted) == "make"


def test_environment_whose_python_is_gone_is_made_anew(environment, finished, wanted):
    venv = finished(wanted)
    environment.python_of(venv).unlink()
    assert environment.needed_work(venv, wanted) == "make"


def test_environment_made_by_hand_is_kept_if_its_pip_starts(environment, checkout, wanted, monkeypatch):
    venv = checkout / ".venv"
    venv.mkdir()
    (venv / "pyvenv.cfg").write_text(f"version = 3.11.7\ncommand = python3 -m venv {venv}\n")
    monkeypatch.setattr(environment, "pip_starts", lambda _: True)
    assert environment.needed_work(venv, wanted) == "renew"
    monkeypatch.setattr(environment, "pip_starts", lambda _: False)
    assert environment.needed_work(venv, wanted) == "make"


@pytest.mark.parametrize(
    "settings", ["version = 3.10.4\n", "version = 3.11.7\ncommand = x -m venv /aviary\n", ""]
)
def test_environment_made_by_hand_elsewhere_or_with_another_python_is_made_anew(
    environment, checkout, wanted, monkeypatch, settings
):
    venv = checkout / ".venv"
    venv.mkdir()
    (venv / "pyvenv.cfg").write_text(settings)
    monkeypatch.setattr(environment, "pip_starts", lambda _: True)
    assert environment.needed_work(venv, wanted) == "make"


def test_stamp_is_left_only_after_everything_is_installed(environment, finished, wanted, monkeypatch):
    venv = finished("an older stamp")
    during = []

    def install(python: Path, root: Path) -> None:
        during.append(json.loads((venv / environment.STAMP).read_text()))

    monkeypatch.setattr(environment.installation, "install", install)
    environment.renew(venv, wanted)
    assert during == [environment.UNFINISHED]
    assert environment.needed_work(venv, wanted) == "nothing"


def test_ctrl_c_ends_with_a_sentence(environment, checkout, wanted, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", checkout)
    monkeypatch.setattr(environment, "VENV", checkout / ".venv")

    def interrupt(venv: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "make", interrupt)
    with pytest.raises(SystemExit, match=r"Stopped\. The same command makes the environment anew\."):
        environment.ensure()


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13)])
def test_old_python_is_refused_in_one_sentence(environment, version):
    with pytest.raises(
        SystemExit, match=r"needs Python 3\.11 or newer, and /usr/bin/python3 is 3"
    ) as refusal:
        environment.refuse_old_python(version, "/usr/bin/python3")
    assert "\n" not in refusal.value.code


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 2), (4, 0, 0)])
def test_newer_python_is_accepted(environment, version):
    environment.refuse_old_python(version, "/usr/bin/python3")


def test_python_without_ensurepip_is_told_what_to_install(environment, monkeypatch):
    monkeypatch.setattr(
        environment.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name
    )
    with pytest.raises(SystemExit, match=r"came without ensurepip.*apt install python3-venv"):
        environment.refuse_missing_venv()


def test_whatever_is_at_the_environments_place_is_removed(environment, tmp_path):
    kept = tmp_path / "kept"
    (kept / "nest").mkdir(parents=True)
    for make in (Path.mkdir, Path.touch, lambda place: place.symlink_to(kept)):
        make(tmp_path / ".venv")
        environment.remove(tmp_path / ".venv")
        assert not (tmp_path / ".venv").is_symlink()
        assert not (tmp_path / ".venv").exists()
    assert (kept / "nest").is_dir()


def test_environment_that_is_in_use_is_not_a_traceback(environment, tmp_path, monkeypatch):
    (tmp_path / ".venv").mkdir()

    def refuse(path: str) -> None:
        raise PermissionError(13, "The file is in use", path)

    monkeypatch.setattr(environment.shutil, "rmtree", refuse)
    with pytest.raises(SystemExit, match=r"could not be removed.*Close what uses it"):
        environment.remove(tmp_path / ".venv")


def test_windows_has_its_python_in_another_folder(environment, monkeypatch):
    venv = Path("aviary")
    monkeypatch.setattr(environment, "ON_WINDOWS", False)
    assert environment.python_of(venv) == Path("aviary/bin/python")
    monkeypatch.setattr(environment, "ON_WINDOWS", True)
    assert environment.python_of(venv) == Path("aviary/Scripts/python.exe")


def test_windows_waits_for_the_other_program_and_takes_its_exit_code(environment, monkeypatch):
    monkeypatch.setattr(environment, "ON_WINDOWS", True)
    with pytest.raises(SystemExit) as end:
        environment.hand_over([sys.executable, "-c", "raise SystemExit(7)"])
    assert end.value.code == 7
