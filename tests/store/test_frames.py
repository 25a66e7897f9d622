"""What metrics take. All local times are worked by hand: New York is UTC-5, from 8 March 2026 UTC-4."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from iopkit.model.care import Episode, Group, Membership, Program
from iopkit.model.codes import AttendanceStatus, Moment, Population
from iopkit.model.group_session import Attendance, CheckIn, GroupSession
from iopkit.model.people import Client
from iopkit.store.store import Store

COLUMNS = {
    *("session", "group", "group_name", "program", "site", "starts_at", "session_minutes", "session_status"),
    *("client", "client_name", "status", "minutes", "mode", "reason", "populations"),
    *("episode", "track", "level_of_care", "admitted_on"),
}


def hold(
    store: Store, session: str, start: datetime, hours: float = 3, group: str = "a", **fields: object
) -> None:
    end = start + timedelta(hours=hours)
    with store.write() as w:
        w.add_sessions([GroupSession(id=session, group=group, starts_at=start, ends_at=end)])
        status = AttendanceStatus.PRESENT
        w.set_attendance(Attendance(session=session, client="heron", status=status, **fields))


def starts(frame: pd.DataFrame) -> list[str]:
    return [f"{moment:%Y-%m-%d %H:%M}" for moment in frame["starts_at"]]


def test_an_empty_store_gives_frames_with_their_columns(store: Store) -> None:
    with store.read() as r:
        attendance, episodes, check_ins = r.attendance_frame(), r.episodes_frame(), r.check_ins_frame()
    assert set(attendance.columns) == COLUMNS
    assert (len(attendance), len(episodes), len(check_ins)) == (0, 0, 0)
    assert str(attendance["starts_at"].dtype).startswith("datetime64")
    assert str(episodes["discharged_on"].dtype).startswith("datetime64")


def test_a_row_holds_a_client_at_a_session(clinic: Store) -> None:
    hold(clinic, "x", datetime(2026, 1, 6, 14, tzinfo=UTC), minutes=170, reason="bus")
    with clinic.read() as r:
        (row,) = r.attendance_frame().to_dict("records")
    assert row["starts_at"] == pd.Timestamp(2026, 1, 6, 9)
    known = {name: row[name] for name in ("session", "group_name", "program", "client_name", "status")}
    assert known == {
        "session": "x",
        "group_name": "Morning A",
        "program": "day",
        "client_name": "Heron M.",
        "status": "present",
    }
    assert (row["minutes"], row["session_minutes"], row["reason"]) == (170.0, 180, "bus")
    assert pd.isna(row["episode"])


def test_minutes_that_nobody_gave_are_missing_and_a_nameless_client_shows_the_id(clinic: Store) -> None:
    with clinic.write() as w:
        w.set_attendance(Attendance(session="s1", client="otter", status=AttendanceStatus.UNMARKED))
    with clinic.read() as r:
        frame = r.attendance_frame()
    assert frame["minutes"].dtype == "float64"
    assert frame["minutes"].isna().all()
    assert list(frame["client_name"]) == ["otter"]


def test_local_times_follow_daylight_saving(clinic: Store) -> None:
    hold(clinic, "before", datetime(2026, 3, 6, 14, tzinfo=UTC))
    hold(clinic, "after", datetime(2026, 3, 9, 13, tzinfo=UTC))
    with clinic.read() as r:
        assert starts(r.attendance_frame()) == ["2026-03-06 09:00", "2026-03-09 09:00"]


@pytest.mark.parametrize("start", [datetime(2026, 3, 8, 6, tzinfo=UTC), datetime(2026, 11, 1, 5, tzinfo=UTC)])
def test_a_session_is_as_long_as_it_was_on_the_night_the_clock_jumps(clinic: Store, start: datetime) -> None:
    hold(clinic, "night", start, hours=2.5)  # begins at 01:00 local
    with clinic.read() as r:
        frame = r.attendance_frame()
    assert starts(frame)[0].endswith("01:00")
    assert list(frame["session_minutes"]) == [150]


def test_each_programs_sessions_are_in_its_own_time(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_programs([Program(id="tokyo", name="Tokyo IOP", time_zone="Asia/Tokyo")])
        w.add_groups([Group(id="t", name="Tokyo T", program="tokyo"), Group(id="n", name="No program")])
        w.set_setting("time_zone", "Europe/London")
    for group in ("a", "t", "n"):
        hold(clinic, group, datetime(2026, 1, 6, 20, tzinfo=UTC), group=group)
    with clinic.read() as r:
        frame = r.attendance_frame()
    assert dict(zip(frame["session"], starts(frame), strict=True)) == {
        "a": "2026-01-06 15:00",
        "t": "2026-01-07 05:00",
        "n": "2026-01-06 20:00",
    }


def test_days_are_local_and_both_ends_are_included(clinic: Store) -> None:
    hold(clinic, "late-5th", datetime(2026, 1, 6, 2, tzinfo=UTC))  # 21:00 on the 5th in New York
    hold(clinic, "6th", datetime(2026, 1, 6, 14, tzinfo=UTC))
    hold(clinic, "late-7th", datetime(2026, 1, 8, 4, tzinfo=UTC))  # 23:00 on the 7th
    hold(clinic, "8th", datetime(2026, 1, 8, 14, tzinfo=UTC))
    with clinic.read() as r:
        frame = r.attendance_frame(since=date(2026, 1, 6), until=date(2026, 1, 7))
    assert list(frame["session"]) == ["6th", "late-7th"]


def test_a_program_or_a_group_can_be_asked_for_alone(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_groups([Group(id="b", name="Evening B", program="day"), Group(id="n", name="No program")])
    for group in ("a", "b", "n"):
        hold(clinic, group, datetime(2026, 1, 6, 20, tzinfo=UTC), group=group)
    with clinic.read() as r:
        assert set(r.attendance_frame(program="day")["session"]) == {"a", "b"}
        assert set(r.attendance_frame(group="n")["session"]) == {"n"}


def test_beside_each_row_stands_the_episode_in_force_that_day(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_episodes(
            [
                Episode(
                    id="e1", client="heron", admitted_on=date(2026, 1, 2), discharged_on=date(2026, 1, 10)
                ),
                Episode(id="e2", client="heron", track="opioids", admitted_on=date(2026, 1, 20)),
                Episode(id="e3", client="heron", level_of_care="2.5", admitted_on=date(2026, 1, 25)),
                Episode(id="e4", client="otter", admitted_on=date(2026, 1, 1)),
            ]
        )
    for day in (1, 2, 10, 11, 20, 25, 30):
        hold(clinic, f"d{day}", datetime(2026, 1, day, 14, tzinfo=UTC))
    with clinic.read() as r:
        frame = r.attendance_frame().set_index("session")
    in_force = frame["episode"].dropna().to_dict()
    assert in_force == {"d2": "e1", "d10": "e1", "d20": "e2", "d25": "e3", "d30": "e3"}
    assert frame.loc["d20", "track"] == "opioids"
    assert frame.loc["d25", "admitted_on"] == pd.Timestamp(2026, 1, 25)
    assert len(frame) == 7


def test_episodes_of_a_group_are_those_during_which_the_client_was_a_member(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_clients([Client(id="bear", populations=(Population.ADULT, Population.JUSTICE))])
        w.add_memberships(
            [Membership(group="a", client="bear", joined_on=date(2026, 2, 1), left_on=date(2026, 2, 9))]
        )
        spans = {"gone": (1, 31), "ends": (1, 32), "during": (33, 35), "from": (40, 50), "after": (41, 60)}
        w.add_episodes(
            [
                Episode(
                    id=name,
                    client="bear",
                    program="day",
                    admitted_on=date(2026, 1, 1) + timedelta(days=first - 1),
                    discharged_on=date(2026, 1, 1) + timedelta(days=last - 1),
                )
                for name, (first, last) in spans.items()
            ]
        )
    with clinic.read() as r:
        assert set(r.episodes_frame(group="a")["episode"]) == {"ends", "during", "from"}
        assert len(r.episodes_frame(program="day")) == 5
        assert set(r.episodes_frame()["populations"]) == {"adult;justice"}


def test_check_ins_come_with_their_sessions_local_start(clinic: Store) -> None:
    with clinic.write() as w:
        w.set_check_in(CheckIn(session="s1", client="heron", moment=Moment.START, craving=7))
    with clinic.read() as r:
        frame = r.check_ins_frame(group="a", since=date(2026, 1, 5))
        assert r.check_ins_frame(until=date(2026, 1, 4)).empty
    assert starts(frame) == ["2026-01-05 09:00"]
    assert (list(frame["craving"]), frame["mood"].isna().all()) == ([7.0], True)
