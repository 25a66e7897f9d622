"""What a clinic does over weeks, and where: sites, programs, episodes of care, groups and their members."""

from datetime import date
from typing import Annotated

from pydantic import Field

from iopkit.model.codes import DischargeReason, GroupKind
from iopkit.model.value import Text, Value


class Site(Value):
    """A place where an organisation runs programs. A clinic that has only one never speaks of sites."""

    id: Text
    name: Text


class Program(Value):
    """What the clinic runs, such as a day IOP for adults; all its times are in one time zone."""

    id: Text
    name: Text
    level_of_care: Text | None = None
    weekly_hours: Annotated[float, Field(gt=0, le=168)] | None = None
    time_zone: Text = "UTC"
    site: Text | None = None


class Episode(Value):
    """One stay of a client in a program, from admission to discharge."""

    id: Text
    client: Text
    program: Text | None = None
    track: Text | None = None
    level_of_care: Text | None = None
    admitted_on: date
    discharged_on: date | None = None
    discharge_reason: DischargeReason | None = None


class Group(Value):
    """A standing therapy group; ``site`` is its program's, as the store has it."""

    id: Text
    name: Text
    program: Text | None = None
    facilitators: tuple[Text, ...] = ()
    capacity: Annotated[int, Field(ge=1)] | None = None
    kind: GroupKind = GroupKind.OPEN
    curriculum: Text | None = None
    site: Text | None = None


class Membership(Value):
    """A client's time in a group, both days included; a client may leave and come back."""

    group: Text
    client: Text
    joined_on: date
    left_on: date | None = None
