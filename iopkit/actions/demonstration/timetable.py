"""The clinic's calendar: what was held, what fell out, and what is to come."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from iopkit.actions.demonstration.house import Standing
from iopkit.content.library import own_curricula
from iopkit.model.care import Membership
from iopkit.model.codes import SessionStatus
from iopkit.model.group_session import GroupSession

DAYS_AHEAD = 14
#: Share of days on which the whole clinic is closed, as on a holiday or in a storm.
CLOSED = 0.012
#: Share of sessions that fall out alone, because nobody can run them.
FALLS_OUT = 0.005

DAYS_A_WEEK = 3


@cache
def core_plans() -> tuple[str, ...]:
    """The core's plans in order, three a week; a folder's name is its plan's id without the curriculum."""
    folders = sorted((own_curricula() / "core").glob("*/plan.md"))
    return tuple(f"core-{plan.parent.name}" for plan in folders)


class _Meeting(NamedTuple):
    """A group's meeting on a day: the first, second or third of its week."""

    day: date
    standing: Standing
    turn: int

    @property
    def order(self) -> tuple[date, str, str]:
        return self.day, self.standing.hours.starts, self.standing.group.id


def draw_sessions(
    rng: np.random.Generator,
    standing: list[Standing],
    memberships: list[Membership],
    today: date,
    time_zone: str,
) -> list[GroupSession]:
    """Every group session from each group's first member to two weeks from today, by start.

    Sessions of today are scheduled, whatever the time is. A past one that had no member is cancelled.
    """
    members: dict[str, list[Membership]] = defaultdict(list)
    for membership in memberships:
        members[membership.group].append(membership)
    meetings = sorted(
        (meeting for one in standing for meeting in _meetings(one, members[one.group.id], today)),
        key=lambda meeting: meeting.order,
    )
    closed = _closed_days(rng, {meeting.day for meeting in meetings if meeting.day < today})
    cancelled = [
        one.day in closed
        or rng.random() < FALLS_OUT
        or not _expected(members[one.standing.group.id], one.day)
        for one in meetings
    ]
    return [
        _session(number, meeting, _status(meeting.day < today, out), time_zone)
        for number, (meeting, out) in enumerate(zip(meetings, cancelled, strict=True), start=1)
    ]


def _meetings(standing: Standing, members: Iterable[Membership], today: date) -> Iterator[_Meeting]:
    opened = min((member.joined_on for member in members), default=today)
    for offset in range((today - opened).days + DAYS_AHEAD + 1):
        day = opened + timedelta(days=offset)
        if day.weekday() in standing.weekdays:
            yield _Meeting(day, standing, standing.weekdays.index(day.weekday()))


def _closed_days(rng: np.random.Generator, days: set[date]) -> set[date]:
    return {day for day in sorted(days) if rng.random() < CLOSED}


def _expected(members: Iterable[Membership], day: date) -> bool:
    return any(one.joined_on <= day <= (one.left_on or day) for one in members)


def _status(past: bool, cancelled: bool) -> SessionStatus:
    if not past:
        return SessionStatus.SCHEDULED
    return SessionStatus.CANCELLED if cancelled else SessionStatus.HELD


def _session(number: int, meeting: _Meeting, status: SessionStatus, time_zone: str) -> GroupSession:
    group, hours = meeting.standing.group, meeting.standing.hours
    starts, ends = (
        datetime.combine(meeting.day, time.fromisoformat(clock), ZoneInfo(time_zone)).astimezone(UTC)
        for clock in (hours.starts, hours.ends)
    )
    return GroupSession(
        id=f"s{number:05d}",
        group=group.id,
        group_name=group.name,
        program=group.program,
        time_zone=time_zone,
        starts_at=starts,
        ends_at=ends,
        status=status,
        plan=_plan(meeting),
    )


def _plan(meeting: _Meeting) -> str:
    """All groups go through the core together, week by week, and begin again at its end."""
    plans = core_plans()
    week = (meeting.day.toordinal() - 1) // 7  # day 1 of the calendar was a Monday
    return plans[(week * DAYS_A_WEEK + meeting.turn) % len(plans)]
