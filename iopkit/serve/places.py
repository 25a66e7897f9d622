"""Where the pages and their templates are."""

from pathlib import Path

import iopkit

PACKAGE = Path(iopkit.__file__).parent
KIT = PACKAGE / "ui" / "kit"

#: The template of the pages that have a kernel; Voila fills it.
TEMPLATES = PACKAGE / "serve" / "templates"
#: The scripts of such a page, and what ``scripts/frontend`` makes of them.
FRONTEND = PACKAGE / "serve" / "frontend"
#: The pages without one, and their style.
PLAIN = PACKAGE / "serve" / "plain"
#: The scripts by which an open page holds on to the server.
CONNECTION = PACKAGE / "serve" / "connection"


def pages_root() -> Path:
    """The folder that holds ``notebooks/`` and ``dashboards/``: the checkout, else the package."""
    return PACKAGE.parent if (PACKAGE.parent / "notebooks").is_dir() else PACKAGE
