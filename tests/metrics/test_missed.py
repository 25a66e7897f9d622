from datetime import date

import pytest

from iopkit.metrics.missed import missed_last_two

AS_OF = date(2026, 11, 20)


def visits(roll, *days, client="heron", **shared):
    """Visits of one client: ``("18", "absent")`` is 18 November."""
    name = {"heron": "Heron M.", "otter": "Otter B.", "wren": "Wren A."}[client]
    return [
        {
            "session": f"s{day}",
            "starts_at": f"2026-11-{day} 17:30",
            "status": status,
            "client": client,
            "client_name": name,
            **shared,
        }
        for day, status in days
    ]


def missed(roll, episodes, rows, *stays, as_of=AS_OF):
    return missed_last_two(roll(*rows), episodes(*(stays or [{}])), as_of)


def test_two_sessions_missed_in_a_row_are_told_with_their_days(roll, episodes):
    rows = visits(roll, ("16", "present"), ("18", "absent"), ("20", "excused"))
    rows[2]["reason"] = "child ill"
    (row,) = missed(roll, episodes, rows).to_dict("records")
    assert (row["client"], row["client_name"], row["group_name"]) == ("heron", "Heron M.", "Morning A")
    assert f"{row['first_status']} {row['first_on']:%a %d %b}" == "absent Wed 18 Nov"
    assert f"{row['second_status']} {row['second_on']:%a %d %b}" == "excused Fri 20 Nov"
    assert row["second_reason"] == "child ill"


@pytest.mark.parametrize("latest", ["present", "late", "left_early"])
def test_who_came_to_either_of_the_last_two_is_not_called(roll, episodes, latest):
    assert missed(roll, episodes, visits(roll, ("18", "absent"), ("20", latest))).empty
    assert missed(roll, episodes, visits(roll, ("18", latest), ("20", "absent"))).empty


def test_one_session_is_not_two(roll, episodes):
    assert missed(roll, episodes, visits(roll, ("20", "absent"))).empty


def test_unmarked_cancelled_and_later_sessions_are_passed_over(roll, episodes):
    rows = visits(roll, ("13", "absent"), ("16", "absent"), ("18", "unmarked"), ("23", "present"))
    rows += visits(roll, ("17", "present"), session_status="cancelled")
    (row,) = missed(roll, episodes, rows).to_dict("records")
    assert (row["first_on"].day, row["second_on"].day) == (13, 16)


def test_the_evening_of_the_as_of_day_counts(roll, episodes):
    rows = visits(roll, ("18", "absent"), ("20", "absent"))
    assert len(missed(roll, episodes, rows)) == 1
    assert missed(roll, episodes, rows, as_of=date(2026, 11, 19)).empty


@pytest.mark.parametrize(
    "stay",
    [
        {"discharged_on": "2026-11-20", "discharge_reason": "left"},
        {"admitted_on": "2026-11-21"},
        {"client": "otter"},
    ],
    ids=["discharged", "not admitted yet", "somebody else"],
)
def test_only_clients_in_treatment_are_called(roll, episodes, stay):
    assert missed(roll, episodes, visits(roll, ("16", "absent"), ("18", "absent")), stay).empty


def test_a_discharge_still_to_come_does_not_close_the_episode(roll, episodes):
    rows = visits(roll, ("16", "absent"), ("18", "absent"))
    assert len(missed(roll, episodes, rows, {"discharged_on": "2026-11-21"})) == 1


def test_absences_of_an_earlier_stay_are_not_held_against_a_new_one(roll, episodes):
    rows = visits(roll, ("09", "absent"), ("18", "absent"))
    earlier = {"admitted_on": "2026-10-01", "discharged_on": "2026-11-10", "discharge_reason": "left"}
    assert missed(roll, episodes, rows, earlier, {"admitted_on": "2026-11-16"}).empty


@pytest.mark.parametrize(
    ("admitted", "week"), [("2026-11-18", 1), ("2026-11-14", 1), ("2026-11-13", 2), ("2026-10-19", 5)]
)
def test_weeks_of_treatment_count_from_1(roll, episodes, admitted, week):
    rows = visits(roll, ("18", "absent"), ("20", "absent"))
    assert missed(roll, episodes, rows, {"admitted_on": admitted})["week"].to_list() == [week]


def test_absent_twice_comes_before_excused_and_then_by_name(roll, episodes):
    rows = [
        *visits(roll, ("18", "excused"), ("20", "excused"), client="heron"),
        *visits(roll, ("18", "absent"), ("20", "absent"), client="wren"),
        *visits(roll, ("18", "absent"), ("20", "absent"), client="otter"),
    ]
    stays = [{"client": client} for client in ("heron", "otter", "wren")]
    assert missed(roll, episodes, rows, *stays)["client"].to_list() == ["otter", "wren", "heron"]


def test_no_roll_gives_nobody_with_the_columns(roll, episodes):
    for nobody in (missed(roll, episodes, []), missed_last_two(roll(), episodes(), AS_OF)):
        assert nobody.empty
        assert list(nobody.columns) == [
            *["client", "client_name", "group_name", "week"],
            *["first_on", "first_status", "first_reason"],
            *["second_on", "second_status", "second_reason"],
        ]
        assert str(nobody["first_on"].dtype) == "datetime64[s]"
        assert str(nobody["week"].dtype) == "int64"
