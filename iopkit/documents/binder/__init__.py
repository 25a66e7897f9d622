"""Programs, sessions and worksheets on paper, as PDF."""

from iopkit.documents.binder.binder import (
    PAPERS,
    binder_pdf,
    session_pdf,
    session_pictures,
    worksheets_pdf,
)

__all__ = ["PAPERS", "binder_pdf", "session_pdf", "session_pictures", "worksheets_pdf"]
