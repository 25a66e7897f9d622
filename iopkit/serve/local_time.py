"""Moments, as the clinic's clock shows them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def shown(moment: datetime, zone: str) -> str:
    """A moment as day and time there.

    >>> shown(datetime(2026, 11, 3, 15, 4, 5, tzinfo=UTC), "America/New_York")
    '2026-11-03 10:04:05'
    """
    return moment.astimezone(_zone(zone)).strftime("%Y-%m-%d %H:%M:%S")


def day_of(text: str, zone: str) -> tuple[datetime, datetime] | None:
    """When a day such as 2026-11-03 begins there, and when it is over; None for what is no day.

    >>> since, until = day_of("2026-11-01", "America/New_York")
    >>> until - since
    datetime.timedelta(days=1, seconds=3600)
    """
    try:
        day = date.fromisoformat(text)
        ends = [datetime.combine(one, time(), _zone(zone)) for one in (day, day + timedelta(days=1))]
        return ends[0].astimezone(UTC), ends[1].astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
