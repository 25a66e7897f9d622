"""May this person do that? Asked in the very transaction that does it, since a page may send anything."""

from iopkit.errors import Refused
from iopkit.model.access import Act, Page, Reach, may_open, reach
from iopkit.model.account import Person
from iopkit.model.care import Group
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
    require(t, act)
    if _unguarded(t):
        return None
    person = _signed_in(t, act, None)
    how_far = reach(person.staff.role, act)
    if how_far in (Reach.EVERYTHING, Reach.SYNTHETIC):
        return None
    return frozenset(one.id for one in t.list_groups() if _in_reach(person, how_far, one))


def may_see(t: Transaction, staff_id: str, page: Page) -> bool:
    """Whether a page opens for a member of staff."""
    person = t.find_person(staff_id)
    demonstration = bool(t.find_setting("demonstration"))
    return bool(person and person.active and may_open(person.staff.role, page, demonstration=demonstration))


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
    if how_far is Reach.SYNTHETIC:
        return bool(t.find_setting("demonstration"))
    about = group or (t.get_session(session).group if session else None)
    return about is None or _in_reach(person, how_far, t.get_group(about))


def _in_reach(person: Person, how_far: Reach | None, group: Group) -> bool:
    if how_far is Reach.EVERYTHING:
        return True
    if how_far is Reach.OWN_GROUPS:
        return group.id in person.groups
    return how_far is Reach.OWN_PROGRAMS and group.program in person.programs
