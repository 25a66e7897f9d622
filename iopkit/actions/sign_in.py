"""Signing in and out: who somebody is, for how long, and what happens when nobody is there."""

import hashlib
import secrets
from datetime import timedelta

from iopkit.actions import passwords
from iopkit.actions.accounts import end_stays
from iopkit.errors import Refused
from iopkit.model.account import Account, SignIn
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction

#: After so many failures in a row an account is locked for a while.
FAILURES, LOCKED_FOR = 5, timedelta(minutes=15)
#: A stay ends when nobody was there for so long, and after so long in any case.
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=14)
#: A clock that was set back by more, and a stay that was seen after now by more, say nothing of who is there.
_SET_BACK = timedelta(hours=2)

_WRONG = (
    "The name, the password or the code is not right, or the account is locked: five failures in a row "
    "lock it for 15 minutes. Your administrator can lift that."
)


def sign_in(store: Store, staff_id: str, password: str, code: str = "") -> str:
    """Begin a stay; gives the token for the browser to keep. Every call makes a new one.

    Raises
    ------
    Refused
        A wrong name, password or code, a locked or disabled account: the sentence is the same for all.
    """
    with store.read() as r:
        known = r.find_account(staff_id)
    right = passwords.is_right(password, known.password if known else "")  # slow on purpose: not under a lock
    with store.write() as w:
        account = w.find_account(staff_id)
        why = _why_not(w, account, right, code)
        if account is None or why:
            refusal = _fail(w, staff_id, account, why or "no account")
        else:
            return begin_stay(w, account, code)
    raise refusal


def begin_demonstration(store: Store, staff_id: str) -> str:
    """Begin a stay in a demonstration without a password; gives the token.

    Raises
    ------
    Refused
        The store is no demonstration, or has no such account.
    """
    with store.write() as w:
        account = w.find_account(staff_id)
        if account is None or account.disabled_at or not w.find_setting("demonstration"):
            raise Refused("Only a demonstration is entered without a password. Sign in.", act="sign_in")
        return begin_stay(w, account)


def stay_of(store: Store, token: str) -> SignIn | None:
    """The stay that a browser's token stands for, if it goes on; one that nobody used for too long ends here.

    A locked stay is given too: what it may do is for the caller to ask.
    """
    with store.read() as r:
        stay = r.find_sign_in(_id(token)) if token else None
        if stay is None or stay.ended_at:
            return None
        idle, old = not -_SET_BACK <= r.now - stay.seen_at <= IDLE, r.now - stay.began_at > LONGEST
        in_group = r.runs_group(stay.staff)
    if (idle and not in_group) or (old and not in_group):
        end_stay(store, stay, "nobody was there" if idle else "signed in for too long")
        return None
    return lock(store, stay) if idle and not stay.locked else stay


def lock(store: Store, stay: SignIn) -> SignIn:
    """Hide the page of somebody who went away in the middle of a group; nothing ends."""
    with store.write(stay.staff) as w:
        w.set_sign_in(stay.id, locked=True)
        w.record("lock")
    return stay.model_copy(update={"locked": True})


def unlock(store: Store, stay: SignIn, password: str) -> None:
    """Go on where one was.

    Raises
    ------
    Refused
        The password is not right; five failures end the stay.
    """
    with store.write(stay.staff) as w:
        account = w.get_account(stay.staff)
        why = "locked" if _is_locked(w, account) else "wrong password"
        if why == "locked" or not passwords.is_right(password, account.password):
            refusal = _fail(w, stay.staff, account, why)
            if refusal.act == "lock_out":
                end_stays(w, stay.staff, "locked after failures")
        else:
            w.set_account(account.model_copy(update={"failures": 0}))
            go_on(w, stay)
            return
    raise refusal


def has_no_password(store: Store, staff_id: str) -> bool:
    """Whether this is an account of the demonstration, which is entered by one press."""
    with store.read() as r:
        account = r.find_account(staff_id)
        return bool(account and not account.password and r.find_setting("demonstration"))


def unlock_demonstration(store: Store, stay: SignIn) -> None:
    """Go on where one was in a demonstration, without a password.

    Raises
    ------
    Refused
        The store is no demonstration, or the account has a password.
    """
    if not has_no_password(store, stay.staff):
        raise Refused("Give your password to go on.", act="unlock")
    with store.write(stay.staff) as w:
        go_on(w, stay)


def saw(store: Store, stay: SignIn) -> None:
    """Somebody is there: a key, a press, a scroll."""
    with store.write(stay.staff) as w:
        if not stay.locked:
            w.set_seen(stay.id, w.now)


def end_stay(store: Store, stay: SignIn, why: str = "signed out") -> None:
    """Sign out here."""
    with store.write(stay.staff) as w:
        w.set_sign_in(stay.id, ended_at=w.now, ended_because=why)
        w.record("sign_out", detail={"because": why})


def sign_out_everywhere(store: Store, staff_id: str) -> None:
    """End every stay of a person, on every computer."""
    with store.write(staff_id) as w:
        end_stays(w, staff_id, "signed out everywhere")
        w.record("sign_out", detail={"because": "everywhere"})


def go_on(w: Transaction, stay: SignIn) -> None:
    """Unlock a stay, in a transaction that has asked who is there."""
    w.set_sign_in(stay.id, locked=False, seen_at=w.now)
    w.record("unlock")


def begin_stay(w: Transaction, account: Account, code: str = "", **how: str) -> str:
    """Begin a stay, in a transaction that has asked who is there; gives the token.

    ``how`` goes into the audit.
    """
    token = secrets.token_urlsafe(32)
    fresh = {"failures": 0, "locked_until": None}
    if account.one_time_key and code:
        step = passwords.one_time_step(account.one_time_key, code, w.now.timestamp(), account.one_time_used)
        fresh["one_time_used"] = step or account.one_time_used
    w.set_account(account.model_copy(update=fresh))
    w.add_sign_in(SignIn(id=_id(token), staff=account.staff, began_at=w.now, seen_at=w.now))
    w.by = account.staff
    w.record("sign_in", detail=how)
    return token


def _why_not(w: Transaction, account: Account | None, right: bool, code: str) -> str:
    """What keeps this account from signing in; empty when nothing does."""
    if account is None:
        return "no account"
    if account.disabled_at:
        return "disabled"
    if _is_locked(w, account):
        return "locked"
    if not right:
        return "wrong password"
    key = account.one_time_key
    wrong = key and not passwords.one_time_step(key, code, w.now.timestamp(), account.one_time_used)
    return "wrong code" if wrong else ""


def _is_locked(w: Transaction, account: Account) -> bool:
    """Whether an account is locked; a clock that was set back makes no lock longer than it was meant."""
    until = account.locked_until
    if until is None or until <= w.now:
        return False
    if until > w.now + LOCKED_FOR:
        w.set_account(account.model_copy(update={"locked_until": w.now + LOCKED_FOR}))
    return True


def _fail(w: Transaction, name: str, account: Account | None, why: str) -> Refused:
    """Count a failure, and lock the account when there were too many; gives what to say.

    The sentence is always the same, so that nobody learns from it which names exist.
    """
    w.record("sign_in_failed", detail={"name": name[:80], "why": why})
    counts = account is not None and why not in ("disabled", "locked")
    if account is None or not counts:
        return Refused(_WRONG, act="sign_in")
    failures = account.failures + 1
    if failures < FAILURES:
        w.set_account(account.model_copy(update={"failures": failures}))
        return Refused(_WRONG, act="sign_in")
    w.set_account(account.model_copy(update={"failures": 0, "locked_until": w.now + LOCKED_FOR}))
    w.record("lock_out", detail={"staff": account.staff})
    return Refused(_WRONG, act="lock_out")


def _id(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
