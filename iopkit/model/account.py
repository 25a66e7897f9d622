"""How staff prove who they are, and the times that they are signed in."""

from typing import Annotated

from pydantic import Field

from iopkit.model.people import Staff
from iopkit.model.value import Text, UtcMoment, Value


class Account(Value):
    """What lets one member of staff sign in.

    ``password`` is an Argon2 hash; empty, nobody can sign in until one is set. ``one_time_key`` is the
    secret of one-time codes where they are asked for, ``one_time_used`` the last time step that was used.
    """

    staff: Text
    password: str = ""
    one_time_key: str | None = None
    one_time_used: int = 0
    failures: Annotated[int, Field(ge=0)] = 0
    locked_until: UtcMoment | None = None
    disabled_at: UtcMoment | None = None
    must_change: bool = False


class SignIn(Value):
    """One stay of a member of staff, from signing in to signing out.

    ``id`` is the hash of the token that the browser holds: who reads the store cannot sign in with it.
    ``locked`` is set when nobody was there for a while in the middle of a group: the password unlocks it.
    """

    id: Text
    staff: Text
    began_at: UtcMoment
    seen_at: UtcMoment
    locked: bool = False
    ended_at: UtcMoment | None = None
    ended_because: str | None = None


class Person(Value):
    """A member of staff with what their role reaches, within their ``sites`` where they have some."""

    staff: Staff
    active: bool
    groups: frozenset[str] = frozenset()
    programs: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
