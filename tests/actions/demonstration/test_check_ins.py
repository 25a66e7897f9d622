import pandas as pd
import pytest

from iopkit.store.store import Store

CAME = ["present", "late", "left_early"]


@pytest.fixture(scope="module")
def check_ins(large_clinic: Store) -> pd.DataFrame:
    """Check-ins beside what the roll says of the same visit, and days since admission and to discharge."""
    with large_clinic.read() as r:
        taken, roll = r.check_ins_frame(), r.attendance_frame()
        ends = r.episodes_frame()[["episode", "discharged_on", "discharge_reason"]]
    beside = roll[["session", "client", "status", "episode", "admitted_on"]]
    rows = taken.merge(beside, on=["session", "client"], how="left").merge(ends, on="episode")
    day = rows["starts_at"].dt.normalize()
    return rows.assign(day=(day - rows["admitted_on"]).dt.days, to_go=(rows["discharged_on"] - day).dt.days)


def test_only_those_who_came_checked_in_and_nearly_all_did(
    check_ins: pd.DataFrame, large_clinic: Store
) -> None:
    with large_clinic.read() as r:
        came = r.attendance_frame()["status"].isin(CAME).sum()
    assert check_ins["status"].isin(CAME).all()
    assert 0.93 < len(check_ins) / came < 0.99


def test_they_are_taken_at_the_start_on_scales_from_0_to_10(check_ins: pd.DataFrame) -> None:
    assert set(check_ins["moment"]) == {"start"}
    assert check_ins[["mood", "craving"]].stack().between(0, 10).all()
    assert set(check_ins["used"]) == {"no", "yes", "declined"}


def test_craving_falls_and_mood_lifts_with_time(check_ins: pd.DataFrame) -> None:
    early, late = check_ins[check_ins["day"] < 14], check_ins[check_ins["day"] > 60]
    assert early["craving"].mean() - late["craving"].mean() > 1.5
    assert late["mood"].mean() - early["mood"].mean() > 0.5


def test_use_is_told_more_often_before_somebody_leaves(check_ins: pd.DataFrame) -> None:
    near = check_ins[check_ins["to_go"].between(8, 20)]
    used = (near["used"] == "yes").groupby(near["discharge_reason"]).mean()
    assert used["left"] > 1.5 * used["completed"]


def test_participation_has_levels_0_to_4_for_those_who_came(clinic: Store) -> None:
    with clinic.read() as r:
        roll = r.attendance_frame()
        came = set(
            roll.loc[roll["status"].isin(CAME), ["session", "client"]].itertuples(index=False, name=None)
        )
        rated = [one for session in roll["session"].unique() for one in r.list_participation(session)]
    assert {one.level for one in rated} == {0, 1, 2, 3, 4}
    assert {(one.session, one.client) for one in rated} <= came
    assert 0.85 < len(rated) / len(came) < 0.95
