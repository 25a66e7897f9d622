from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from iopkit.actions.demonstration import make_demonstration
from iopkit.errors import NotAllowed
from iopkit.model.care import Program
from iopkit.model.people import Client
from iopkit.store.opening import memory_store
from iopkit.store.store import Store

EVER = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


def everything(**wanted: Any) -> tuple[list[pd.DataFrame], list[Any]]:
    store = memory_store()
    make_demonstration(store, **wanted)
    with store.read() as r:
        frames = [r.attendance_frame(), r.episodes_frame(), r.check_ins_frame()]
        lists = [r.list_memberships(), r.list_sessions(*EVER), r.list_staff(), r.list_groups()]
        lists.append([r.list_participation(session.id) for session in r.list_sessions(*EVER)])
    store.close()
    return frames, lists


def test_the_same_seed_and_day_give_the_same_clinic(today: date) -> None:
    frames, lists = everything(seed=4, clients=60, today=today)
    again, lists_again = everything(seed=4, clients=60, today=today)
    for one, other in zip(frames, again, strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert lists == lists_again


def test_another_seed_gives_another_clinic(today: date) -> None:
    frames, lists = everything(seed=4, clients=60, today=today)
    others, other_lists = everything(seed=5, clients=60, today=today)
    assert not any(one.equals(other) for one, other in zip(frames, others, strict=True))
    assert lists[0] != other_lists[0]


def test_the_summary_counts_what_is_in_the_store(store: Store, today: date) -> None:
    summary = make_demonstration(store, seed=2, today=today)
    with store.read() as r:
        episodes = r.episodes_frame()
        counted = {
            "programs": len(r.list_programs()),
            "groups": len(r.list_groups()),
            "staff": len(r.list_staff()),
            "clients": len(r.list_client_ids()),
            "episodes": len(episodes),
            "enrolled": int(episodes["discharged_on"].isna().sum()),
            "sessions": len(r.list_sessions(*EVER)),
            "attendance": len(r.attendance_frame()),
            "check_ins": len(r.check_ins_frame()),
            "participation": sum(len(r.list_participation(one.id)) for one in r.list_sessions(*EVER)),
        }
    assert asdict(summary) == counted
    assert (summary.programs, summary.groups, summary.clients) == (3, 6, 120)


def test_the_store_says_that_it_is_a_demonstration(clinic: Store) -> None:
    with clinic.read() as r:
        assert r.find_setting("demonstration") == "yes"
        assert r.find_setting("time_zone") == "America/New_York"


def test_without_a_day_it_stands_on_the_stores_own(empty_store: Store) -> None:
    empty_store.clock = lambda: datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # still 1 March in New York
    make_demonstration(empty_store, clients=30)
    with empty_store.read() as r:
        todays = {one.local_day for one in r.list_sessions(*EVER) if one.status == "scheduled"}
    assert min(todays) == date(2026, 3, 1)


def test_the_stores_time_zone_comes_before_the_usual_one(empty_store: Store, today: date) -> None:
    with empty_store.write() as w:
        w.set_setting("time_zone", "America/Denver")
    make_demonstration(empty_store, clients=10, today=today)
    with empty_store.read() as r:
        assert {one.time_zone for one in r.list_programs()} == {"America/Denver"}


@pytest.mark.parametrize("clients", [1, 2, 7, 20])
def test_a_very_small_clinic_can_be_made(empty_store: Store, today: date, clients: int) -> None:
    assert make_demonstration(empty_store, clients=clients, today=today).clients == clients


def _a_client(store: Store) -> None:
    with store.write() as w:
        w.add_clients([Client(id="k1", name="Heron M.")])


def _a_program(store: Store) -> None:
    with store.write() as w:
        w.add_programs([Program(id="nights", name="Night IOP")])


@pytest.mark.parametrize(("fill", "found"), [(_a_client, "1 clients"), (_a_program, "1 programs")])
def test_a_store_in_use_is_refused_and_left_alone(
    empty_store: Store, today: date, fill: Callable[[Store], None], found: str
) -> None:
    fill(empty_store)
    with pytest.raises(NotAllowed, match=f"already holds {found}; it was not touched"):
        make_demonstration(empty_store, today=today)
    with empty_store.read() as r:
        assert r.find_setting("demonstration") is None
        assert r.list_staff() == []


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"clients": 0}, "clients is 0"),
        ({"clients": 100_000}, "clients is 100000"),
        ({"seed": -1}, "seed is -1"),
        ({"time_zone": "Mars/Olympus"}, "time_zone is 'Mars/Olympus'"),
        ({"time_zone": "../etc"}, "time_zone is '../etc'"),
    ],
)
def test_what_cannot_be_is_refused(
    empty_store: Store, today: date, wanted: dict[str, Any], says: str
) -> None:
    with pytest.raises(NotAllowed, match=says):
        make_demonstration(empty_store, today=today, **wanted)
    with empty_store.read() as r:
        assert r.list_programs() == []
