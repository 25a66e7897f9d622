"""What is checked in episodes.csv and members.csv: stretches of days, in order and apart."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from iopkit.actions.import_folder.faults import Faults, shown
from iopkit.actions.import_folder.known import Known, References, check_new_ids
from iopkit.actions.import_folder.sheet import Entry, Sheet
from iopkit.actions.import_folder.spans import Span, overlaps

#: A client in a program, or a client in a group: (place, client).
Whose = tuple[str | None, str]
Spans = dict[Whose, list[Span]]


def check_episodes(sheet: Sheet, known: Known, clients: References, faults: Faults) -> None:
    """Episodes belong to known clients, end after they begin, and do not overlap in one program."""
    check_new_ids(sheet, known.episode_ids, faults)
    for entry in sheet.entries:
        clients.check(sheet, entry, faults)
        _check_order(sheet, entry, "admitted_on", "discharged_on", faults)
        _check_reason(sheet, entry, faults)
    spans = _gathered(
        ((one.program, one.client), Span(one.admitted_on, one.discharged_on)) for one in known.episodes
    )
    mine = _spans_of(sheet, ("program", "client_id"), ("admitted_on", "discharged_on"))
    for (program, client), mend, other in _overlapping(spans, mine, last_day_counts=False):
        where = f"in program {shown(program)}" if program else "in a program without a name"
        says = f"client {shown(client)} is {where} {other} already; correct the dates, or remove the row"
        faults.add(sheet.file, says, mend.row, "admitted_on")


def check_members(
    sheet: Sheet, known: Known, groups: References, clients: References, faults: Faults
) -> None:
    """Members are known clients of known groups, leave after they join, and join once at a time."""
    for entry in sheet.entries:
        groups.check(sheet, entry, faults)
        clients.check(sheet, entry, faults)
        _check_order(sheet, entry, "joined_on", "left_on", faults)
    stored = _stored_members(known)
    mine = _spans_of(sheet, ("group_id", "client_id"), ("joined_on", "left_on"))
    for (group, client), mend, other in _overlapping(stored, mine, last_day_counts=True):
        says = f"client {shown(client)} is a member of group {shown(group)} {other} already"
        faults.add(sheet.file, f"{says}; correct the dates, or remove the row", mend.row, "joined_on")


def members_of(sheet: Sheet, known: Known) -> dict[tuple[str, str], list[Span] | None]:
    """When each client is a member, by (group, client); None where a faulty row leaves it open."""
    members: dict[tuple[str, str], list[Span] | None] = {}
    for spans in (_stored_members(known), _gathered(_all_members(sheet))):
        for (group, client), some in spans.items():
            members[str(group), client] = [*(members.get((str(group), client)) or []), *some]
    for cells in sheet.partial:
        members[cells.get("group_id", ""), cells.get("client_id", "")] = None
    for entry in sheet.filled("group_id", "client_id"):
        if entry.faulty:
            members[entry["group_id"], entry["client_id"]] = None
    return members


def _check_order(sheet: Sheet, entry: Entry, first: str, last: str, faults: Faults) -> None:
    begun, ended = entry[first], entry[last]
    if begun and ended and ended < begun:
        says = f"{ended} is before {first}, which is {begun}; correct one of the two"
        faults.add(sheet.file, says, entry.row, last)
        entry.faulty.add(last)


def _check_reason(sheet: Sheet, entry: Entry, faults: Faults) -> None:
    if entry["discharge_reason"] and not entry["discharged_on"] and "discharged_on" not in entry.faulty:
        says = (
            f"{shown(entry['discharge_reason'])} is given without discharged_on; add the date, or remove it"
        )
        faults.add(sheet.file, says, entry.row, "discharge_reason")


def _gathered(pairs: Iterable[tuple[Whose, Span]]) -> Spans:
    spans: Spans = defaultdict(list)
    for whose, span in pairs:
        spans[whose].append(span)
    return spans


def _stored_members(known: Known) -> Spans:
    return _gathered(((one.group, one.client), Span(one.joined_on, one.left_on)) for one in known.memberships)


def _all_members(sheet: Sheet) -> Iterator[tuple[Whose, Span]]:
    for entry in sheet.filled("group_id", "client_id", "joined_on"):
        span = Span(entry["joined_on"], entry["left_on"], entry.row)
        yield (entry["group_id"], entry["client_id"]), span


def _spans_of(sheet: Sheet, whose: tuple[str, str], days: tuple[str, str]) -> Spans:
    """The rows without a fault, as spans."""
    place, client = whose
    first, last = days
    return _gathered(
        ((entry[place], entry[client]), Span(entry[first], entry[last], entry.row))
        for entry in sheet.filled(client, first)
        if not entry.faulty
    )


def _overlapping(stored: Spans, mine: Spans, *, last_day_counts: bool) -> Iterator[tuple[Whose, Span, Span]]:
    for whose, spans in mine.items():
        together = [*stored.get(whose, []), *spans]
        for mend, other in overlaps(together, last_day_counts=last_day_counts):
            yield whose, mend, other
