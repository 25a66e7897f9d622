"""How pages say times and numbers, in one place."""

from datetime import datetime, timedelta

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock(moment: datetime) -> str:
    """A local time for a list of times.

    >>> clock(datetime(2026, 11, 23, 17, 5))
    '5:05'
    """
    return f"{moment.hour % 12 or 12}:{moment.minute:02d}"


def clock_of_day(moment: datetime) -> str:
    """A local time that stands alone.

    >>> clock_of_day(datetime(2026, 11, 23, 17, 5))
    '5:05 pm'
    """
    return f"{clock(moment)} {'am' if moment.hour < 12 else 'pm'}"


def day(moment: datetime) -> str:
    """A local day.

    >>> day(datetime(2026, 11, 23))
    'Mon 23 Nov'
    """
    return f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]}"


def span(start: datetime, end: datetime) -> str:
    """From one local time to another.

    >>> span(datetime(2026, 11, 23, 9), datetime(2026, 11, 23, 12, 15))
    '9:00 am to 12:15 pm'
    """
    return f"{clock_of_day(start)} to {clock_of_day(end)}"


def minutes(length: timedelta) -> int:
    """Whole minutes, rounded."""
    return round(length.total_seconds() / 60)
