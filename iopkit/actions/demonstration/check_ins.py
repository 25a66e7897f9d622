"""How clients say they are, and how far they take part, at the sessions they came to."""

import numpy as np
import numpy.typing as npt

from iopkit.actions.demonstration.roll import Roll
from iopkit.actions.demonstration.stays import Stay
from iopkit.actions.demonstration.visits import Floats, Visits
from iopkit.model.codes import Moment, UseSince
from iopkit.model.group_session import CheckIn, GroupSession, Participation

#: Share of the clients who came of whom a check-in, and of whom participation, was written down.
TAKEN, NOTED = 0.96, 0.9
#: Days in which craving, and use, fall to about a third (1/e) of what they were.
CRAVING_DAYS = 70
USED_AT_FIRST, USED_LEAVING, DECLINED, DECLINED_LEAVING = 0.16, 0.35, 0.03, 0.12


def draw_check_ins(
    rng: np.random.Generator, visits: Visits, roll: Roll, stays: list[Stay], sessions: list[GroupSession]
) -> list[CheckIn]:
    """Check-ins at the start: craving falls and mood lifts with time, both turn before a client leaves."""
    craving, mood, used = (
        _craving(rng, visits, len(stays)),
        _mood(rng, visits, len(stays)),
        _used(rng, visits),
    )
    taken = np.flatnonzero(roll.came & (rng.random(len(visits)) < TAKEN))
    return [
        CheckIn(
            session=sessions[visits.session[row]].id,
            client=stays[visits.stay[row]].client.id,
            moment=Moment.START,
            mood=int(mood[row]),
            craving=int(craving[row]),
            used=UseSince(str(used[row])),
        )
        for row in taken
    ]


def draw_participation(
    rng: np.random.Generator, visits: Visits, roll: Roll, stays: list[Stay], sessions: list[GroupSession]
) -> list[Participation]:
    """Levels 0 to 4: clients open up over the first weeks, each as far as they do."""
    own = rng.normal(2, 0.6, len(stays))[visits.stay]
    level = own + 0.8 * (1 - np.exp(-visits.day / 21)) - visits.pull + rng.normal(0, 0.6, len(visits))
    levels = np.clip(np.round(level), 0, 4).astype(np.int64)
    noted = np.flatnonzero(roll.came & (rng.random(len(visits)) < NOTED))
    return [
        Participation(
            session=sessions[visits.session[row]].id,
            client=stays[visits.stay[row]].client.id,
            level=int(levels[row]),
        )
        for row in noted
    ]


def _craving(rng: np.random.Generator, visits: Visits, stays: int) -> Floats:
    own = rng.normal(5.5, 1.5, stays)[visits.stay]
    level = own * np.exp(-visits.day / CRAVING_DAYS) + 3 * visits.pull
    return _zero_to_ten(level + rng.normal(0, 1.1, len(visits)))


def _mood(rng: np.random.Generator, visits: Visits, stays: int) -> Floats:
    own = rng.normal(4.5, 1.2, stays)[visits.stay]
    level = own + 2 * (1 - np.exp(-visits.day / 45)) - 1.5 * visits.pull
    return _zero_to_ten(level + rng.normal(0, 1.2, len(visits)))


def _used(rng: np.random.Generator, visits: Visits) -> npt.NDArray[np.str_]:
    yes = USED_AT_FIRST * np.exp(-visits.day / CRAVING_DAYS) + USED_LEAVING * visits.pull
    declined = DECLINED + DECLINED_LEAVING * visits.pull
    said = rng.random(len(visits))
    return np.select(
        [said < yes, said < yes + declined], [str(UseSince.YES), str(UseSince.DECLINED)], str(UseSince.NO)
    )


def _zero_to_ten(level: Floats) -> Floats:
    return np.clip(np.round(level), 0, 10)
