"""What the first visit would otherwise wait for, done while the server starts."""

from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager

from iopkit.serve.kept_templates import compile_templates
from iopkit.serve.page import NOTEBOOKS


def warm_up(template_paths: list[str], root: Path, specs: KernelSpecManager) -> None:
    """Read and check every page's notebook, look for the kernel, compile the template; a second's work."""
    compile_templates(template_paths)
    specs.get_all_specs()
    for path in NOTEBOOKS:
        nbformat.validate(nbformat.read(root / path, as_version=nbformat.NO_CONVERT))
