"""Run a notebook as a reader would: from top to bottom, in a kernel of its own."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

#: For one cell; a whole notebook takes a fraction of this.
PATIENCE_SECONDS = 300


@pytest.fixture
def run_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], NotebookNode]:
    """``run_notebook(path)``: the notebook with its outputs and the state of its widgets.

    The kernel sees the environment of the test and nobody's own IPython settings.
    """
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))

    def run(path: Path) -> NotebookNode:
        notebook = nbformat.read(path, as_version=4)
        beside = {"metadata": {"path": str(path.parent)}}
        client = NotebookClient(
            notebook, kernel_name="python3", timeout=PATIENCE_SECONDS, startup_timeout=120, resources=beside
        )
        return client.execute()

    return run
