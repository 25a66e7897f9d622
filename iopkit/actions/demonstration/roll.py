"""What the roll says of every visit: status, minutes, mode and reason."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from iopkit.actions.demonstration.house import Standing
from iopkit.actions.demonstration.stays import Stay
from iopkit.actions.demonstration.visits import Visits
from iopkit.model.codes import AttendanceStatus, Mode
from iopkit.model.group_session import GroupSession

#: Counted minutes of a whole session, and those of late comers and early leavers, from and up to.
WHOLE = 180
LATE_MINUTES = (120, 176)
EARLY_MINUTES = (60, 171)
LATE, LEFT_EARLY, UNMARKED = 0.06, 0.04, 0.006
#: Share of missed visits that were called in; on the way out it falls to this part of it.
CALLED_IN, STILL_CALLS = 0.45, 0.15
EXCUSES = ("court", "work", "child care", "illness", "appointment")
EXCUSE_SHARES = (0.15, 0.25, 0.2, 0.25, 0.15)
#: What was heard afterwards of absences, and of which share of them.
HEARD, HEARD_OF = ("transport", "overslept", "no call"), 0.25
#: Clients of a program that meets in person who may join from home, and how often they do.
HYBRID, FROM_HOME = 0.12, 0.3

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Roll:
    """One entry for each visit, as arrays; ``minutes`` is 0 for who did not come, no reason is ""."""

    status: npt.NDArray[np.str_]
    minutes: npt.NDArray[np.int64]
    virtual: Bools
    reason: npt.NDArray[np.str_]

    @property
    def came(self) -> Bools:
        """Who was in the group at all."""
        came = [str(status) for status in AttendanceStatus if status.came]
        return np.isin(self.status, came)


def take_roll(rng: np.random.Generator, visits: Visits, stays: list[Stay], chosen: list[Standing]) -> Roll:
    """Draw the roll of every session held."""
    status = _status(rng, visits)
    return Roll(
        status=status,
        minutes=_minutes(rng, status),
        virtual=_virtual(rng, visits, len(stays), chosen),
        reason=_reasons(rng, status),
    )


def attendance_rows(
    roll: Roll, visits: Visits, stays: list[Stay], sessions: list[GroupSession]
) -> list[dict[str, Any]]:
    """The roll as the store's ``add_attendance`` takes it."""
    entries = zip(
        visits.stay,
        visits.session,
        roll.status,
        roll.minutes,
        roll.came,
        roll.virtual,
        roll.reason,
        strict=True,
    )
    return [
        {
            "session_id": sessions[session].id,
            "client_id": stays[stay].client.id,
            "status": str(status),
            "minutes": int(minutes) if came else None,
            "mode": str(Mode.VIRTUAL if virtual else Mode.IN_PERSON) if came else None,
            "reason": str(reason) or None,
        }
        for stay, session, status, minutes, came, virtual, reason in entries
    ]


def _status(rng: np.random.Generator, visits: Visits) -> npt.NDArray[np.str_]:
    count = len(visits)
    comes, how, calls = rng.random((3, count))
    unmarked = (rng.random(count) < UNMARKED) & (visits.pull < 1)
    called_in = calls < CALLED_IN * (1 - (1 - STILL_CALLS) * visits.pull)
    missed = comes >= visits.chance
    return np.select(
        [unmarked, missed & called_in, missed, how < LATE, how < LATE + LEFT_EARLY],
        [str(AttendanceStatus[name]) for name in ("UNMARKED", "EXCUSED", "ABSENT", "LATE", "LEFT_EARLY")],
        str(AttendanceStatus.PRESENT),
    )


def _minutes(rng: np.random.Generator, status: npt.NDArray[np.str_]) -> npt.NDArray[np.int64]:
    late, early = (rng.integers(*limits, len(status)) for limits in (LATE_MINUTES, EARLY_MINUTES))
    kinds = [AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY]
    whole = np.full(len(status), WHOLE)
    return np.select([status == str(kind) for kind in kinds], [whole, late, early], 0)


def _reasons(rng: np.random.Generator, status: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    excuse = rng.choice(EXCUSES, len(status), p=EXCUSE_SHARES)
    heard = np.where(rng.random(len(status)) < HEARD_OF, rng.choice(HEARD, len(status)), "")
    kinds = [status == str(kind) for kind in (AttendanceStatus.EXCUSED, AttendanceStatus.ABSENT)]
    return np.select(kinds, [excuse, heard], "")


def _virtual(rng: np.random.Generator, visits: Visits, stays: int, chosen: list[Standing]) -> Bools:
    screens = np.array([standing.virtual for standing in chosen], dtype=bool)
    hybrid = rng.random(stays) < HYBRID
    at_home = hybrid[visits.stay] & (rng.random(len(visits)) < FROM_HOME)
    return screens[visits.stay] | at_home
