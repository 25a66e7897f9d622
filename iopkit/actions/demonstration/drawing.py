"""The whole clinic, drawn in memory: its care, and what was written down of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from iopkit.actions.demonstration.census import choose_groups, memberships
from iopkit.actions.demonstration.check_ins import draw_check_ins, draw_participation
from iopkit.actions.demonstration.clients import draw_clients
from iopkit.actions.demonstration.house import LEVEL_OF_CARE, Standing, standing_groups
from iopkit.actions.demonstration.roll import attendance_rows, take_roll
from iopkit.actions.demonstration.stays import Stay, draw_stays, episodes
from iopkit.actions.demonstration.timetable import draw_sessions
from iopkit.actions.demonstration.visits import expected_visits
from iopkit.model.care import Episode, Membership
from iopkit.model.group_session import CheckIn, GroupSession, Participation
from iopkit.model.people import Client


@dataclass(frozen=True)
class Care:
    """Who was in which group, and when the groups met; ``chosen`` is the group of each stay."""

    standing: list[Standing]
    clients: list[Client]
    stays: list[Stay]
    chosen: list[Standing]
    episodes: list[Episode]
    memberships: list[Membership]
    sessions: list[GroupSession]


@dataclass(frozen=True)
class Record:
    """What was written down at the sessions held; ``attendance`` as ``add_attendance`` takes it."""

    attendance: list[dict[str, Any]]
    check_ins: list[CheckIn]
    participation: list[Participation]


def draw_clinic(seed: int, count: int, today: date, time_zone: str) -> tuple[Care, Record]:
    """Draw a clinic that has seen so many clients; the same four values give the same clinic.

    Care and record have streams of their own, so that a change to the record leaves the care as
    it was.
    """
    for_care, for_record = np.random.default_rng(seed).spawn(2)
    care = _draw_care(for_care, count, today, time_zone)
    return care, _draw_record(for_record, care)


def _draw_care(rng: np.random.Generator, count: int, today: date, time_zone: str) -> Care:
    standing = standing_groups(count)
    clients = draw_clients(rng, count, today.year)
    stays = draw_stays(rng, clients, today)
    chosen = choose_groups(rng, stays, standing)
    members = memberships(stays, chosen, today)
    sites = {stay.client.id: one.hours.site for stay, one in zip(stays, chosen, strict=True)}
    return Care(
        standing=standing,
        clients=[one.model_copy(update={"site": sites.get(one.id)}) for one in clients],
        stays=stays,
        chosen=chosen,
        episodes=episodes(stays, [one.hours.program for one in chosen], LEVEL_OF_CARE, today),
        memberships=members,
        sessions=draw_sessions(rng, standing, members, today, time_zone),
    )


def _draw_record(rng: np.random.Generator, care: Care) -> Record:
    visits = expected_visits(rng, care.stays, care.chosen, care.sessions)
    roll = take_roll(rng, visits, care.stays, care.chosen)
    return Record(
        attendance=attendance_rows(roll, visits, care.stays, care.sessions),
        check_ins=draw_check_ins(rng, visits, roll, care.stays, care.sessions),
        participation=draw_participation(rng, visits, roll, care.stays, care.sessions),
    )
