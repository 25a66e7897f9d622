"""Giving staff groups to lead, programs to supervise and sites to reach, and taking them again."""

from collections.abc import Collection, Iterable
from typing import TypedDict, Unpack

from iopkit.errors import NotAllowed, NotFound, quoted
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction

Sets = dict[str, set[str]]


class Reach(TypedDict, total=False):
    """Ids of what somebody is given, or has taken from them."""

    programs: Collection[str]
    groups: Collection[str]
    sites: Collection[str]


def give_reach(store: Store, staff_id: str, **given: Unpack[Reach]) -> None:
    """Let somebody supervise programs, facilitate groups, or reach sites, beside those they have.

    The first site that somebody is given is a bound too: from then on they reach nothing outside theirs.

    Raises
    ------
    NotAllowed
        They have a program or a group outside their sites.
    NotFound
        There is no such account, program, group or site.
    """
    with store.write() as w:
        w.get_account(staff_id)
        add_reach(w, staff_id, **given)
        w.record("give_reach", detail={"staff": staff_id, **_said(_sets(given))})


def withdraw_reach(store: Store, staff_id: str, **taken: Unpack[Reach]) -> None:
    """Take programs, groups or sites from somebody; what they did there stays theirs.

    Raises
    ------
    NotAllowed
        They have not got one of these, they would keep a program or a group at a site that is taken, or it
        is their last site, without which their role would reach more.
    NotFound
        There is no such account.
    """
    with store.write() as w:
        w.get_account(staff_id)
        held, less = _held(w, staff_id), _sets(taken)
        for noun, ids in less.items():
            _require_held(staff_id, noun.removesuffix("s"), ids, held[noun])
        left = {noun: held[noun] - ids for noun, ids in less.items()}
        if held["sites"] and not left["sites"]:
            raise NotAllowed(
                f"{quoted(staff_id)} has no other site, and without any is bound to none. Give another one "
                f"first, or close the account: iopkit user disable {staff_id}. Nothing was changed."
            )
        _change(w, staff_id, held, left)
        _require_within_sites(w, staff_id, taking=True)
        w.record("withdraw_reach", detail={"staff": staff_id, **_said(less)})


def add_reach(w: Transaction, staff_id: str, **given: Unpack[Reach]) -> None:
    """Give somebody more, in a transaction that is under way.

    Raises
    ------
    NotAllowed
        They have a program or a group outside their sites.
    NotFound
        There is no such program, group or site.
    """
    held, more = _held(w, staff_id), _sets(given)
    _require_known("program", more["programs"], {one.id for one in w.list_programs()})
    _require_known("site", more["sites"], {one.id for one in w.list_sites()})
    for group_id in sorted(more["groups"]):
        w.get_group(group_id)
    _change(w, staff_id, held, {noun: held[noun] | ids for noun, ids in more.items()})
    _require_within_sites(w, staff_id)


def set_reach(w: Transaction, staff_id: str, **wanted: Unpack[Reach]) -> None:
    """Let the Hub say that somebody reaches these and nothing else; written down where that is a change."""
    held, given = _held(w, staff_id), _sets(wanted)
    if held != given:
        _change(w, staff_id, held, given)
        w.record("set_reach", detail={"staff": staff_id, **_said(given), "through": "hub"})


def _sets(reach: Reach) -> Sets:
    return {
        "programs": set(reach.get("programs", ())),
        "groups": set(reach.get("groups", ())),
        "sites": set(reach.get("sites", ())),
    }


def _said(sets: Sets) -> dict[str, list[str]]:
    return {noun: sorted(ids) for noun, ids in sets.items()}


def _held(w: Transaction, staff_id: str) -> Sets:
    person = w.find_person(staff_id)
    return _sets(
        {"programs": person.programs, "groups": person.groups, "sites": person.sites} if person else {}
    )


def _change(w: Transaction, staff_id: str, before: Sets, after: Sets) -> None:
    """Write what is another now; in groups that somebody begins to lead they come last."""
    if before["programs"] != after["programs"]:
        w.set_supervised(staff_id, after["programs"])
    if before["sites"] != after["sites"]:
        w.set_staff_sites(staff_id, after["sites"])
    for group_id in before["groups"] ^ after["groups"]:
        others = [one for one in w.get_group(group_id).facilitators if one != staff_id]
        w.set_facilitators(group_id, [*others, staff_id] if group_id in after["groups"] else others)


def _require_held(staff_id: str, noun: str, taken: set[str], held: set[str]) -> None:
    if missing := sorted(taken - held):
        raise NotAllowed(
            f"{quoted(staff_id)} has no {noun} {quoted(missing[0])}. Theirs: "
            f"{', '.join(sorted(held)) or 'none'}. Nothing was changed."
        )


def _require_known(noun: str, given: Iterable[str], known: set[str]) -> None:
    if unknown := sorted(set(given) - known):
        raise NotFound(f"No {noun} {quoted(unknown[0])}. The {noun}s: {', '.join(sorted(known)) or 'none'}.")


def _require_within_sites(w: Transaction, staff_id: str, *, taking: bool = False) -> None:
    """What somebody leads or supervises is at their sites: outside them they would not see it."""
    person = w.find_person(staff_id)
    if person is None or not person.sites:
        return
    led = [("leads", "group", one.id, one.site) for one in w.list_groups() if one.id in person.groups]
    watched = [
        ("supervises", "program", one.id, one.site) for one in w.list_programs() if one.id in person.programs
    ]
    for does, noun, theirs, site in (*led, *watched):
        if site in person.sites:
            continue
        where = f"is at site {site}" if site else "is at no site"
        more = f"Give them --site {site} too" if site else "Give its program a site in programs.csv"
        remedy = f"Take that back with it: --{noun} {theirs}" if taking else f"{more}, or leave it out"
        raise NotAllowed(
            f"{quoted(staff_id)} {does} {noun} {theirs}, which {where}, and would have only "
            f"{', '.join(sorted(person.sites))}. {remedy}; nothing was changed."
        )
