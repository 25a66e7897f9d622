"""What is checked of sites: they are known, programs keep theirs, and clients are treated at their own."""

from collections.abc import Iterator
from typing import NamedTuple

from iopkit.actions.import_folder.faults import Faults, shown
from iopkit.actions.import_folder.known import Known
from iopkit.actions.import_folder.sheet import Entry, Sheet

Sheets = dict[str, Sheet]


class _Place(NamedTuple):
    """Where a row puts a client: its table, the column that says it, and the site."""

    sheet: Sheet
    entry: Entry
    column: str
    says: str
    site: str


def check_sites(sheets: Sheets, known: Known, faults: Faults) -> None:
    """Every fault that has to do with sites, in ``sites.csv``, ``programs.csv`` and ``clients.csv``."""
    _check_names(sheets["sites"], known, faults)
    _check_known(sheets["programs"], sheets["sites"], known, faults)
    _check_known(sheets["clients"], sheets["sites"], known, faults)
    _check_programs(sheets["programs"], known, faults)
    _check_clients(sheets, known, faults)


def program_sites(sheets: Sheets, known: Known) -> dict[str, str]:
    """The site of each program that has one, as it will be."""
    stored = {one.id: one.site for one in known.programs.values() if one.site}
    return stored | {
        entry["program"]: entry["site"] for entry in sheets["programs"].filled("program", "site")
    }


def _check_names(sheet: Sheet, known: Known, faults: Faults) -> None:
    """A site keeps the name that it has in the store, and stands in one row only."""
    for entry, before in _again(sheet, "site_id"):
        one = entry["site_id"]
        if before:
            says = f"{shown(one)} stands in row {before} already; remove one row, or give it an id of its own"
            faults.add(sheet.file, says, entry.row, "site_id")
        elif entry["name"] and known.sites.get(one, entry["name"]) != entry["name"]:
            called = f"{shown(one)} is called {shown(known.sites[one])} in the store"
            says = f"{called}; give it that name, or an id of its own"
            faults.add(sheet.file, says, entry.row, "name")


def _check_known(sheet: Sheet, sites: Sheet, known: Known, faults: Faults) -> None:
    ids = set(known.sites) | sites.ids()
    for entry in sheet.filled("site") if sites.whole else ():
        if entry["site"] not in ids:
            says = f"no site {shown(entry['site'])} in {sites.file} or in the store"
            faults.add(sheet.file, f"{says}; add it there, or correct the id", entry.row, "site")
            entry.faulty.add("site")


def _check_programs(sheet: Sheet, known: Known, faults: Faults) -> None:
    """A program stands in one row, and moves to another site only without clients of the old one."""
    for entry, before in _again(sheet, "program"):
        one, count = entry["program"], known.elsewhere.get(entry["program"])
        if before:
            faults.add(
                sheet.file,
                f"{shown(one)} stands in row {before} already; remove one row",
                entry.row,
                "program",
            )
        elif count:
            has = "1 client" if count == 1 else f"{count} clients"
            says = f"program {shown(one)} has {has} of another site than {shown(entry['site'])}"
            faults.add(
                sheet.file, f"{says}; leave it where it is, or make a new program there", entry.row, "site"
            )


def _check_clients(sheets: Sheets, known: Known, faults: Faults) -> None:
    """A client's stays and groups are at the client's site; where none is given, at that of the first row."""
    sites = dict(known.client_sites)
    sites |= {
        entry["client_id"]: entry["site"]
        for entry in sheets["clients"].filled("client_id", "site")
        if "site" not in entry.faulty
    }
    for place in _places(sheets, known):
        client = place.entry["client_id"]
        own = sites.setdefault(client, place.site)
        if own != place.site:
            where = f"{place.says} of site {shown(place.site)}"
            says = f"client {shown(client)} is of site {shown(own)}, and {where}"
            remedy = "correct the site in clients.csv or programs.csv, or remove the row"
            faults.add(place.sheet.file, f"{says}; {remedy}", place.entry.row, place.column)


def _places(sheets: Sheets, known: Known) -> Iterator[_Place]:
    sites = program_sites(sheets, known)
    groups = {one.id: one.program for one in known.groups.values()}
    groups |= {
        entry["group_id"]: entry["program"] for entry in sheets["groups"].filled("group_id", "program")
    }
    for entry in sheets["episodes"].filled("client_id", "program"):
        if site := sites.get(entry["program"]):
            says = f"program {shown(entry['program'])} is"
            yield _Place(sheets["episodes"], entry, "program", says, site)
    for entry in sheets["members"].filled("client_id", "group_id"):
        if site := sites.get(groups.get(entry["group_id"]) or ""):
            yield _Place(sheets["members"], entry, "group_id", f"group {shown(entry['group_id'])} is", site)


def _again(sheet: Sheet, column: str) -> Iterator[tuple[Entry, int]]:
    """Each row, with the row in which its id stood before; 0 where it did not."""
    rows: dict[str, int] = {}
    for entry in sheet.filled(column):
        before = rows.setdefault(entry[column], entry.row)
        yield entry, before if before != entry.row else 0
