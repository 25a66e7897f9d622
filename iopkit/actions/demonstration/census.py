"""Which group each client joins: groups fill up, then the next one opens."""

from datetime import date

import numpy as np

from iopkit.actions.demonstration.house import CAPACITY, Standing
from iopkit.actions.demonstration.stays import Stay
from iopkit.model.care import Membership

#: The next group opens once the open ones have so many members each, on average.
BEGIN_ANOTHER = 7


def choose_groups(rng: np.random.Generator, stays: list[Stay], standing: list[Standing]) -> list[Standing]:
    """A group for each stay, in order: one of the emptiest of those that are open.

    Who comes back does so at the site where they were before. A group is only overfull when all groups
    of that site are.
    """
    leaving: list[list[date]] = []
    chosen: list[Standing] = []
    sites: dict[str, str] = {}
    for stay in stays:
        leaving = [[day for day in group if day >= stay.admitted_on] for group in leaving]
        full = sum(map(len, leaving)) >= BEGIN_ANOTHER * len(leaving)
        if full and len(leaving) < len(standing):
            leaving.append([])
        before = sites.get(stay.client.id)
        open_to = [before in (None, one.hours.site) for one in standing[: len(leaving)]]
        place = _place(rng, [len(group) for group in leaving], open_to)
        leaving[place].append(stay.leaves_on)
        chosen.append(standing[place])
        sites[stay.client.id] = standing[place].hours.site
    return chosen


def memberships(stays: list[Stay], chosen: list[Standing], today: date) -> list[Membership]:
    """Each stay's time in its group, from admission to discharge."""
    return [
        Membership(
            group=standing.group.id,
            client=stay.client.id,
            joined_on=stay.admitted_on,
            left_on=stay.left_on(today),
        )
        for stay, standing in zip(stays, chosen, strict=True)
    ]


def _place(rng: np.random.Generator, members: list[int], open_to: list[bool]) -> int:
    """Free seats draw, by their square, so that no group falls far behind."""
    free = np.where(open_to, np.maximum(CAPACITY - np.array(members), 0), 0) ** 2
    if not free.any():
        return int(np.argmin(np.where(open_to, members, max(members) + 1)))
    return int(rng.choice(len(free), p=free / free.sum()))
