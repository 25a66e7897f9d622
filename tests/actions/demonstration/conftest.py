from collections.abc import Iterator
from datetime import date

import pytest

from iopkit.actions.demonstration import make_demonstration
from iopkit.store.opening import memory_store
from iopkit.store.store import Store

TODAY = date(2026, 11, 23)


@pytest.fixture
def today() -> date:
    """A Monday three weeks after clocks went back in New York."""
    return TODAY


@pytest.fixture(scope="session")
def clinic() -> Iterator[Store]:
    """The clinic that everybody gets who asks for nothing else."""
    store = memory_store()
    make_demonstration(store, today=TODAY)
    yield store
    store.close()


@pytest.fixture(scope="session")
def large_clinic() -> Iterator[Store]:
    """Enough discharges (about 1,800) to hold against the national figures."""
    store = memory_store()
    make_demonstration(store, clients=3000, today=TODAY)
    yield store
    store.close()
