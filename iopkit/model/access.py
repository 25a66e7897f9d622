"""Who may do what: each role's acts, and how far they reach. The table in CONTRIBUTING.md is made from it."""

from enum import StrEnum

from iopkit.model.codes import Role


class Act(StrEnum):
    """What somebody does that is allowed to some and written into the audit."""

    SEE_SESSION = "see_session"
    RUN_SESSION = "run_session"
    TAKE_ROLL = "take_roll"
    FILL_WORKSHEET = "fill_worksheet"
    SEE_ENGAGEMENT = "see_engagement"
    READ_CURRICULA = "read_curricula"
    PLAN_PROGRAM = "plan_program"
    SEARCH_AUDIT = "search_audit"
    ACCOUNT_FOR_DISCLOSURES = "account_for_disclosures"
    MANAGE_ACCOUNTS = "manage_accounts"


class Reach(StrEnum):
    """On whose records an act is allowed."""

    OWN_GROUPS = "own groups"
    OWN_PROGRAMS = "own programs"
    SYNTHETIC = "synthetic clients"
    EVERYTHING = "everything"


#: Acts on one group's clients and sessions.
ON_CLIENTS = (Act.SEE_SESSION, Act.RUN_SESSION, Act.TAKE_ROLL, Act.FILL_WORKSHEET, Act.SEE_ENGAGEMENT)

_OPEN_TO_ALL = {Act.READ_CURRICULA: Reach.EVERYTHING}
_PLANNING = {Act.PLAN_PROGRAM: Reach.EVERYTHING}
_WATCHING = (Act.SEARCH_AUDIT, Act.ACCOUNT_FOR_DISCLOSURES)

#: What each role may do, and how far. What is not here is refused.
GRANTS: dict[Role, dict[Act, Reach]] = {
    Role.FACILITATOR: _OPEN_TO_ALL | dict.fromkeys(ON_CLIENTS, Reach.OWN_GROUPS),
    Role.SUPERVISOR: _OPEN_TO_ALL | _PLANNING | dict.fromkeys((*ON_CLIENTS, *_WATCHING), Reach.OWN_PROGRAMS),
    Role.TRAINER: _OPEN_TO_ALL | _PLANNING | dict.fromkeys(ON_CLIENTS, Reach.SYNTHETIC),
    Role.TRAINEE: _OPEN_TO_ALL | dict.fromkeys(ON_CLIENTS, Reach.SYNTHETIC),
    Role.AUTHOR: _OPEN_TO_ALL | _PLANNING,
    Role.ADMINISTRATOR: _OPEN_TO_ALL
    | _PLANNING
    | dict.fromkeys((*_WATCHING, Act.MANAGE_ACCOUNTS), Reach.EVERYTHING),
}


class Page(StrEnum):
    """A page that has a kernel; the value is the name of its notebook."""

    RUN_GROUP = "run_group"
    ENGAGEMENT = "engagement"
    ORGANISATION = "organisation"
    BROWSE_CURRICULA = "browse_curricula"
    PLAN_PROGRAM = "plan_program"


#: What somebody must be allowed to do, on anything at all, to open a page.
OPENS: dict[Page, Act] = {
    Page.RUN_GROUP: Act.SEE_SESSION,
    Page.ENGAGEMENT: Act.SEE_ENGAGEMENT,
    Page.ORGANISATION: Act.SEE_ENGAGEMENT,
    Page.BROWSE_CURRICULA: Act.READ_CURRICULA,
    Page.PLAN_PROGRAM: Act.PLAN_PROGRAM,
}

#: Pages that open only to whoever may see something of more than one site.
OF_SEVERAL_SITES = (Page.ORGANISATION,)


def reach(role: Role, act: Act) -> Reach | None:
    """How far an act of that role goes; None when the role may not do it at all.

    >>> reach(Role.FACILITATOR, Act.TAKE_ROLL)
    <Reach.OWN_GROUPS: 'own groups'>
    >>> reach(Role.AUTHOR, Act.TAKE_ROLL)
    """
    return GRANTS[role].get(act)


def may_open(role: Role, page: Page, *, demonstration: bool) -> bool:
    """Whether a page opens for that role; a page of synthetic clients opens for training."""
    how_far = reach(role, OPENS[page])
    return how_far is not None and (demonstration or how_far is not Reach.SYNTHETIC)
