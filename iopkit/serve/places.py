"""Where the pages and their template are."""

from pathlib import Path

import iopkit

PACKAGE = Path(iopkit.__file__).parent


def pages_root() -> Path:
    """The folder that holds ``notebooks/`` and ``dashboards/``: the checkout, else the package."""
    return PACKAGE.parent if (PACKAGE.parent / "notebooks").is_dir() else PACKAGE


TEMPLATES = PACKAGE / "serve" / "templates"
