"""A morning of group A, running since 14:00, and who may press in it.

The plan, from tests/curricula/good: teach 10 minutes, a break of 5, a worksheet of 15. Heron and otter
are members, bear is not. Owl leads the group and has an account, wolf writes curricula, stork is disabled.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher

from iopkit.actions import accounts, passwords, run_session
from iopkit.content.library import Library, read_library
from iopkit.model.care import Episode, Group, Membership, Program
from iopkit.model.codes import Role
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client
from iopkit.model.worksheet import Worksheet
from iopkit.store.store import Store

CURRICULA = Path(__file__).parents[2] / "curricula" / "good"
START = datetime(2026, 1, 5, 14, tzinfo=UTC)
PLAN, SHEET = "mini-a-walk", "mini-walk-plan"
PASSWORD = "brisk otter paints doors"
ITEMS = [
    {"id": "where", "type": "text", "ask": "Where?"},
    {"id": "why", "type": "long_text", "ask": "Why?"},
    {"id": "sure", "type": "scale", "ask": "How sure?"},
    {"id": "with", "type": "choice", "ask": "With whom?", "options": ["alone", "together"]},
    {"id": "when", "type": "choices", "ask": "When?", "options": ["morning", "evening"]},
    {"id": "steps", "type": "table", "ask": "How?", "columns": ["what", "when"], "rows": 2},
    {"id": "week", "type": "weekly_grid", "ask": "Which days?", "rows": ["walk"]},
    {"id": "first", "type": "date", "ask": "From when on?"},
]
ONE_TIME_KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@cache
def library() -> Library:
    """The good curriculum, its worksheet with one item of every type."""
    found = read_library(CURRICULA).require()
    (name, sheet), *_ = found.sheets_of[PLAN].items()
    found.sheets_of[PLAN][name] = Worksheet.model_validate(
        sheet.model_dump(by_alias=True) | {"items": ITEMS, "required": [], "example": {}}
    )
    return found


def quick_passwords() -> None:
    """Hash passwords in no time: thousands are tried here, and how slow that is has tests of its own."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._NOBODYS = passwords._hasher.hash("nobody has this password")


def without_accounts(store: Store) -> None:
    """The clinic on one's own computer: whoever opens the store may do everything."""
    store.clock = lambda: START
    with store.write() as w:
        w.add_programs([Program(id="day", name="Day IOP", time_zone="America/New_York")])
        w.add_clients([Client(id=one) for one in ("bear", "heron", "otter")])
        w.add_groups([Group(id="a", name="Morning A", program="day"), Group(id="b", name="B")])
        joined = date(2026, 1, 1)
        w.add_memberships([Membership(group="a", client=one, joined_on=joined) for one in ("heron", "otter")])
        w.add_episodes([Episode(id="e", client="heron", program="day", admitted_on=joined)])
        hour = timedelta(hours=1)
        w.add_sessions(
            [
                GroupSession(id="s", group="a", starts_at=START, ends_at=START + hour),
                GroupSession(id="next", group="a", starts_at=START + hour, ends_at=START + 2 * hour),
                GroupSession(id="over", group="a", starts_at=START - hour, ends_at=START, status="held"),
            ]
        )
    run_session.start_session(store, library(), "s", PLAN, None)
    store.clock = lambda: START + timedelta(minutes=20)


def with_accounts(store: Store) -> None:
    """The same clinic where people sign in."""
    without_accounts(store)
    for staff, role in (("owl", Role.FACILITATOR), ("wolf", Role.AUTHOR), ("stork", Role.FACILITATOR)):
        groups = ["a"] if staff in ("owl", "stork") else []
        password = accounts.add_account(store, staff, role=role, groups=groups)
        accounts.change_password(store, staff, password, PASSWORD)
    accounts.disable_account(store, "stork")
