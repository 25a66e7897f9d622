"""The people in treatment: who they are before they come."""

import numpy as np

from iopkit.actions.demonstration.names import client_names
from iopkit.model.codes import Population
from iopkit.model.people import Client

#: Share of clients in each population besides adults; one client may be in several.
SHARES = {Population.CO_OCCURRING: 0.35, Population.JUSTICE: 0.25, Population.PERINATAL: 0.05}
PERINATAL_AGES = (19, 43)


def draw_clients(rng: np.random.Generator, count: int, year: int) -> list[Client]:
    """Adults with names, years of birth and populations; ``year`` is the present one."""
    names = client_names(rng, count)
    return [_client(rng, number, name, year) for number, name in enumerate(names, start=1)]


def _client(rng: np.random.Generator, number: int, name: str, year: int) -> Client:
    also = tuple(population for population, share in SHARES.items() if rng.random() < share)
    age = int(np.clip(np.round(rng.normal(36, 11)), 19, 68))
    if Population.PERINATAL in also:
        age = int(rng.integers(*PERINATAL_AGES))
    return Client(
        id=f"c{number:04d}", name=name, birth_year=year - age, populations=(Population.ADULT, *also)
    )
