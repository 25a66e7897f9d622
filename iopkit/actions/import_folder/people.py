"""What is checked in clients.csv and groups.csv once their cells have been read."""

from iopkit.actions.import_folder.faults import Faults
from iopkit.actions.import_folder.known import Known, check_new_ids
from iopkit.actions.import_folder.sheet import Sheet

FIRST_BIRTH_YEAR = 1900


def check_clients(sheet: Sheet, known: Known, faults: Faults) -> None:
    """Ids are new, and birth years can be those of somebody alive."""
    check_new_ids(sheet, known.clients, faults)
    this_year = known.now.year
    for entry in sheet.filled("birth_year"):
        if not FIRST_BIRTH_YEAR <= entry["birth_year"] <= this_year:
            says = (
                f"{entry['birth_year']} is not plausible; use a year from {FIRST_BIRTH_YEAR} to {this_year}"
            )
            faults.add(sheet.file, says, entry.row, "birth_year")


def check_groups(sheet: Sheet, known: Known, faults: Faults) -> None:
    """Ids are new, and somebody has room in each group."""
    check_new_ids(sheet, set(known.groups), faults)
    for entry in sheet.filled("capacity"):
        if entry["capacity"] < 1:
            says = f"{entry['capacity']} leaves no room; use 1 or more, or leave the cell empty"
            faults.add(sheet.file, says, entry.row, "capacity")
