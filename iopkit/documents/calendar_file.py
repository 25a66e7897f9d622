"""A planned program as a calendar file (iCalendar, RFC 5545)."""

import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from iopkit.content.library import Library
from iopkit.errors import NotAllowed
from iopkit.model.plan import Plan
from iopkit.model.program import Outline, ProgramDay

#: One event keeps its id from export to export, so that importing again moves it and does not double it.
_NAMESPACE = uuid.UUID("6d2f6f0e-6c0f-4a52-9d2c-6a1f6c3b6f10")


def calendar_file(
    outline: Outline, library: Library, *, first_week: date, weekdays: list[int], at: time, zone: str
) -> bytes:
    """Every day of a program as events in local time, so that a change of the clocks moves nothing.

    The plans of a day follow one another. No client and no group is named.

    Parameters
    ----------
    first_week
        Any day of the program's first week.
    weekdays
        The day of the week of day 1, day 2 and so on: 0 is Monday.
    at
        When each day begins.
    zone
        Name of the time zone, such as ``America/New_York``.

    Raises
    ------
    NotAllowed
        A day has no weekday, two days share one, or they do not go forward through the week.
    """
    _checked(outline, weekdays)
    monday = first_week - timedelta(days=first_week.weekday())
    calendar = Calendar()
    calendar.add("prodid", "-//iopkit//program//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", outline.title)
    for day in sorted(outline.days, key=lambda one: (one.week, one.day)):
        begins = datetime.combine(
            monday + timedelta(weeks=day.week - 1, days=weekdays[day.day - 1]), at, ZoneInfo(zone)
        )
        for position, plan_id in enumerate(day.plans):
            plan = library.plans.get(plan_id)
            if plan:
                calendar.add_component(_event(outline, day, position, plan, begins))
                begins += timedelta(minutes=plan.minutes)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(outline: Outline, day: ProgramDay, position: int, plan: Plan, begins: datetime) -> Event:
    event = Event()
    name = f"{outline.id}/{day.week}/{day.day}/{position}"
    event.add("uid", f"{uuid.uuid5(_NAMESPACE, name)}@iopkit")
    event.add("dtstamp", datetime.now(tz=ZoneInfo("UTC")))
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=plan.minutes))
    event.add("summary", plan.title)
    where = f"Week {day.week}, day {day.day}. {plan.counted_minutes} counted minutes."
    event.add("description", f"{where} {plan.head.summary or ''}".strip())
    return event


def _checked(outline: Outline, weekdays: list[int]) -> None:
    most = max((one.day for one in outline.days), default=0)
    if most == 0:
        raise NotAllowed("There is nothing to put into a calendar yet: put a session plan on a day first.")
    if len(weekdays) < most:
        raise NotAllowed(
            f"The program has {most} days a week, and {len(weekdays)} weekdays are given. Give {most}."
        )
    if sorted(set(weekdays)) != weekdays or not all(0 <= one <= 6 for one in weekdays):
        raise NotAllowed("Give different weekdays, in the order of the week, such as Mon, Wed, Fri.")
