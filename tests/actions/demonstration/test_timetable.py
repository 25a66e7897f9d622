from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta

import pytest

from iopkit.actions.demonstration import make_demonstration
from iopkit.content.library import read_library
from iopkit.model.codes import SessionStatus
from iopkit.model.group_session import GroupSession
from iopkit.store.store import Store

EVER = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


def sessions_of(store: Store) -> list[GroupSession]:
    with store.read() as r:
        return r.list_sessions(*EVER)


@pytest.mark.parametrize("later", range(7), ids=["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
def test_on_every_weekday_two_groups_meet_today(empty_store: Store, today: date, later: int) -> None:
    day = today + timedelta(days=later)
    make_demonstration(empty_store, clients=15, today=day)
    todays = [one for one in sessions_of(empty_store) if one.local_day == day]
    assert len({one.group for one in todays}) >= 2
    assert {one.status for one in todays} == {SessionStatus.SCHEDULED}


def test_past_sessions_are_over_and_later_ones_scheduled(clinic: Store, today: date) -> None:
    for session in sessions_of(clinic):
        past = session.local_day < today
        assert (session.status is SessionStatus.SCHEDULED) is not past


def test_the_calendar_ends_in_two_weeks(clinic: Store, today: date) -> None:
    assert max(one.local_day for one in sessions_of(clinic)) == today + timedelta(days=14)


def test_few_sessions_fall_out(large_clinic: Store, today: date) -> None:
    past = [one for one in sessions_of(large_clinic) if one.local_day < today]
    cancelled = sum(one.status is SessionStatus.CANCELLED for one in past)
    assert 0.002 < cancelled / len(past) < 0.05


def test_each_group_meets_on_three_days_a_week_for_200_minutes(clinic: Store) -> None:
    weeks = Counter((one.group, *one.local_day.isocalendar()[:2]) for one in sessions_of(clinic))
    assert max(weeks.values()) == 3
    assert {one.minutes for one in sessions_of(clinic)} == {200}


def test_clocks_put_back_or_forward_move_no_session(clinic: Store) -> None:
    starts = defaultdict(set)
    for session in sessions_of(clinic):
        starts[session.program].add(session.local(session.starts_at).time())
    assert starts == {"Day IOP": {time(9)}, "Evening IOP": {time(17, 30)}, "Virtual IOP": {time(18)}}


def test_a_group_goes_through_the_core_in_order_and_begins_again(clinic: Store) -> None:
    library = read_library().require()
    core = [plan.id for plan in library.plans.values() if plan.curriculum == "core"]
    weeks: dict[date, list[str]] = defaultdict(list)
    for session in sessions_of(clinic):
        if session.group == "evening-b":
            monday = session.local_day - timedelta(days=session.local_day.weekday())
            weeks[monday].append(session.plan or "")
    whole = [plans for _, plans in sorted(weeks.items())][1:-1]
    assert [len(plans) for plans in whole] == [3] * len(whole)
    first = core.index(whole[0][0])
    assert first % 3 == 0
    held = [plan for plans in whole for plan in plans]
    assert held == [core[(first + place) % 36] for place in range(len(held))]
    assert len(held) > 36


def test_sessions_are_held_on_the_groups_meeting_days(clinic: Store) -> None:
    with clinic.read() as r:
        days = {group.id: {day for day, _, _ in r.list_meetings(group.id)} for group in r.list_groups()}
    assert all(one.local_day.weekday() in days[one.group] for one in sessions_of(clinic))
