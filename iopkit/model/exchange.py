"""The tables by which a clinic brings its records in and takes them out again."""

from enum import StrEnum

from iopkit.model.codes import (
    AttendanceStatus,
    DischargeReason,
    GroupKind,
    Mode,
    Population,
    SessionStatus,
)
from iopkit.model.value import Text, Value


class Kind(StrEnum):
    """What the cells of a column hold; ``moment`` is a date and time local to the program."""

    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    WHOLE = "whole"
    CODE = "code"
    CODES = "codes"
    NAMES = "names"


class Column(Value):
    """One column: what it holds, whether every row needs it, and the codes it is confined to."""

    name: Text
    kind: Kind = Kind.TEXT
    required: bool = False
    codes: tuple[str, ...] = ()
    noun: str = ""  # what one of the codes is called in a sentence
    example: str = ""


class Table(Value):
    """One table: a UTF-8 CSV file with a header, named after it. ``key`` tells its rows apart."""

    name: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def file(self) -> str:
        """The file that holds it."""
        return f"{self.name}.csv"

    @property
    def names(self) -> tuple[str, ...]:
        """Its columns' names, in order."""
        return tuple(column.name for column in self.columns)

    def without(self, *names: str) -> "Table":
        """This table without some of its columns."""
        kept = tuple(column for column in self.columns if column.name not in names)
        return self.model_copy(update={"columns": kept})


def _id(name: str) -> Column:
    return Column(name=name, required=True)


def _date(name: str, *, required: bool = False) -> Column:
    return Column(name=name, kind=Kind.DATE, required=required)


def _moment(name: str) -> Column:
    return Column(name=name, kind=Kind.MOMENT, required=True)


def _code(name: str, words: type[StrEnum], noun: str, *, required: bool = False) -> Column:
    return Column(name=name, kind=Kind.CODE, required=required, codes=tuple(words), noun=noun)


def _whole(name: str, example: str) -> Column:
    return Column(name=name, kind=Kind.WHOLE, example=example)


SITES = Table(name="sites", key=("site_id",), columns=(_id("site_id"), Column(name="name", required=True)))

PROGRAMS = Table(name="programs", key=("program",), columns=(_id("program"), Column(name="site")))

CLIENTS = Table(
    name="clients",
    key=("client_id",),
    columns=(
        _id("client_id"),
        Column(name="name"),
        _whole("birth_year", "1984"),
        Column(name="populations", kind=Kind.CODES, codes=tuple(Population), noun="a population"),
        Column(name="site"),
    ),
)

EPISODES = Table(
    name="episodes",
    key=("episode_id",),
    columns=(
        _id("episode_id"),
        _id("client_id"),
        Column(name="program"),
        Column(name="track"),
        Column(name="level_of_care"),
        _date("admitted_on", required=True),
        _date("discharged_on"),
        _code("discharge_reason", DischargeReason, "a discharge reason"),
    ),
)

GROUPS = Table(
    name="groups",
    key=("group_id",),
    columns=(
        _id("group_id"),
        Column(name="name", required=True),
        Column(name="program"),
        Column(name="facilitator", kind=Kind.NAMES),
        _whole("capacity", "12"),
        _code("kind", GroupKind, "a kind of group"),
    ),
)

MEMBERS = Table(
    name="members",
    key=("group_id", "client_id", "joined_on"),
    columns=(_id("group_id"), _id("client_id"), _date("joined_on", required=True), _date("left_on")),
)

SESSIONS = Table(
    name="sessions",
    key=("session_id",),
    columns=(
        _id("session_id"),
        _id("group_id"),
        _moment("starts_at"),
        _moment("ends_at"),
        _code("status", SessionStatus, "a status"),
        Column(name="plan"),
    ),
)

ATTENDANCE = Table(
    name="attendance",
    key=("session_id", "client_id"),
    columns=(
        _id("session_id"),
        _id("client_id"),
        _code("status", AttendanceStatus, "a status", required=True),
        _whole("minutes", "90"),
        _code("mode", Mode, "a mode"),
        Column(name="reason"),
    ),
)

#: In the order in which they refer to each other.
TABLES = (SITES, PROGRAMS, CLIENTS, EPISODES, GROUPS, MEMBERS, SESSIONS, ATTENDANCE)


def tables_of(*, sites: bool) -> tuple[Table, ...]:
    """The tables of a store; one that knows no sites has six, which say nothing of them."""
    if sites:
        return TABLES
    return tuple(one.without("site") for one in TABLES if one not in (SITES, PROGRAMS))
