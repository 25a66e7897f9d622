"""The clinic before its first client: sites, programs, groups, their weekly meetings, and staff."""

from dataclasses import dataclass
from math import ceil

from iopkit.actions.demonstration.names import TEAM
from iopkit.model.care import Group, Program, Site
from iopkit.model.codes import Role
from iopkit.model.people import Staff

CAPACITY = 12
LEVEL_OF_CARE = "2.1"
#: Clients in nine months that a group is there for; each program has two groups at least.
CLIENTS_A_GROUP = 20


@dataclass(frozen=True)
class Hours:
    """When a program's groups meet: 180 counted minutes and breaks of 20, on three days a week.

    ``weekdays`` holds one set for each group in turn; 0 is Monday. Over the three programs every
    day of the week has meetings of at least two groups.
    """

    program: str
    site: str
    groups: str
    starts: str
    ends: str
    weekdays: tuple[tuple[int, int, int], ...]


SITES = (Site(id="harbor", name="Harbor"), Site(id="main-street", name="Main Street"))

HOURS = (
    Hours("Day IOP", "main-street", "Morning", "09:00", "12:20", ((0, 2, 4), (1, 3, 5))),
    Hours("Evening IOP", "harbor", "Evening", "17:30", "20:50", ((0, 1, 3), (2, 4, 6))),
    Hours("Virtual IOP", "main-street", "Virtual", "18:00", "21:20", ((0, 2, 5), (1, 3, 6))),
)


@dataclass(frozen=True)
class Standing:
    """A group and its place in the week."""

    group: Group
    hours: Hours
    weekdays: tuple[int, int, int]

    @property
    def virtual(self) -> bool:
        """Whether the group meets on screens only."""
        return self.hours.program == "Virtual IOP"

    @property
    def meetings(self) -> list[tuple[int, str, str]]:
        """Weekday, start and end, as the store takes them."""
        return [(day, self.hours.starts, self.hours.ends) for day in self.weekdays]


def programs(time_zone: str) -> list[Program]:
    """The three programs, all in one time zone."""
    return [
        Program(
            id=one.program,
            name=one.program,
            level_of_care=LEVEL_OF_CARE,
            weekly_hours=9,
            time_zone=time_zone,
            site=one.site,
        )
        for one in HOURS
    ]


def staff() -> list[Staff]:
    """Everybody who works here, in the order of ``names.TEAM``."""
    roles = zip(
        (Role.FACILITATOR, Role.SUPERVISOR, Role.TRAINER, Role.TRAINEE, Role.AUTHOR, Role.ADMINISTRATOR),
        TEAM,
        strict=True,
    )
    return [Staff(id=_id(name), name=name, role=role) for role, names in roles for name in names]


def standing_groups(clients: int) -> list[Standing]:
    """Enough groups for so many clients, in the order in which a growing clinic opens them."""
    turns = max(2, ceil(clients / CLIENTS_A_GROUP / len(HOURS)))
    places = [(turn, hours) for turn in range(turns) for hours in HOURS]
    return [_standing(turn, hours, place) for place, (turn, hours) in enumerate(places)]


def _standing(turn: int, hours: Hours, place: int) -> Standing:
    again, letter = divmod(turn, 26)
    mark = chr(ord("A") + letter) + (str(again + 1) if again else "")
    team = [_id(TEAM.facilitators[(place + seat) % len(TEAM.facilitators)]) for seat in range(2)]
    group = Group(
        id=f"{hours.groups}-{mark}".lower(),
        name=f"{hours.groups} {mark}",
        program=hours.program,
        facilitators=tuple(team),
        capacity=CAPACITY,
        curriculum="core",
    )
    return Standing(group, hours, hours.weekdays[turn % len(hours.weekdays)])


def _id(name: str) -> str:
    return name.lower().rstrip(".").replace(" ", "-")
