from collections.abc import Iterator

import pytest

from iopkit.actions.drafts import draft_key
from iopkit.actions.sign_in import begin_demonstration, stay_of
from iopkit.model.account import Account, SignIn
from iopkit.model.people import Staff
from iopkit.store.opening import memory_store
from iopkit.store.store import Store


@pytest.fixture
def demonstration() -> Iterator[Store]:
    store = memory_store()
    with store.write() as w:
        w.set_setting("demonstration", "yes")
        w.add_staff([Staff(id="owl", name="Owl O.")])
        w.add_account(Account(staff="owl"))
    yield store
    store.close()


def stay(store: Store) -> SignIn:
    found = stay_of(store, begin_demonstration(store, "owl"))
    assert found
    return found


def test_the_key_of_a_stay_is_the_same_whenever_it_is_asked_for(demonstration: Store) -> None:
    one = stay(demonstration)
    key = draft_key(demonstration, one)
    assert len(key) == 32
    assert draft_key(demonstration, one) == key


def test_every_stay_has_a_key_of_its_own_also_of_the_same_person(demonstration: Store) -> None:
    assert draft_key(demonstration, stay(demonstration)) != draft_key(demonstration, stay(demonstration))


def test_the_key_cannot_be_worked_out_without_the_store(demonstration: Store) -> None:
    one, other = stay(demonstration), memory_store()
    assert draft_key(demonstration, one) != draft_key(other, one)
    other.close()
