"""The session is scheduled 14:00 to 15:00; heron and otter are members that day, bear joins the day after."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from iopkit.actions.take_roll import change_attendance, mark_attendance, rate_participation, record_check_in
from iopkit.errors import ChangedElsewhere, NotAllowed, NotFound
from iopkit.model.codes import AttendanceStatus, Mode, Moment, UseSince
from iopkit.model.group_session import Attendance, CheckIn, Participation
from iopkit.store.store import Store

Clock = Callable[[str], None]
At = Callable[[str], datetime]
PRESENT, LATE, LEFT = AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY
EXCUSED, UNMARKED = AttendanceStatus.EXCUSED, AttendanceStatus.UNMARKED


def press(store: Store, status: AttendanceStatus, seen: int = 0, client: str = "heron") -> Attendance:
    mark_attendance(store, "s", client, status, seen, "owl")
    return mark_of(store, client)


def change(store: Store, seen: int = 1, **fields: Any) -> Attendance:
    change_attendance(store, "s", "heron", fields, seen, "owl")
    return mark_of(store)


def mark_of(store: Store, client: str = "heron") -> Attendance:
    with store.read() as r:
        return {one.client: one for one in r.list_attendance("s")}[client]


def heron(status: AttendanceStatus, version: int, **fields: Any) -> Attendance:
    return Attendance(session="s", client="heron", status=status, version=version, **fields)


def test_present_takes_one_press(clinic: Store) -> None:
    assert press(clinic, PRESENT) == heron(PRESENT, 1, mode=Mode.IN_PERSON)


def test_late_sets_the_arrival_to_now(clinic: Store, clock: Clock, at: At) -> None:
    clock("14:12")
    assert press(clinic, LATE) == heron(LATE, 1, arrived_at=at("14:12"), mode=Mode.IN_PERSON)


def test_left_early_sets_the_leaving_to_now_and_keeps_the_arrival(
    clinic: Store, clock: Clock, at: At
) -> None:
    clock("14:12")
    press(clinic, LATE)
    clock("14:40")
    mark = press(clinic, LEFT, 1)
    assert (mark.status, mark.arrived_at, mark.left_at) == (LEFT, at("14:12"), at("14:40"))


def test_pressing_again_keeps_the_first_time(clinic: Store, clock: Clock, at: At) -> None:
    clock("14:12")
    press(clinic, LATE)
    clock("14:20")
    assert press(clinic, LATE, 1).arrived_at == at("14:12")


@pytest.mark.parametrize("status", [EXCUSED, AttendanceStatus.ABSENT, UNMARKED])
def test_who_did_not_come_has_no_times_minutes_or_mode(clinic: Store, status: AttendanceStatus) -> None:
    press(clinic, LATE)
    change(clinic, 1, minutes=30)
    assert press(clinic, status, 2) == heron(status, 3)


def test_who_came_after_all_has_no_reason_for_missing(clinic: Store) -> None:
    press(clinic, EXCUSED)
    assert change(clinic, 1, reason="court date").reason == "court date"
    assert press(clinic, PRESENT, 2).reason is None


def test_a_virtual_client_stays_virtual(clinic: Store) -> None:
    press(clinic, PRESENT)
    assert change(clinic, 1, mode=Mode.VIRTUAL).mode is Mode.VIRTUAL
    assert press(clinic, LEFT, 2).mode is Mode.VIRTUAL


def test_times_and_minutes_can_be_corrected(clinic: Store, at: At) -> None:
    press(clinic, PRESENT)
    mark = change(clinic, 1, arrived_at=at("14:05"), left_at=at("14:50"))
    assert (mark.arrived_at, mark.left_at, mark.minutes) == (at("14:05"), at("14:50"), None)
    assert change(clinic, 2, minutes=44).minutes == 44
    assert change(clinic, 3, arrived_at=None).arrived_at is None


def test_leaving_before_arrival_is_refused(clinic: Store, at: At) -> None:
    press(clinic, PRESENT)
    with pytest.raises(NotAllowed, match="Leaving is before arrival. Correct one of the two"):  # noqa: RUF043
        change(clinic, 1, arrived_at=at("14:30"), left_at=at("14:20"))
    assert mark_of(clinic).version == 1


@pytest.mark.parametrize("minutes", [61, 500])
def test_more_minutes_than_the_session_has_are_refused(clinic: Store, minutes: int) -> None:
    press(clinic, PRESENT)
    with pytest.raises(NotAllowed, match=f"{minutes} minutes is outside this session's 0 to 60"):
        change(clinic, 1, minutes=minutes)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"minutes": -1}, "What was given for minutes cannot be right"),
        ({"minutes": "many"}, "What was given for minutes cannot be right"),
        ({"mode": "by owl"}, "What was given for mode cannot be right"),
        ({"arrived_at": datetime(2026, 1, 5, 14)}, "What was given for arrived_at cannot be right"),
        ({"status": "present", "client": "otter"}, "client, status cannot be corrected here"),
        ({"version": 9}, "version cannot be corrected here"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(
    clinic: Store, fields: dict[str, Any], says: str
) -> None:
    before = press(clinic, PRESENT)
    with pytest.raises(NotAllowed, match=says):
        change(clinic, 1, **fields)
    assert mark_of(clinic) == before


def test_who_saw_an_older_mark_is_told(clinic: Store) -> None:
    press(clinic, PRESENT)
    for seen in (0, 4):
        with pytest.raises(ChangedElsewhere, match="Somebody else marked this client"):
            press(clinic, EXCUSED, seen)
        with pytest.raises(ChangedElsewhere):
            change(clinic, seen, reason="bus")
    assert mark_of(clinic).status is PRESENT


VERBS: list[Callable[[Store, str], None]] = [
    lambda store, client: mark_attendance(store, "s", client, PRESENT, 0, None),
    lambda store, client: change_attendance(store, "s", client, {"minutes": 5}, 0, None),
    lambda store, client: record_check_in(
        store, CheckIn(session="s", client=client, moment=Moment.START, mood=5), None
    ),
    lambda store, client: rate_participation(store, "s", client, 2, 0, None),
]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("client", ["bear", "zz"])
def test_who_is_no_member_that_day_is_refused(
    clinic: Store, verb: Callable[[Store, str], None], client: str
) -> None:
    with pytest.raises(NotAllowed, match=f"'{client}' is no member of Morning A on 2026-01-05"):
        verb(clinic, client)


def test_an_unknown_session_has_no_roll(clinic: Store) -> None:
    with pytest.raises(NotFound, match="No group session 'zz'"):
        mark_attendance(clinic, "zz", "heron", PRESENT, 0, None)


def check_in(moment: Moment = Moment.START, seen: int = 0, **said: Any) -> CheckIn:
    return CheckIn(session="s", client="heron", moment=moment, version=seen, **said)


def check_ins(store: Store) -> dict[Moment, CheckIn]:
    with store.read() as r:
        return {one.moment: one for one in r.list_check_ins("s")}


def test_a_check_in_grows_answer_by_answer(clinic: Store) -> None:
    answers: list[dict[str, Any]] = [{"mood": 4}, {"craving": 8}, {"used": UseSince.DECLINED}, {"mood": 5}]
    for seen, said in enumerate(answers):
        record_check_in(clinic, check_in(seen=seen, **said), None)
    record_check_in(clinic, check_in(Moment.END, mood=7), None)
    assert check_ins(clinic) == {
        Moment.START: check_in(seen=4, mood=5, craving=8, used=UseSince.DECLINED),
        Moment.END: check_in(Moment.END, 1, mood=7),
    }


def test_who_saw_an_older_check_in_is_told(clinic: Store) -> None:
    record_check_in(clinic, check_in(mood=4), "owl")
    for seen in (0, 2):
        with pytest.raises(ChangedElsewhere, match="Somebody else wrote this check-in"):
            record_check_in(clinic, check_in(seen=seen, craving=9), None)
    assert check_ins(clinic)[Moment.START] == check_in(seen=1, mood=4)


def test_participation_is_kept_and_can_be_corrected(clinic: Store) -> None:
    rate_participation(clinic, "s", "heron", 4, 0, None)
    rate_participation(clinic, "s", "heron", 0, 1, None)
    with clinic.read() as r:
        assert r.list_participation("s") == [Participation(session="s", client="heron", level=0, version=2)]


def test_who_saw_an_older_rating_is_told(clinic: Store) -> None:
    rate_participation(clinic, "s", "heron", 4, 0, "owl")
    for seen in (0, 2):
        with pytest.raises(ChangedElsewhere, match="Somebody else rated this client's participation"):
            rate_participation(clinic, "s", "heron", 1, seen, None)
    with clinic.read() as r:
        assert [one.level for one in r.list_participation("s")] == [4]


@pytest.mark.parametrize("level", [-1, 5])
def test_participation_outside_its_levels_is_refused(clinic: Store, level: int) -> None:
    with pytest.raises(NotAllowed, match=f"Participation is {level}; choose 0 to 4"):
        rate_participation(clinic, "s", "heron", level, 0, None)
