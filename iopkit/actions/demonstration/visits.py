"""The sessions that each client was expected at, and how firmly the client stands in treatment then."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from iopkit.actions.demonstration.house import Standing
from iopkit.actions.demonstration.stays import Stay
from iopkit.model.codes import DischargeReason, SessionStatus
from iopkit.model.group_session import GroupSession

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Reasons with which a client stays away before anybody writes a discharge.
STAYS_AWAY = (DischargeReason.LEFT, DischargeReason.TERMINATED, DischargeReason.INCARCERATED)
#: Attendance while nothing pulls a client away, on average, by how the stay ends.
FIRM = {DischargeReason.COMPLETED: 0.87, DischargeReason.TRANSFERRED: 0.83, DischargeReason.OTHER: 0.83}
SHAKY = 0.79
#: How alike clients are in that: the sum of a beta distribution's parameters.
ALIKE = 6
#: Days before discharge without the client, from and to: two or three meetings.
GONE = (6, 7)
#: Days before that, over which attendance fades.
FADES = 21


@dataclass(frozen=True)
class Visits:
    """Expected visits at sessions held, as arrays of one length.

    ``stay`` and ``session`` are places in the lists of stays and of sessions, ``day`` days since
    admission, ``chance`` the probability of coming, ``pull`` in [0, 1] how far the client is on
    the way out.
    """

    stay: Ints
    session: Ints
    day: Ints
    chance: Floats
    pull: Floats

    def __len__(self) -> int:
        return len(self.stay)


def expected_visits(
    rng: np.random.Generator, stays: list[Stay], chosen: list[Standing], sessions: list[GroupSession]
) -> Visits:
    """Everybody's visits, by stay and then by time."""
    held: dict[str, list[tuple[int, date]]] = defaultdict(list)
    for place, session in enumerate(sessions):
        if session.status is SessionStatus.HELD:
            held[session.group].append((place, session.local_day))
    pairs = [
        (number, place, (day - stay.admitted_on).days, (stay.leaves_on - day).days)
        for number, (stay, standing) in enumerate(zip(stays, chosen, strict=True))
        for place, day in held[standing.group.id]
        if stay.admitted_on <= day <= stay.leaves_on
    ]
    whose, which, since, to_go = np.array(pairs, dtype=np.int64).reshape(-1, 4).T
    pull = _pull(rng, stays, whose, to_go)
    chance = _firmness(rng, stays)[whose] * (1 - pull)
    chance[_first(whose)] = 0.97  # nearly everybody comes to the first session
    return Visits(whose, which, since, chance, pull)


def _firmness(rng: np.random.Generator, stays: list[Stay]) -> Floats:
    mean = np.array([FIRM.get(stay.reason, SHAKY) for stay in stays])
    return rng.beta(mean * ALIKE, (1 - mean) * ALIKE)


def _pull(rng: np.random.Generator, stays: list[Stay], whose: Ints, to_go: Ints) -> Floats:
    """0 until four weeks before a client stays away, rising to 1 when they no longer come."""
    gone = rng.integers(GONE[0], GONE[1] + 1, len(stays))[whose]
    leaves = np.array([one.reason in STAYS_AWAY for one in stays], dtype=bool)[whose]
    fading = 0.5 * (1 - (to_go - gone) / FADES)
    pull = np.where(to_go < gone, 1.0, np.clip(fading, 0, 0.5))
    return np.where(leaves, pull, 0.0)


def _first(whose: Ints) -> npt.NDArray[np.bool_]:
    return np.diff(whose, prepend=-1) != 0
