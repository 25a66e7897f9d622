"""How the application is put together."""

import re

import pytest

from iopkit.model.access import Page
from iopkit.serve import policy, static
from iopkit.serve.application import configuration
from iopkit.serve.home import DOORS
from iopkit.serve.page import NOTEBOOKS
from iopkit.serve.places import PLAIN, TEMPLATES, pages_root
from tests.serve.conftest import House


def test_without_options_pages_are_served_on_this_computer_only() -> None:
    config = configuration(port=1, root="x")
    assert config.Voila.ip == "127.0.0.1"
    assert config.KernelManager.autorestart is False
    assert config.MappingKernelManager.cull_idle_timeout == 0


@pytest.mark.parametrize("file", [*TEMPLATES.iterdir(), *PLAIN.iterdir()], ids=lambda file: file.name)
def test_no_template_names_another_machine(file) -> None:
    assert "://" not in file.read_text("utf-8")


@pytest.mark.parametrize("file", [*PLAIN.glob("*.html")], ids=lambda file: file.name)
def test_a_page_without_a_kernel_has_no_script_and_no_style_of_its_own(file) -> None:
    text = file.read_text("utf-8")
    assert "<script" not in text
    assert "<style" not in text
    assert not re.search(r"\s(style|on\w+)=", text)


@pytest.mark.parametrize("given", [policy.STRICT, policy.WITH_KERNEL])
def test_a_page_may_ask_only_this_server(given: str) -> None:
    assert re.findall(r"(?:https?|wss?):", given) == []
    assert "default-src 'self'" in given
    assert "frame-ancestors 'none'" in given


def test_pages_without_a_kernel_run_nothing_inline() -> None:
    assert "unsafe" not in policy.STRICT


def test_iopkits_template_comes_before_voilas(house: House) -> None:
    assert house.application.template_paths[0] == str(TEMPLATES)


def test_every_page_has_a_notebook_and_a_door() -> None:
    assert set(NOTEBOOKS.values()) == set(DOORS) == set(Page)
    for path in NOTEBOOKS:
        assert (pages_root() / path).is_file()


def test_a_file_that_is_not_served_has_no_address() -> None:
    with pytest.raises(ValueError, match="no file"):
        static.address("secrets.css")
