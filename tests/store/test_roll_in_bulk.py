from datetime import UTC, datetime

from iopkit.model.care import Group
from iopkit.model.codes import Moment, UseSince
from iopkit.model.group_session import CheckIn, GroupSession, Participation
from iopkit.model.people import Client
from iopkit.store.opening import memory_store
from iopkit.store.store import Store


def store_with_a_session() -> Store:
    store = memory_store()
    starts, ends = datetime(2026, 1, 5, 14, tzinfo=UTC), datetime(2026, 1, 5, 17, tzinfo=UTC)
    with store.write() as w:
        w.add_groups([Group(id="a", name="Morning A")])
        w.add_clients([Client(id="heron"), Client(id="otter")])
        w.add_sessions([GroupSession(id="s1", group="a", starts_at=starts, ends_at=ends)])
    return store


def test_many_check_ins_are_kept_as_they_are() -> None:
    store = store_with_a_session()
    taken = [
        CheckIn(session="s1", client="heron", moment=Moment.START, mood=4, craving=7, used=UseSince.YES),
        CheckIn(session="s1", client="otter", moment=Moment.START, mood=6),
    ]
    with store.write() as w:
        w.add_check_ins(taken)
    with store.read() as r:
        assert r.list_check_ins("s1") == [one.model_copy(update={"version": 1}) for one in taken]
    store.close()


def test_many_ratings_of_participation_are_kept_as_they_are() -> None:
    store = store_with_a_session()
    ratings = [
        Participation(session="s1", client="heron", level=0),
        Participation(session="s1", client="otter", level=4),
    ]
    with store.write() as w:
        w.add_participation(ratings)
    with store.read() as r:
        assert r.list_participation("s1") == [one.model_copy(update={"version": 1}) for one in ratings]
    store.close()
