"""Bring a clinic's records in: a folder of CSV tables, stored as a whole or not at all."""

from iopkit.actions.import_folder.importing import ImportReport, import_folder

__all__ = ["ImportReport", "import_folder"]
