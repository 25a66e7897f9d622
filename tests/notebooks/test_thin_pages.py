"""Pages are thin: a few lines that call iopkit, nothing kept of the last run, and a widget to show."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from iopkit.actions.demonstration import make_demonstration
from iopkit.store.opening import open_store

CHECKOUT = Path(__file__).parents[2]
MOST_LINES = 3

_WIDGET = "application/vnd.jupyter.widget-view+json"
_STATE = "application/vnd.jupyter.widget-state+json"

PAGES = sorted(
    path
    for folder in ("notebooks", "dashboards")
    for path in (CHECKOUT / folder).glob("*.ipynb")
    if not path.name.startswith("tutorial")
)
#: The library of plans is no clinic's: this page opens whether there is a store or not.
WITHOUT_STORE = ("browse_curricula",)
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
each_page_of_a_clinic = pytest.mark.parametrize(
    "page", [page for page in PAGES if page.stem not in WITHOUT_STORE], ids=lambda page: page.stem
)


@pytest.fixture
def _demonstration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration clinic that the kernel of a page opens."""
    address = f"sqlite:///{tmp_path / 'clinic.sqlite'}"
    monkeypatch.setenv("IOPKIT_DATABASE", address)
    store = open_store(address, create=True)
    make_demonstration(store)
    store.close()


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_pages_to_work_in_and_pages_to_look_at() -> None:
    assert {page.parent.name for page in PAGES} == {"notebooks", "dashboards"}


@each_page
def test_a_page_has_at_most_three_lines_of_code(page: Path) -> None:
    cells = _code(nbformat.read(page, as_version=4))
    lines = [line for cell in cells for line in cell.source.splitlines() if line.strip()]
    assert len(lines) <= MOST_LINES


@each_page
def test_a_page_keeps_nothing_of_the_last_run(page: Path) -> None:
    notebook = nbformat.read(page, as_version=4)
    assert not [cell.id for cell in _code(notebook) if cell.outputs or cell.execution_count]
    assert "widgets" not in notebook.metadata


@each_page_of_a_clinic
@pytest.mark.usefixtures("_demonstration")
def test_a_page_runs_to_a_widget_that_shows_the_demonstration(
    page: Path, run_notebook: Callable[[Path], NotebookNode]
) -> None:
    notebook = run_notebook(page)
    outputs = [output for cell in _code(notebook) for output in cell.outputs]
    assert [_WIDGET in output.get("data", {}) for output in outputs] == [True]
    states = [one["state"] for one in notebook.metadata.widgets[_STATE]["state"].values()]
    (header,) = [state for state in states if "notice" in state and "tag" in state]
    assert header["notice"] == ""
    assert header["tag"] == "Demonstration data"


@each_page_of_a_clinic
def test_a_page_without_a_store_says_how_to_make_one(
    page: Path, run_notebook: Callable[[Path], NotebookNode]
) -> None:
    notebook = run_notebook(page)
    states = [one["state"] for one in notebook.metadata.widgets[_STATE]["state"].values()]
    (notice,) = [state["notice"] for state in states if "notice" in state]
    assert "There is no store" in notice
    assert "iopkit demo" in notice


@pytest.mark.parametrize("name", WITHOUT_STORE)
def test_the_library_of_plans_opens_without_a_store(
    name: str, run_notebook: Callable[[Path], NotebookNode]
) -> None:
    (page,) = (page for page in PAGES if page.stem == name)
    notebook = run_notebook(page)
    states = [one["state"] for one in notebook.metadata.widgets[_STATE]["state"].values()]
    (notice,) = [state["notice"] for state in states if "notice" in state]
    assert notice == ""
    (shelf,) = [state for state in states if "plans" in state and "chosen" in state]
    assert "core-01-how-cravings-work" in [one["id"] for one in shelf["plans"]]
