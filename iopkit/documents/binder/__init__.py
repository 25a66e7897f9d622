"""The binder: a whole program as one PDF, plans for the facilitator and worksheets to copy."""

from iopkit.documents.binder.binder import binder_pdf

__all__ = ["binder_pdf"]
