"""The same notebooks in JupyterLab."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from iopkit.actions.demonstration import make_demonstration
from iopkit.store.opening import open_store
from tests.browser.conftest import ROOT, _answers, _free_port, _wait_until

_NOT_OURS = ("Canceled", "Failed to load resource", "jupyter")


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """JupyterLab on the checkout, with a demonstration clinic of its own."""
    address = f"sqlite:///{tmp_path / 'clinic.sqlite'}"
    store = open_store(address, create=True)
    make_demonstration(store)
    store.close()
    port = _free_port()
    options = [
        "--no-browser",
        f"--ServerApp.port={port}",
        "--ServerApp.token=",
        "--ServerApp.allow_root=True",
    ]
    news = (
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    )
    own = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTERLAB_SETTINGS_DIR")}
    with (tmp_path / "lab.log").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options, *news, f"--ServerApp.root_dir={ROOT}"],
            env=os.environ | own | {"IOPKIT_DATABASE": address},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}/"
    try:
        _wait_until(lambda: _answers(f"{url}api"), 90, "JupyterLab")
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _run(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".jp-Cell .cm-content").first.click()
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first).to_be_visible(
        timeout=60_000
    )
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".iop-page h1").first).to_be_visible(timeout=60_000)


def test_all_pages_work_in_jupyterlab(lab: str, new_page: Callable[..., Page], watch: object) -> None:
    for part in _NOT_OURS:
        watch.forgive(part)  # type: ignore[attr-defined]
    page = new_page(width=1500)
    _run(page, f"{lab}lab/tree/notebooks/run_group.ipynb?reset")
    page.get_by_role("button", name="Start").first.click()
    expect(page.locator(".iop-step h2")).not_to_be_empty()
    here = page.locator(".iop-roster > li").first.get_by_role("button", name="Here", exact=True)
    here.click()
    expect(here).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".iop-saved")).to_contain_text("Saved")

    _run(page, f"{lab}lab/tree/dashboards/engagement.ipynb?reset")
    expect(page.locator(".iop-picture[data-drawn]")).to_have_count(6)

    _run(page, f"{lab}lab/tree/notebooks/browse_curricula.ipynb?reset")
    page.get_by_role("button", name="Mapping your own triggers").click()
    expect(page.locator("#the-plan")).to_have_text("Mapping your own triggers")
    with page.expect_download() as printed:
        page.get_by_role("button", name="Worksheets as PDF").click()
    assert printed.value.suggested_filename == "core-02-mapping-triggers-worksheets.pdf"

    _run(page, f"{lab}lab/tree/notebooks/plan_program.ipynb?reset")
    page.get_by_label("Title").fill("Day IOP")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("36 sessions · 108 counted hours")).to_be_visible()
