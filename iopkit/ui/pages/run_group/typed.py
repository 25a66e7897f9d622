"""What somebody typed or pressed on a client's row, as what the roll holds."""

import re
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from iopkit.errors import NotAllowed, quoted
from iopkit.model.codes import Mode
from iopkit.model.group_session import CheckIn, GroupSession

#: What a field of the page or of a check-in may bring.
Typed = str | int | None

_COLUMNS = {
    "arrived": "arrived_at",
    "left": "left_at",
    "minutes": "minutes",
    "mode": "mode",
    "reason": "reason",
}
_LONGEST_REASON = 200
_HALF_A_DAY = timedelta(hours=12)

Word = TypeVar("Word", bound=StrEnum)


def word(kind: type[Word], text: str) -> Word:
    """The one of the roll's words that a text is.

    Raises
    ------
    NotAllowed
        It is none of them.
    """
    if text not in list(kind):
        raise NotAllowed(f"Not saved: {quoted(text)} is none of {', '.join(kind)}.")
    return kind(text)


def correction(session: GroupSession, field: str, typed: Typed) -> dict[str, Any]:
    """What a correction changes: arrival or leaving (HH:MM), minutes, mode or reason.

    Raises
    ------
    NotAllowed
        There is no such field, or the text means nothing there.
    """
    if field not in _COLUMNS:
        raise NotAllowed(f"{quoted(field)} is nothing that the roll holds. Nothing was stored.")
    return {_COLUMNS[field]: _value(session, field, "" if typed is None else str(typed).strip())}


def said_in(session: str, client: str, moment: str, field: str, value: Typed, version: int) -> CheckIn:
    """One thing that a client said in a check-in.

    Raises
    ------
    NotAllowed
        A check-in has no such field, or the value cannot stand there.
    """
    if field not in ("mood", "craving", "used"):
        raise NotAllowed("A check-in has mood, craving and use. Nothing was stored.")
    said = {"session": session, "client": client, "moment": moment, field: value, "version": version}
    try:
        return CheckIn.model_validate(said)
    except ValidationError:
        raise NotAllowed(
            "Mood and craving are 0 to 10, use is yes, no or declined. Nothing was stored."
        ) from None


def _value(session: GroupSession, field: str, text: str) -> Any:
    if field == "mode":
        return word(Mode, text)
    if field == "reason":
        return text[:_LONGEST_REASON] or None
    if not text:
        return None
    return _minutes(text) if field == "minutes" else _moment(session, text)


def _minutes(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text):
        raise NotAllowed(f"Minutes is {quoted(text)}; give a whole number such as 154.")
    return int(text)


def _moment(session: GroupSession, text: str) -> datetime:
    """A local time of day as a moment of this session, past midnight where it runs that long.

    In the hour that comes twice when the clocks are set back, the one that lies in the session.
    """
    try:
        at = time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise NotAllowed(f"{quoted(text)} is no time; give one such as 09:26.") from None
    start = session.local(session.starts_at).replace(tzinfo=None)
    local = datetime.combine(start.date(), at)
    both = _moments(local + timedelta(days=1) if local < start - _HALF_A_DAY else local, session.time_zone)
    if not both:
        raise NotAllowed(
            f"{at:%H:%M} does not exist on that day: the clocks jump over it. Nothing was stored."
        )
    return next((one for one in both if session.starts_at <= one <= session.ends_at), both[0])


def _moments(local: datetime, zone: str) -> list[datetime]:
    """The moments at which a zone's clocks show a time: one, two in autumn, none where they jump over it."""
    shown = (local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    return [one for one in shown if one.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == local]
