"""The words that tables and pages may use where a choice is closed, with what each one means."""

from enum import StrEnum


class Role(StrEnum):
    """What a member of staff does."""

    FACILITATOR = "facilitator"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    TRAINEE = "trainee"
    AUTHOR = "author"
    ADMINISTRATOR = "administrator"


class Population(StrEnum):
    """A group of clients with needs of its own; a client may belong to several."""

    ADULT = "adult"
    ADOLESCENT = "adolescent"
    PERINATAL = "perinatal"
    CO_OCCURRING = "co_occurring"
    JUSTICE = "justice"


class DischargeReason(StrEnum):
    """Why an episode ended; the national discharge data use the same kinds."""

    COMPLETED = "completed"
    TRANSFERRED = "transferred"
    LEFT = "left"
    TERMINATED = "terminated"
    INCARCERATED = "incarcerated"
    DIED = "died"
    OTHER = "other"


#: Ends by which a client left treatment; every other end only ends the observation.
LEAVING = (DischargeReason.LEFT, DischargeReason.TERMINATED)


class GroupKind(StrEnum):
    """Whether clients may join at any meeting (open) or only at the start (closed)."""

    OPEN = "open"
    CLOSED = "closed"


class SessionStatus(StrEnum):
    """Where a group session stands."""

    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"


class AttendanceStatus(StrEnum):
    """What the roll says of one client at one group session."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    ABSENT = "absent"
    UNMARKED = "unmarked"

    @property
    def came(self) -> bool:
        """Whether the client was in the group at all."""
        return self in (AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY)


class Mode(StrEnum):
    """How a client took part."""

    IN_PERSON = "in_person"
    VIRTUAL = "virtual"


class Moment(StrEnum):
    """When a check-in was taken."""

    START = "start"
    END = "end"


class UseSince(StrEnum):
    """What a client says of use since the last session; nobody has to answer."""

    NO = "no"
    YES = "yes"
    DECLINED = "declined"


#: Participation levels, with what a facilitator would see at each.
PARTICIPATION: dict[int, str] = {
    0: "Not taking part: silent, turned away or out of the room for most of the session",
    1: "Present: listens, says little, answers only when asked",
    2: "Joins in: speaks at least once without being asked, does the exercises",
    3: "Engaged: shares own experience, tries the skill, responds to others",
    4: "Carries the group: deepens the work, gives and takes feedback, helps others join in",
}
