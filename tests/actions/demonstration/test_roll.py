from datetime import date

import pandas as pd
import pytest

from iopkit.metrics.attendance import marked
from iopkit.metrics.missed import missed_last_two
from iopkit.store.store import Store


@pytest.fixture(scope="module")
def roll(large_clinic: Store) -> pd.DataFrame:
    with large_clinic.read() as r:
        return r.attendance_frame()


def test_nobody_is_on_a_roll_outside_their_membership(clinic: Store) -> None:
    with clinic.read() as r:
        rows = r.attendance_frame()
        members = pd.DataFrame([one.model_dump() for one in r.list_memberships()])
    rows = rows.merge(members, on=["group", "client"])
    day = rows["starts_at"].dt.normalize()
    left = pd.to_datetime(rows["left_on"])
    inside = (pd.to_datetime(rows["joined_on"]) <= day) & (left.isna() | (day <= left))
    assert inside.groupby([rows["session"], rows["client"]]).sum().eq(1).all()


def test_every_member_is_on_the_roll_of_every_session_held(clinic: Store, today: date) -> None:
    with clinic.read() as r:
        rows = r.attendance_frame(until=today)
        last = rows[rows["group"] == "morning-a"].sort_values("starts_at")[["session", "starts_at"]].iloc[-1]
        members = r.list_members("morning-a", last["starts_at"].date())
    on_roll = set(rows.loc[rows["session"] == last["session"], "client"])
    assert on_roll == {client.id for client in members}


def test_only_sessions_held_have_a_roll(roll: pd.DataFrame, today: date) -> None:
    assert set(roll["session_status"]) == {"held"}
    assert (roll["starts_at"] < pd.Timestamp(today)).all()


def test_three_in_four_visits_or_a_few_more_are_kept(roll: pd.DataFrame) -> None:
    assert 0.74 < marked(roll)["came"].mean() < 0.82


def test_the_default_clinic_is_no_exception(clinic: Store) -> None:
    with clinic.read() as r:
        assert 0.72 < marked(r.attendance_frame())["came"].mean() < 0.84


def test_minutes_stay_inside_the_session(roll: pd.DataFrame) -> None:
    minutes = roll.groupby("status")["minutes"].agg(["min", "max"])
    assert minutes.loc["present"].tolist() == [180, 180]
    assert minutes.loc["late"].between(120, 175).all()
    assert minutes.loc["left_early"].between(60, 170).all()
    assert (roll["minutes"].dropna() <= roll["session_minutes"][roll["minutes"].notna()]).all()


def test_who_did_not_come_has_neither_minutes_nor_mode(roll: pd.DataFrame) -> None:
    away = roll[roll["status"].isin(["excused", "absent", "unmarked"])]
    assert away["minutes"].isna().all()
    assert away["mode"].isna().all()
    assert roll.drop(away.index)["mode"].notna().all()


def test_an_excuse_has_a_reason_and_an_absence_seldom(roll: pd.DataFrame) -> None:
    excused = roll.loc[roll["status"] == "excused", "reason"]
    assert set(excused) == {"court", "work", "child care", "illness", "appointment"}
    assert 0.1 < roll.loc[roll["status"] == "absent", "reason"].notna().mean() < 0.4
    assert roll.loc[roll["status"] == "present", "reason"].isna().all()


def test_few_visits_are_left_unmarked(roll: pd.DataFrame) -> None:
    assert 0 < (roll["status"] == "unmarked").mean() < 0.02


def test_the_virtual_program_is_all_virtual_and_the_others_hardly(roll: pd.DataFrame) -> None:
    virtual = (
        roll[roll["mode"].notna()].groupby("program")["mode"].apply(lambda modes: (modes == "virtual").mean())
    )
    assert virtual["Virtual IOP"] == 1
    assert 0 < virtual["Day IOP"] < 0.1
    assert 0 < virtual["Evening IOP"] < 0.1


def test_who_drops_out_has_stayed_away_before(large_clinic: Store, roll: pd.DataFrame) -> None:
    with large_clinic.read() as r:
        episodes = r.episodes_frame()[["episode", "discharge_reason"]]
    visits = marked(roll).sort_values("starts_at").groupby("episode").filter(lambda rows: len(rows) >= 4)
    last = visits.groupby("episode").tail(2).groupby("episode")["came"].sum().rename("kept").reset_index()
    missed = (last.merge(episodes)).groupby("discharge_reason")["kept"].apply(lambda kept: (kept == 0).mean())
    assert missed["left"] > 0.9
    assert missed["terminated"] > 0.9
    assert missed["completed"] < 0.2


def test_somebody_is_to_be_called_today_but_not_everybody(clinic: Store, today: date) -> None:
    with clinic.read() as r:
        calls = missed_last_two(r.attendance_frame(), r.episodes_frame(), today)
    assert 1 <= len(calls) <= 20
