"""Who may sign in: accounts and roles. Each change is one transaction."""

from typing import Unpack

from iopkit.actions import passwords
from iopkit.actions.giving import Reach, add_reach
from iopkit.errors import NotAllowed, quoted
from iopkit.model.account import Account
from iopkit.model.codes import Role
from iopkit.model.people import Staff
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction

#: The longest id or name of a member of staff.
LONGEST_ID = 80


def add_account(
    store: Store,
    staff_id: str,
    *,
    role: Role | None = None,
    name: str | None = None,
    **given: Unpack[Reach],
) -> str:
    """Let somebody sign in; gives the password to hand over, which has to be changed at the first sign-in.

    Staff who are in the store keep their name and, unless one is given, their role.

    Raises
    ------
    NotAllowed
        They have an account, a role is needed, or they have a program or a group outside their sites.
    NotFound
        There is no such program, group or site.
    """
    password = passwords.new_password()
    with store.write() as w:
        if w.find_account(staff_id):
            raise NotAllowed(f"{quoted(staff_id)} has an account. 'iopkit user reset' gives a new password.")
        keep_staff(w, staff_id, role, name)
        w.add_account(Account(staff=staff_id, password=passwords.hashed(password), must_change=True))
        add_reach(w, staff_id, **given)
        w.record("add_account", detail={"staff": staff_id, "sites": [*given.get("sites", ())]})
    return password


def disable_account(store: Store, staff_id: str) -> None:
    """Let somebody sign in no more, from now on; their stays end. What they did stays theirs."""
    with store.write() as w:
        account = w.get_account(staff_id)
        w.set_account(account.model_copy(update={"disabled_at": w.now}))
        end_stays(w, staff_id, "account disabled")
        w.record("disable_account", detail={"staff": staff_id})


def reset_account(store: Store, staff_id: str) -> str:
    """Give a new password, lift every lock, ask for no one-time code; gives the password to hand over."""
    password = passwords.new_password()
    with store.write() as w:
        w.get_account(staff_id)
        fresh = Account(staff=staff_id, password=passwords.hashed(password), must_change=True)
        w.set_account(fresh)
        end_stays(w, staff_id, "password reset")
        w.record("reset_account", detail={"staff": staff_id})
    return password


def change_password(store: Store, staff_id: str, old: str, new: str) -> None:
    """Change one's own password. Every stay of this person ends but nothing else changes.

    Raises
    ------
    NotAllowed
        The old one is wrong, or the new one cannot be taken.
    """
    with store.write(staff_id) as w:
        account = w.get_account(staff_id)
        if not passwords.is_right(old, account.password):
            raise NotAllowed("The password that you have now is not right. Nothing was changed.")
        if old == new:
            raise NotAllowed("The new password is the old one. Choose another.")
        changed = {"password": passwords.hashed(new), "must_change": False, "failures": 0}
        w.set_account(account.model_copy(update=changed))
        end_stays(w, staff_id, "password changed")
        w.record("change_password", detail={"staff": staff_id})


def ask_for_codes(store: Store, staff_id: str, key: str, code: str) -> None:
    """From now on ask this person for a one-time code too; a first code proves that their app has the key.

    Raises
    ------
    NotAllowed
        The code does not fit.
    """
    with store.write(staff_id) as w:
        step = passwords.one_time_step(key, code, w.now.timestamp(), used=0)
        if step is None:
            raise NotAllowed("This code does not fit. Check the clock of your phone, and try the next code.")
        account = w.get_account(staff_id)
        w.set_account(account.model_copy(update={"one_time_key": key, "one_time_used": step}))
        w.record("ask_for_codes", detail={"staff": staff_id})


def end_stays(w: Transaction, staff_id: str, why: str) -> None:
    """Sign somebody out everywhere."""
    for one in w.list_open_sign_ins(staff_id):
        w.set_sign_in(one.id, ended_at=w.now, ended_because=why)


def keep_staff(w: Transaction, staff_id: str, role: Role | None, name: str | None) -> None:
    """Put somebody on the staff list, or say what their role is from now on."""
    known = {one.id for one in w.list_staff()}
    if staff_id in known:
        if role is not None:
            w.set_role(staff_id, role)
        return
    for word in (staff_id, name or staff_id):
        if not word.strip() or not word.isprintable() or len(word) > LONGEST_ID:
            raise NotAllowed(f"{quoted(word)} cannot be an id or a name. Take a short word such as owl.")
    if role is None:
        raise NotAllowed(f"{quoted(staff_id)} is not on the staff list yet; say their role with --role.")
    w.add_staff([Staff(id=staff_id, name=name or staff_id, role=role)])
