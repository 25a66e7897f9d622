"""Giving staff groups to lead, programs to supervise and sites to reach, and taking them again."""

from collections.abc import Collection, Iterable

from iopkit.errors import NotAllowed, NotFound, quoted
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction


def give_reach(
    store: Store,
    staff_id: str,
    *,
    programs: Iterable[str] = (),
    groups: Iterable[str] = (),
    sites: Iterable[str] = (),
) -> None:
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
        add_reach(w, staff_id, programs, groups, sites)
        given = {"programs": [*programs], "groups": [*groups], "sites": [*sites]}
        w.record("give_reach", detail={"staff": staff_id, **given})


def withdraw_reach(
    store: Store,
    staff_id: str,
    *,
    programs: Iterable[str] = (),
    groups: Iterable[str] = (),
    sites: Iterable[str] = (),
) -> None:
    """Take programs, groups or sites from somebody; what they did there stays theirs.

    Raises
    ------
    NotAllowed
        They have not got one of these, they would keep a program or a group at a site that is taken, or it
        is their last site, without which their role would reach more.
    NotFound
        There is no such account.
    """
    taken = {"program": {*programs}, "group": {*groups}, "site": {*sites}}
    with store.write() as w:
        w.get_account(staff_id)
        person = w.find_person(staff_id)
        held = dict.fromkeys(taken, frozenset[str]())
        if person:
            held = {"program": person.programs, "group": person.groups, "site": person.sites}
        for noun, ids in taken.items():
            _require_held(staff_id, noun, ids, held[noun])
        left = {noun: held[noun] - ids for noun, ids in taken.items()}
        if taken["site"] and not left["site"]:
            raise NotAllowed(
                f"{quoted(staff_id)} has no other site, and without any is bound to none. Give another one "
                f"first, or close the account: iopkit user disable {staff_id}. Nothing was changed."
            )
        _replace_reach(w, staff_id, left["program"], left["group"], left["site"])
        _require_within_sites(w, staff_id, taking=True)
        said = {f"{noun}s": sorted(ids) for noun, ids in taken.items()}
        w.record("withdraw_reach", detail={"staff": staff_id, **said})


def add_reach(
    w: Transaction, staff_id: str, programs: Iterable[str], groups: Iterable[str], sites: Iterable[str]
) -> None:
    """Give somebody more, in a transaction that is under way.

    Raises
    ------
    NotAllowed
        They have a program or a group outside their sites.
    NotFound
        There is no such program, group or site.
    """
    _require_known("program", programs, {one.id for one in w.list_programs()})
    _require_known("site", sites, {one.id for one in w.list_sites()})
    person = w.find_person(staff_id)
    w.set_supervised(staff_id, {*programs, *(person.programs if person else ())})
    if sites := [*sites]:
        w.set_staff_sites(staff_id, {*sites, *(person.sites if person else ())})
    for group_id in groups:
        group = w.get_group(group_id)
        if staff_id not in group.facilitators:
            w.set_facilitators(group_id, [*group.facilitators, staff_id])
    _require_within_sites(w, staff_id)


def set_reach(
    w: Transaction,
    staff_id: str,
    *,
    programs: Collection[str] = (),
    groups: Collection[str] = (),
    sites: Collection[str] = (),
) -> None:
    """Let the Hub say that somebody reaches these and nothing else; written down where that is a change."""
    before = w.find_person(staff_id)
    wanted = (set(programs), set(groups), set(sites))
    if before and (before.programs, before.groups, before.sites) == wanted:
        return
    _replace_reach(w, staff_id, programs, groups, sites)
    said = {"programs": sorted(programs), "groups": sorted(groups), "sites": sorted(sites)}
    w.record("set_reach", detail={"staff": staff_id, **said, "through": "hub"})


def _replace_reach(
    w: Transaction, staff_id: str, programs: Collection[str], groups: Collection[str], sites: Collection[str]
) -> None:
    w.set_supervised(staff_id, set(programs))
    w.set_staff_sites(staff_id, set(sites))
    for group in w.list_groups():
        led, leads = staff_id in group.facilitators, group.id in groups
        if led and not leads:
            w.set_facilitators(group.id, [one for one in group.facilitators if one != staff_id])
        elif leads and not led:
            w.set_facilitators(group.id, [*group.facilitators, staff_id])


def _require_held(staff_id: str, noun: str, taken: set[str], held: frozenset[str]) -> None:
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
