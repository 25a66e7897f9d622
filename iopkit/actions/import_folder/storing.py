"""Put a folder that has no fault into the store."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from iopkit.actions.import_folder.known import Known
from iopkit.actions.import_folder.meetings import Meeting
from iopkit.actions.import_folder.sheet import Progress, Sheet
from iopkit.actions.import_folder.sites import program_sites
from iopkit.model.care import Episode, Group, Membership, Program, Site
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client, Staff
from iopkit.store.transaction import Transaction

_AT_ONCE = 5_000

Sheets = dict[str, Sheet]


def new_programs(sheets: Sheets, known: Known) -> list[Program]:
    """The programs that programs, episodes and groups name and the store does not know."""
    tables = ("programs", "episodes", "groups")
    named = (entry["program"] for one in tables for entry in sheets[one].filled("program"))
    fresh, sites = (
        dict.fromkeys(one for one in named if one not in known.programs),
        program_sites(sheets, known),
    )
    return [Program(id=one, name=one, time_zone=known.new_zone, site=sites.get(one)) for one in fresh]


def new_staff(sheets: Sheets, known: Known) -> list[Staff]:
    """The facilitators whose names the store does not know, with ids made from their names."""
    taken = {one.id for one in known.staff}
    names = {one.name for one in known.staff}
    fresh = []
    for name in (name for entry in sheets["groups"].filled("facilitator") for name in entry["facilitator"]):
        if name not in names:
            fresh.append(Staff(id=_id_from(name, taken), name=name))
            names.add(name)
            taken.add(fresh[-1].id)
    return fresh


def store_all(
    w: Transaction, sheets: Sheets, known: Known, meetings: dict[str, Meeting | None], progress: Progress
) -> None:
    """Add every row of every table, those first that others refer to."""
    staff = new_staff(sheets, known)
    _store_sites(w, sheets, known)
    w.add_programs(new_programs(sheets, known))
    w.add_staff(staff)
    ids = {one.name: one.id for one in (*staff, *reversed(known.staff))}
    rows: list[tuple[str, Iterator[Any], Callable[[Sequence[Any]], None]]] = [
        ("clients", _clients(sheets), w.add_clients),
        ("episodes", _episodes(sheets), w.add_episodes),
        ("groups", _groups(sheets, ids), w.add_groups),
        ("members", _memberships(sheets), w.add_memberships),
        ("sessions", _sessions(sheets, meetings), w.add_sessions),
        ("attendance", _attendance(sheets), w.add_attendance),
    ]
    for name, values, add in rows:
        _store(sheets[name], list(values), add, progress)
    if known.sites or sheets["sites"].entries:
        w.settle_clients()


def _store_sites(w: Transaction, sheets: Sheets, known: Known) -> None:
    """Add the sites that the store does not know, and move its programs to the sites that they are given."""
    fresh = [one for one in sheets["sites"].entries if one["site_id"] not in known.sites]
    w.add_sites(Site(id=one["site_id"], name=one["name"]) for one in fresh)
    for entry in sheets["programs"].filled("program", "site"):
        before = known.programs.get(entry["program"])
        if before is not None and before.site != entry["site"]:
            w.set_program_site(before.id, entry["site"])


def _store(sheet: Sheet, values: list[Any], add: Callable[[Sequence[Any]], None], progress: Progress) -> None:
    for start in range(0, len(values), _AT_ONCE):
        some = values[start : start + _AT_ONCE]
        add(some)
        progress(f"Storing {sheet.file}", start + len(some), len(values))


def _clients(sheets: Sheets) -> Iterator[Client]:
    for entry in sheets["clients"].entries:
        yield Client(
            id=entry["client_id"],
            name=entry["name"],
            birth_year=entry["birth_year"],
            populations=entry["populations"] or (),
            site=entry["site"],
        )


def _episodes(sheets: Sheets) -> Iterator[Episode]:
    for entry in sheets["episodes"].entries:
        fields = dict(entry.values)
        yield Episode(id=fields.pop("episode_id"), client=fields.pop("client_id"), **fields)


def _groups(sheets: Sheets, staff: dict[str, str]) -> Iterator[Group]:
    for entry in sheets["groups"].entries:
        yield Group(
            id=entry["group_id"],
            name=entry["name"],
            program=entry["program"],
            facilitators=tuple(staff[name] for name in entry["facilitator"] or ()),
            capacity=entry["capacity"],
            kind=entry["kind"] or "open",
        )


def _memberships(sheets: Sheets) -> Iterator[Membership]:
    for entry in sheets["members"].entries:
        yield Membership(
            group=entry["group_id"],
            client=entry["client_id"],
            joined_on=entry["joined_on"],
            left_on=entry["left_on"],
        )


def _sessions(sheets: Sheets, meetings: dict[str, Meeting | None]) -> Iterator[GroupSession]:
    for entry in sheets["sessions"].entries:
        if meeting := meetings[entry["session_id"]]:
            yield GroupSession(
                id=entry["session_id"],
                group=meeting.group,
                starts_at=meeting.starts_at,
                ends_at=meeting.ends_at,
                status=meeting.status,
                plan=entry["plan"],
            )


def _attendance(sheets: Sheets) -> Iterator[dict[str, Any]]:
    return (entry.values for entry in sheets["attendance"].entries)


def _id_from(name: str, taken: set[str]) -> str:
    """An id for a new member of staff, such as ``ada-heron`` or, the second time, ``ada-heron-2``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "staff"
    number = 1
    while (one := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return one
