"""May this person do that? Asked in the very transaction that does it, since a page may send anything."""

from iopkit.actions.reach import OF_ALL, groups_of, sites_of, within
from iopkit.errors import Refused
from iopkit.model.access import OF_SEVERAL_SITES, OPENS, Act, Page, Reach, may_open, reach
from iopkit.model.account import Person
from iopkit.store.transaction import Transaction

_WORDS = {
    Act.SEE_SESSION: "see this session",
    Act.RUN_SESSION: "run this session",
    Act.TAKE_ROLL: "take the roll of this session",
    Act.FILL_WORKSHEET: "fill worksheets in this session",
    Act.SEE_ENGAGEMENT: "see engagement",
    Act.READ_CURRICULA: "read curricula",
    Act.PLAN_PROGRAM: "plan programs",
    Act.SEARCH_AUDIT: "search the audit",
    Act.ACCOUNT_FOR_DISCLOSURES: "account for disclosures",
    Act.MANAGE_ACCOUNTS: "manage accounts",
}


def require(t: Transaction, act: Act, *, session: str | None = None, group: str | None = None) -> None:
    """Refuse what ``t.by`` may not do on that session or group, or at all when neither is given.

    Where nobody has an account, and for a demonstration without a sign-in (JupyterLab on one's own
    computer), whoever can open the store may do everything.

    Raises
    ------
    Refused
        They may not; the refusal goes into the audit.
    """
    if _unguarded(t):
        return
    person = _signed_in(t, act, session)
    how_far = reach(person.staff.role, act)
    if how_far is None or not _reached(t, person, how_far, session, group):
        whose = (
            "its facilitators and the supervisors of its program may" if session or group else "others may"
        )
        raise Refused(
            f"Your role does not let you {_WORDS[act]}; {whose}. Nothing was stored.",
            act=act,
            session=session,
        )


def reached_groups(t: Transaction, act: Act) -> frozenset[str] | None:
    """Ids of the groups whose clients ``t.by`` may see in that way; None for all.

    Raises
    ------
    Refused
        They may not do it at all.
    """
    bound = _bound(t, act)
    if bound is None:
        return None
    person, how_far = bound
    return frozenset(one.id for one in groups_of(t, person, how_far))


def reached_programs(t: Transaction, act: Act) -> frozenset[str] | None:
    """Ids of the programs whose records ``t.by`` may see in that way; None for all.

    Raises
    ------
    Refused
        They may not do it at all.
    """
    bound = _bound(t, act)
    if bound is None:
        return None
    person, how_far = bound
    supervised = () if how_far is Reach.OWN_GROUPS else t.list_programs()
    own = {one.id for one in supervised if within(person, how_far, one.site, one.id in person.programs)}
    return frozenset(own | {one.program for one in groups_of(t, person, how_far) if one.program})


def reached_sites(t: Transaction, act: Act) -> frozenset[str] | None:
    """Ids of the sites of which ``t.by`` may see something in that way; None for all.

    Whoever was given sites reaches these; everybody else those of their own groups and programs.

    Raises
    ------
    Refused
        They may not do it at all.
    """
    require(t, act)
    return None if _unguarded(t) else sites_of(t, _signed_in(t, act, None), act)


def reached_staff(t: Transaction, act: Act) -> frozenset[str] | None:
    """Ids of the staff whose accounts ``t.by`` may know of in that way; None for all.

    They are those who were given one of the same sites, or lead a group or supervise a program there.

    Raises
    ------
    Refused
        They may not do it at all.
    """
    require(t, act)
    sites = frozenset() if _unguarded(t) else _signed_in(t, act, None).sites
    if not sites:
        return None
    people = [one for one in map(t.find_person, (one.staff for one in t.list_accounts())) if one]
    where = {one.id: one.site for one in t.list_programs()}
    groups = {one.id: one.site for one in t.list_groups()}
    places = {
        one.staff.id: one.sites or {where.get(p) for p in one.programs} | {groups[g] for g in one.groups}
        for one in people
    }
    return frozenset(staff for staff, theirs in places.items() if not sites.isdisjoint(theirs))


def require_site(t: Transaction, act: Act, site: str | None) -> None:
    """Refuse what ``t.by`` may not do at that site; what is of no site is for all.

    Raises
    ------
    Refused
        They may not; the refusal goes into the audit.
    """
    sites = reached_sites(t, act)
    if site is not None and sites is not None and site not in sites:
        raise Refused(f"You may {_WORDS[act]} of your own sites only. Nothing was stored.", act=act)


def may_see(t: Transaction, staff_id: str, page: Page) -> bool:
    """Whether a page opens for a member of staff; some do where they see more than one site."""
    person = t.find_person(staff_id)
    demonstration = bool(t.find_setting("demonstration"))
    if person is None or not person.active:
        return False
    if not may_open(person.staff.role, page, demonstration=demonstration):
        return False
    return page not in OF_SEVERAL_SITES or _several(t, sites_of(t, person, OPENS[page]))


def require_several_sites(t: Transaction, act: Act) -> frozenset[str] | None:
    """The sites of which ``t.by`` may see something, where these are more than one; None for all.

    Raises
    ------
    Refused
        They may see one site at most, or may not do it at all.
    """
    sites = reached_sites(t, act)
    if not _several(t, sites):
        raise Refused(
            "This page is for those who may see more than one site. Engagement shows yours.", act=act
        )
    return sites


def _bound(t: Transaction, act: Act) -> tuple[Person, Reach | None] | None:
    """Who does this, and how far they reach in it; None for all records."""
    require(t, act)
    if _unguarded(t):
        return None
    person = _signed_in(t, act, None)
    how_far = reach(person.staff.role, act)
    return None if how_far in OF_ALL and not person.sites else (person, how_far)


def _unguarded(t: Transaction) -> bool:
    if t.by is not None and t.find_account(t.by):
        return False
    return bool(t.find_setting("demonstration")) or not t.has_accounts()


def _signed_in(t: Transaction, act: Act, session: str | None) -> Person:
    person = t.find_person(t.by) if t.by else None
    if person is None:
        raise Refused(
            "Sign in first: open iopkit's first page. Nothing was stored.", act=act, session=session
        )
    if not person.active:
        raise Refused(
            "Your account is disabled. Ask your administrator. Nothing was stored.", act=act, session=session
        )
    return person


def _reached(t: Transaction, person: Person, how_far: Reach, session: str | None, group: str | None) -> bool:
    if how_far is Reach.SYNTHETIC and not t.find_setting("demonstration"):
        return False
    about = group or (t.get_session(session).group if session else None)
    # An unknown group is refused like any other that is not theirs, without a word on those there are.
    return about is None or about in {one.id for one in groups_of(t, person, how_far)}


def _several(t: Transaction, sites: frozenset[str] | None) -> bool:
    return len(t.list_sites() if sites is None else sites) > 1
