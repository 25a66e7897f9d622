"""Signing in at the organisation's JupyterHub: its groups say who somebody is here and what they reach.

The Hub's word is the last one: at every sign-in role and reach become what its groups say then, no more and
no less, and who has lost their place there loses it here.
"""

from typing import NamedTuple

from iopkit.actions.accounts import end_stays, keep_staff
from iopkit.actions.giving import set_reach
from iopkit.actions.sign_in import begin_stay, go_on
from iopkit.errors import Refused, quoted
from iopkit.model.account import Account, SignIn
from iopkit.model.hub_groups import HubGroups, hub_groups, meant
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction

_NO_GROUP = (
    "Your account is in none of the groups that open iopkit, such as iopkit-facilitator. Ask whoever looks "
    "after your organisation's accounts."
)
_NO_SITE = (
    "Your account is given sites that iopkit does not know. Ask whoever looks after your organisation's "
    "accounts to look at the names of its groups."
)
_DISABLED = "Your account in iopkit is disabled. Ask your administrator."
_SOMEBODY_ELSES = "This page was locked by {}, and only they can open it again. Sign out to use iopkit as {}."


class HubPerson(NamedTuple):
    """Somebody who has signed in at the Hub, and the groups that they are in there."""

    name: str
    groups: tuple[str, ...]


class Arrival(NamedTuple):
    """A stay that begins: the token for the browser, and groups that meant nothing here."""

    token: str
    unknown: tuple[str, ...]


def begin_from_hub(store: Store, person: HubPerson) -> Arrival:
    """Begin a stay for somebody whom the Hub has sent; their account is made or brought up to date first.

    Raises
    ------
    Refused
        No role or several, or the account is disabled here. Nobody gets an account so, and whoever had one
        reaches nothing and is signed in nowhere from now on.
    NotAllowed
        The name cannot be an id.
    """
    understood = hub_groups(person.groups)
    with store.write() as w:
        refusal = _why_not(w, person, understood)
        if refusal is None:
            unknown = _bring_up_to_date(w, person.name, understood)
            return Arrival(begin_stay(w, w.get_account(person.name), through="hub"), unknown)
        _turn_away(w, person.name, refusal)
    raise refusal


def unlock_from_hub(store: Store, stay: SignIn, person: HubPerson) -> tuple[str, ...]:
    """Go on where one was, after signing in at the Hub again; gives groups that meant nothing here.

    Raises
    ------
    Refused
        It was somebody else who signed in, or they may not come any more.
    """
    if person.name != stay.staff:
        raise Refused(_SOMEBODY_ELSES.format(quoted(stay.staff), quoted(person.name)), act="unlock")
    understood = hub_groups(person.groups)
    with store.write() as w:
        refusal = _why_not(w, person, understood)
        if refusal is None:
            unknown = _bring_up_to_date(w, person.name, understood)
            go_on(w, stay)
            return unknown
        _turn_away(w, person.name, refusal)
    raise refusal


def _why_not(w: Transaction, person: HubPerson, understood: HubGroups) -> Refused | None:
    account = w.find_account(person.name)
    if account and account.disabled_at:
        return Refused(_DISABLED, act="disabled")
    if not understood.roles:
        return Refused(_NO_GROUP, act="no role")
    if len(understood.roles) > 1:
        names = " and ".join(f"iopkit-{role.value}" for role in understood.roles)
        return Refused(
            f"Your account is in {names}, and iopkit takes one role. Ask whoever looks after your "
            "organisation's accounts to take you out of the others.",
            act="several roles",
        )
    return None


def _turn_away(w: Transaction, staff_id: str, refusal: Refused) -> None:
    """Write down why; what they reached here they reach no more."""
    w.record("sign_in_failed", detail={"name": staff_id[:80], "why": refusal.act, "through": "hub"})
    if w.find_account(staff_id):
        set_reach(w, staff_id)
        end_stays(w, staff_id, refusal.act)


def _bring_up_to_date(w: Transaction, staff_id: str, understood: HubGroups) -> tuple[str, ...]:
    """Make the account as the groups say; gives those that meant nothing here."""
    w.by = staff_id
    before = w.find_person(staff_id)
    role = understood.roles[0]
    if before is None or before.staff.role is not role:
        keep_staff(w, staff_id, role, None)
        w.record("set_role", detail={"staff": staff_id, "role": role.value, "through": "hub"})
    if before is None:
        w.add_account(Account(staff=staff_id))
        w.record("add_account", detail={"staff": staff_id, "through": "hub"})
    named = {
        "program": (understood.programs, {one.id: one.name for one in w.list_programs()}),
        "group": (understood.groups, {one.id: one.name for one in w.list_groups()}),
        "site": (understood.sites, {one.id: one.name for one in w.list_sites()}),
    }
    found = {kind: {word: meant(word, names) for word in words} for kind, (words, names) in named.items()}
    if understood.sites and not any(found["site"].values()):  # without a site some would see all of them
        raise Refused(_NO_SITE, act="unknown site")
    set_reach(w, staff_id, **{f"{kind}s": set(filter(None, ids.values())) for kind, ids in found.items()})
    lost = [
        f"iopkit-{kind}-{word}" for kind, ids in found.items() for word, one in ids.items() if one is None
    ]
    return (*understood.unknown, *lost)
