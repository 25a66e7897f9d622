from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from iopkit.errors import ChangedElsewhere, StoreError
from iopkit.model.codes import AttendanceStatus, Mode, Moment, UseSince
from iopkit.model.group_session import Attendance, CheckIn, Participation
from iopkit.store.store import Store

NOW = datetime(2026, 1, 5, 14, 20, tzinfo=UTC)
PRESENT, LATE, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.ABSENT


def mark(client: str = "heron", status: AttendanceStatus = PRESENT, version: int = 0) -> Attendance:
    return Attendance(session="s1", client=client, status=status, version=version)


def marked(store: Store) -> dict[str, AttendanceStatus]:
    with store.read() as r:
        return {one.client: one.status for one in r.list_attendance("s1")}


def test_a_mark_is_kept_as_it_is(clinic: Store) -> None:
    late = Attendance(
        session="s1",
        client="heron",
        status=LATE,
        arrived_at=NOW,
        left_at=NOW + timedelta(hours=1),
        minutes=55,
        mode=Mode.VIRTUAL,
        reason="bus",
    )
    with clinic.write() as w:
        w.set_attendance(late)
    with clinic.read() as r:
        assert r.list_attendance("s1") == [late.model_copy(update={"version": 1})]
        assert [one["status"] for one in r.attendance_rows()] == [
            one.status for one in r.list_attendance("s1")
        ]
        assert r.list_marked(["s1", "s2"]) == {("s1", "heron")}


def test_the_history_keeps_every_mark_with_who_and_when(clinic: Store) -> None:
    with clinic.write("owl") as w:
        w.set_attendance(mark(status=ABSENT))
    clinic.clock = lambda: NOW + timedelta(minutes=3)
    with clinic.write("elk") as w:
        w.set_attendance(mark(status=LATE, version=1))
    with clinic.read() as r:
        marks = r.list_marks("s1", "heron")
    assert [(one.attendance.status, one.marked_by, one.marked_at) for one in marks] == [
        (ABSENT, "owl", NOW),
        (LATE, "elk", NOW + timedelta(minutes=3)),
    ]
    assert marked(clinic) == {"heron": LATE}


def test_a_mark_that_is_taken_back_stays_in_the_history(clinic: Store) -> None:
    with clinic.write() as w:
        w.set_attendance(mark())
        w.set_attendance(mark(status=AttendanceStatus.UNMARKED, version=1))
    with clinic.read() as r:
        statuses = [one.attendance.status for one in r.list_marks("s1", "heron")]
    assert statuses == [PRESENT, AttendanceStatus.UNMARKED]


def test_who_saw_an_older_mark_is_told_and_the_newer_one_stands(clinic: Store) -> None:
    with clinic.write() as w:
        w.set_attendance(mark(status=ABSENT))
    for stale in (0, 7):
        with pytest.raises(ChangedElsewhere, match="Somebody else marked this client"), clinic.write() as w:
            w.set_attendance(mark(version=stale))
    assert marked(clinic) == {"heron": ABSENT}
    with clinic.read() as r:
        assert len(r.list_marks("s1", "heron")) == 1


def press_together(presses: list[Callable[[], None]]) -> list[BaseException | None]:
    ready = Barrier(len(presses))

    def press(one: Callable[[], None]) -> None:
        ready.wait()
        one()

    with ThreadPoolExecutor(len(presses)) as pool:
        return [future.exception() for future in [pool.submit(press, one) for one in presses]]


def press_of(store: Store, attendance: Attendance) -> Callable[[], None]:
    def press() -> None:
        with store.write() as w:
            w.set_attendance(attendance)

    return press


@pytest.mark.parametrize("before", [0, 1])
def test_of_two_people_who_mark_one_client_at_once_the_second_is_told(clinic: Store, before: int) -> None:
    if before:
        press_of(clinic, mark())()
    both = [press_of(clinic, mark(status=status, version=before)) for status in (LATE, ABSENT)]
    answers = press_together(both)
    assert sorted(type(one).__name__ for one in answers) == ["ChangedElsewhere", "NoneType"]
    winner = (LATE, ABSENT)[answers.index(None)]
    assert marked(clinic) == {"heron": winner}
    with clinic.read() as r:
        assert len(r.list_marks("s1", "heron")) == before + 1


def test_two_people_who_mark_different_clients_at_once_are_both_kept(clinic: Store) -> None:
    answers = press_together([press_of(clinic, mark("heron", LATE)), press_of(clinic, mark("otter", ABSENT))])
    assert answers == [None, None]
    assert marked(clinic) == {"heron": LATE, "otter": ABSENT}


def test_a_mark_of_an_unknown_client_is_refused(clinic: Store) -> None:
    with pytest.raises(StoreError, match="Not saved: the store refused it"), clinic.write() as w:
        w.set_attendance(mark("zz"))
    assert marked(clinic) == {}


def test_many_first_marks_come_with_their_history(clinic: Store) -> None:
    rows = [{"session_id": "s1", "client_id": one, "status": "present"} for one in ("heron", "otter")]
    with clinic.write("elk") as w:
        w.add_attendance([{**rows[0], "minutes": 170}, rows[1]])
    with clinic.read() as r:
        by_client = {one.client: one for one in r.list_attendance("s1")}
        (first,) = r.list_marks("s1", "otter")
    assert (by_client["heron"].minutes, by_client["otter"].minutes) == (170, None)
    assert (first.attendance, first.marked_by) == (by_client["otter"], "elk")


def check_in(seen: int = 0, **said: Any) -> CheckIn:
    return CheckIn(session="s1", client="heron", version=seen, **{"moment": Moment.START} | said)


def rating(level: int, seen: int = 0) -> Participation:
    return Participation(session="s1", client="heron", level=level, version=seen)


def kept(store: Store) -> tuple[list[CheckIn], list[Participation]]:
    with store.read() as r:
        return r.list_check_ins("s1"), r.list_participation("s1")


def test_check_ins_and_ratings_replace_those_that_were_seen(clinic: Store) -> None:
    with clinic.write() as w:
        w.set_check_in(check_in(mood=2, craving=8, used=UseSince.NO))
        w.set_check_in(check_in(moment=Moment.END, mood=6))
        w.set_check_in(check_in(1, mood=4, craving=8, used=UseSince.NO))
        w.set_participation(rating(1))
        w.set_participation(rating(3, 1))
    taken, rated = kept(clinic)
    assert {one.moment: one for one in taken} == {
        Moment.START: check_in(2, mood=4, craving=8, used=UseSince.NO),
        Moment.END: check_in(1, moment=Moment.END, mood=6),
    }
    assert rated == [rating(3, 2)]


def test_who_saw_an_older_check_in_or_rating_is_told_and_the_newer_one_stands(clinic: Store) -> None:
    with clinic.write() as w:
        w.set_check_in(check_in(mood=2))
        w.set_participation(rating(1))
    for stale in (0, 7):
        with pytest.raises(ChangedElsewhere, match="Somebody else wrote this check-in"), clinic.write() as w:
            w.set_check_in(check_in(stale, mood=9))
        with pytest.raises(ChangedElsewhere, match="Somebody else rated"), clinic.write() as w:
            w.set_participation(rating(4, stale))
    assert kept(clinic) == ([check_in(1, mood=2)], [rating(1, 1)])


@pytest.mark.parametrize("before", [0, 1])
def test_of_two_people_who_write_one_check_in_or_rating_at_once_the_second_is_told(
    clinic: Store, before: int
) -> None:
    def writing(moods: tuple[int, ...], seen: int) -> list[BaseException | None]:
        return press_together([write_of(clinic, check_in(seen, mood=mood)) for mood in moods])

    def rated(levels: tuple[int, ...], seen: int) -> list[BaseException | None]:
        return press_together([write_of(clinic, rating(level, seen)) for level in levels])

    if before:
        assert (writing((5,), 0), rated((2,), 0)) == ([None], [None])
    for answers in (writing((1, 9), before), rated((0, 4), before)):
        assert sorted(type(one).__name__ for one in answers) == ["ChangedElsewhere", "NoneType"]
    (taken,), (level,) = kept(clinic)
    assert (taken.version, level.version) == (before + 1, before + 1)


def write_of(store: Store, one: CheckIn | Participation) -> Callable[[], None]:
    def write() -> None:
        with store.write() as w:
            if isinstance(one, CheckIn):
                w.set_check_in(one)
            else:
                w.set_participation(one)

    return write
