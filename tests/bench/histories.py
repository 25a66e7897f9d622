"""Synthetic histories of any length, made fast: stores of ten thousand to five million attendance rows.

A group has eight places and meets six times a week; sixteen groups are a program. Each place is taken by one
client after the other, for two to fourteen weeks each, so that clients and episodes grow with the rows.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, insert, select

from iopkit.store import tables
from iopkit.store.engines import writing
from iopkit.store.store import Store

Shape = Literal["past", "programs"]

#: Noon of the last day of every history, a Friday.
NOW = datetime(2026, 6, 12, 16, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
#: The page looks thirteen weeks back, which begin within the fourteenth.
WEEKS_SHOWN, WEEKS_MOST = 14, 520
SEATS, GROUPS = 8, 16
_MEETINGS = [(day, start) for day in (0, 2, 4) for start in (time(9), time(10, 45))]
_LENGTH = timedelta(minutes=90)
_A_WEEK = SEATS * len(_MEETINGS)
_BIRDS = ("Heron", "Otter", "Wren", "Lynx", "Plover", "Marten", "Siskin", "Badger")
_STATUSES = ("present", "late", "left_early", "excused", "absent")
_WEIGHTS = (70, 5, 3, 8, 14)
_REASONS = ("illness", "transport", "work", "child care", None)
_ENDS = ("completed", "left", "terminated", "transferred", "other")
_AT_ONCE = 10_000


@dataclass(frozen=True)
class Life:
    """A group from one week to another, both counted back from the last."""

    number: int
    oldest: int
    newest: int

    @property
    def program(self) -> str:
        """The program that the group belongs to."""
        return f"p{self.number // GROUPS}"

    @property
    def id(self) -> str:
        """The group's id."""
        return f"g{self.number}"


def lives(visits: int, shape: Shape) -> list[Life]:
    """The groups that make up a history.

    In both shapes the first program's last weeks are the same at every size, and no history is longer than
    ten years. ``past``: what is older grows, in groups that no longer meet. ``programs``: programs that
    meet to this day grow in number.
    """
    weeks = min(WEEKS_MOST, -(-visits // (_A_WEEK * GROUPS)))
    found = [Life(number, weeks - 1, 0) for number in range(GROUPS)]
    newest = WEEKS_SHOWN if shape == "past" else 0
    each = (WEEKS_MOST - newest) * _A_WEEK
    missing = visits - weeks * _A_WEEK * GROUPS
    more = max(0, round(missing / each))
    return found + [Life(GROUPS + number, WEEKS_MOST - 1, newest) for number in range(more)]


def fill(store: Store, visits: int, shape: Shape = "past") -> int:
    """Fill an empty store with a history; the answer is how many attendance rows it has."""
    groups = lives(visits, shape)
    with writing(store._engine) as connection:
        put = _Putting(connection)
        put(tables.settings, [{"key": "time_zone", "value": ZONE.key}])
        names = dict.fromkeys(one.program for one in groups)
        put(
            tables.programs,
            [{"id": one, "name": f"Program {one}", "time_zone": ZONE.key} for one in names],
        )
        for one in groups:
            put(tables.groups, [_group(one)])
            put(tables.group_sessions, _sessions(one))
            stays = list(_stays(one))
            put(tables.clients, (_client(stay) for stay in stays))
            put(tables.episodes, (_episode(one, stay) for stay in stays))
            put(tables.memberships, (_membership(one, stay) for stay in stays))
            put(tables.attendance, _visits(one, stays))
        _copy_marks(connection)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("ANALYZE")
    return sum((one.oldest - one.newest + 1) * _A_WEEK for one in groups)


class _Putting:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __call__(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        rest = iter(rows)
        while batch := list(islice(rest, _AT_ONCE)):
            self._connection.execute(insert(table), batch)


@dataclass(frozen=True)
class _Stay:
    """One client in one place of a group: weeks counted back, and whether they are there still."""

    client: str
    first: int
    last: int
    ended: bool
    draw: int


def _monday(weeks_back: int) -> date:
    today = NOW.date()
    return today - timedelta(days=today.weekday(), weeks=weeks_back)


def _stays(life: Life) -> Iterator[_Stay]:
    drawn = random.Random(life.number)
    for seat in range(SEATS):
        first = life.newest
        while first <= life.oldest:  # from the latest client back to the first
            oldest = min(first + drawn.randint(1, 13), life.oldest)
            ended = first > 0 or drawn.random() < 0.05
            yield _Stay(f"{life.id}-{seat}-{first}", oldest, first, ended, drawn.randrange(1 << 30))
            first = oldest + 1


def _group(life: Life) -> dict[str, Any]:
    name = f"Group {life.number + 1}"
    return {"id": life.id, "name": name, "program_id": life.program, "capacity": SEATS, "kind": "open"}


def _client(stay: _Stay) -> dict[str, Any]:
    name = f"{_BIRDS[stay.draw % len(_BIRDS)]} {stay.draw % 100_000}"
    return {"id": stay.client, "name": name, "populations": "adult" if stay.draw % 3 else "adult;justice"}


def _episode(life: Life, stay: _Stay) -> dict[str, Any]:
    admitted = _monday(stay.first)
    discharged = _monday(stay.last) + timedelta(days=4) if stay.ended else None
    return {
        "id": f"e-{stay.client}",
        "client_id": stay.client,
        "program_id": life.program,
        "track": ("day", "evening")[life.number % 2],
        "level_of_care": "2.1",
        "admitted_on": admitted,
        "discharged_on": discharged,
        "discharge_reason": _ENDS[stay.draw % len(_ENDS)] if stay.ended else None,
        "days": (discharged - admitted).days if discharged else None,
    }


def _membership(life: Life, stay: _Stay) -> dict[str, Any]:
    left = _monday(stay.last) + timedelta(days=4) if stay.ended else None
    return {"group_id": life.id, "client_id": stay.client, "joined_on": _monday(stay.first), "left_on": left}


def _sessions(life: Life) -> Iterator[dict[str, Any]]:
    for week in range(life.oldest, life.newest - 1, -1):
        for place, (day, start) in enumerate(_MEETINGS):
            local = datetime.combine(_monday(week) + timedelta(days=day), start, ZONE)
            starts_at = local.astimezone(UTC)
            yield {
                "id": _session_id(life, week, place),
                "group_id": life.id,
                "starts_at": starts_at,
                "ends_at": starts_at + _LENGTH,
                "status": "held",
            }


def _session_id(life: Life, week: int, place: int) -> str:
    return f"{life.id}-{WEEKS_MOST - week:03}-{place}"


def _visits(life: Life, stays: list[_Stay]) -> Iterator[dict[str, Any]]:
    drawn = random.Random(life.number + 1)
    for stay in stays:
        for week in range(stay.first, stay.last - 1, -1):
            statuses = drawn.choices(_STATUSES, _WEIGHTS, k=len(_MEETINGS))
            for place, status in enumerate(statuses):
                came = status in _STATUSES[:3]
                yield {
                    "session_id": _session_id(life, week, place),
                    "client_id": stay.client,
                    "status": status,
                    "minutes": (90 if status == "present" else 70) if came else None,
                    "mode": "in_person" if came else None,
                    "reason": None if came else _REASONS[stay.draw % len(_REASONS)],
                    "version": 1,
                }


def _copy_marks(connection: Connection) -> None:
    """The history of the roll: every visit was marked once."""
    roll, marks = tables.attendance, tables.attendance_marks
    names = [column.name for column in roll.c]
    marked_at = tables.group_sessions.c.ends_at
    query = select(*roll.c, marked_at).join(
        tables.group_sessions, tables.group_sessions.c.id == roll.c.session_id
    )
    connection.execute(insert(marks).from_select([*names, "marked_at"], query))
