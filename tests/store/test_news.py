"""A change of a shared store is told to whoever listens, through whichever server it was made."""

from collections.abc import Iterator
from threading import Thread

import pytest

from iopkit.errors import NotFound
from iopkit.store.news import News
from iopkit.store.opening import memory_store, open_store
from iopkit.store.store import Store

#: Longer than any change takes; who hears of it does not wait so long.
LONG = 30.0

pytestmark = pytest.mark.parametrize("store_address", ["postgresql"], indirect=True)


@pytest.fixture
def other(store: Store, store_address: str) -> Iterator[Store]:
    """The same store, opened by another server."""
    other = open_store(store_address)
    yield other
    other.close()


@pytest.fixture
def news(store: Store) -> Iterator[News]:
    news = store.news()
    assert news is not None
    news.wait(0.01)  # from now on it listens
    yield news
    news.close()


def change(store: Store) -> None:
    with store.write() as w:
        w.set_setting("time_zone", "UTC")


def take_back(store: Store) -> None:
    """Change the store, say so, and fail."""
    with store.write() as w:
        w.set_setting("time_zone", "UTC")
        w.seal()
        w.get_client("nobody")


def test_a_change_by_another_server_wakes_who_waits(news: News, other: Store) -> None:
    made = Thread(target=change, args=[other])
    made.start()
    assert news.wait(LONG)
    made.join()


def test_a_change_between_two_waits_is_heard_at_the_next(news: News, other: Store) -> None:
    change(other)
    assert news.wait(LONG)
    assert not news.wait(0.05)


def test_what_was_not_stored_is_not_told(news: News, other: Store) -> None:
    with pytest.raises(NotFound):
        take_back(other)
    assert not news.wait(0.2)


def test_a_line_that_was_cut_is_taken_up_again(news: News, other: Store, store: Store) -> None:
    with other._engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE starts_with(query, 'LISTEN')"
        )
    assert not news.wait(0.01)
    assert not news.wait(0.01)
    change(other)
    assert news.wait(LONG)


def test_a_file_tells_nothing_and_is_looked_at(store_address: str) -> None:
    store = memory_store()
    assert store.news() is None
    store.close()
