"""One meeting of a group, and what was written down while it ran."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field

from iopkit.model.codes import AttendanceStatus, Mode, Moment, SessionStatus, UseSince
from iopkit.model.plan import Plan
from iopkit.model.value import Text, UtcMoment, Value
from iopkit.model.worksheet import Worksheet


class GroupSession(Value):
    """A group at a date and time, following one session plan. Times are in UTC.

    ``time_zone`` is the program's: pages show local times by it.
    """

    id: Text
    group: Text
    group_name: str = ""  # filled when it is read from the store
    program: Text | None = None
    time_zone: Text = "UTC"
    starts_at: UtcMoment
    ends_at: UtcMoment
    status: SessionStatus = SessionStatus.SCHEDULED
    plan: Text | None = None

    @property
    def minutes(self) -> int:
        """Scheduled length in whole minutes."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    def local(self, moment: datetime) -> datetime:
        """A moment as the program's clocks show it."""
        return moment.astimezone(ZoneInfo(self.time_zone))

    @property
    def local_day(self) -> date:
        """The program's date on which the session starts."""
        return self.local(self.starts_at).date()


class Outcome(StrEnum):
    """How a step ended; a step that is not over has no outcome yet."""

    DONE = "done"
    SKIPPED = "skipped"


class StepRun(Value):
    """What became of one step: when it ran, in one or several goes, and how it ended."""

    position: Annotated[int, Field(ge=0)]
    extra_minutes: int = 0
    stretches: tuple[tuple[UtcMoment, UtcMoment | None], ...] = ()
    outcome: Outcome | None = None

    def seconds(self, now: datetime) -> float:
        """How long the step has run by ``now``, pauses left out; never less than nothing."""
        return sum(max(((end or now) - start).total_seconds(), 0.0) for start, end in self.stretches)


class Run(Value):
    """A group session in progress, or one that ran: the plan as it was, and where it stands.

    ``version`` grows with each change, so that two facilitators cannot overwrite each other.
    """

    session: Text
    plan: Plan
    worksheets: tuple[Worksheet, ...] = ()
    step: Annotated[int, Field(ge=0)]
    started_at: UtcMoment
    paused: bool = False
    closed_at: UtcMoment | None = None
    facilitator: str | None = None
    version: int = 1
    steps: tuple[StepRun, ...] = ()

    def moment(self, now: datetime) -> datetime:
        """Now; when the computer's clock was set back, the last moment that the run knows."""
        known = (at for one in self.steps for stretch in one.stretches for at in stretch if at)
        return max(now, self.started_at, *known)

    def worksheet(self, worksheet_id: str) -> Worksheet | None:
        """The worksheet of that id as it was when the session started, or None."""
        return next((sheet for sheet in self.worksheets if sheet.id == worksheet_id), None)


class Attendance(Value):
    """What the roll says of one client at one group session. ``version`` is 0 while unmarked."""

    session: Text
    client: Text
    status: AttendanceStatus = AttendanceStatus.UNMARKED
    arrived_at: UtcMoment | None = None
    left_at: UtcMoment | None = None
    minutes: Annotated[int, Field(ge=0)] | None = None
    mode: Mode | None = None
    reason: str | None = None
    version: int = 0


class Mark(Value):
    """One entry of an attendance's history: who marked what, and when."""

    attendance: Attendance
    marked_by: str | None = None
    marked_at: UtcMoment


class CheckIn(Value):
    """Mood, craving and use since last time, as the client says them; ``version`` 0 is none yet."""

    session: Text
    client: Text
    moment: Moment
    mood: Annotated[int, Field(ge=0, le=10)] | None = None
    craving: Annotated[int, Field(ge=0, le=10)] | None = None
    used: UseSince | None = None
    version: int = 0


class Participation(Value):
    """How far a client took part, by the anchors of ``iopkit.model.codes.PARTICIPATION``.

    ``version`` is 0 while nobody has rated.
    """

    session: Text
    client: Text
    level: Annotated[int, Field(ge=0, le=4)]
    version: int = 0


class Response(Value):
    """What one client (or the group, when ``client`` is None) answered to one item."""

    session: Text
    worksheet: Text
    client: str | None = None
    item: Text
    value: Any
    version: int = 1
