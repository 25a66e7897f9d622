from datetime import UTC, date, datetime, timedelta

import pytest

from iopkit.errors import NotAllowed
from iopkit.model.account import Account
from iopkit.model.care import Episode, Group, Membership
from iopkit.model.group_session import GroupSession
from iopkit.model.people import Client
from iopkit.store.opening import memory_store
from iopkit.store.store import Store
from iopkit.ui.pages.engagement import EngagementPage, EngagementState
from tests.bench import histories


def _attended(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_attendance(
            [
                {"session_id": "today", "client_id": "heron", "status": "present", "minutes": 180},
                {"session_id": "today", "client_id": "otter", "status": "absent"},
            ]
        )


def test_an_empty_clinic_says_so_in_every_chart(clinic: Store) -> None:
    state = EngagementState(clinic)
    assert all(state.charts[name].summary for name in state.charts)
    assert state.charts["attendance"].summary.startswith("Nothing to show yet")
    assert state.missed == []


def test_what_was_just_stored_is_there_on_reading_again(clinic: Store) -> None:
    state = EngagementState(clinic)
    _attended(clinic)
    state.refresh()
    assert "1 of 2" in state.charts["attendance"].summary or "50 %" in state.charts["attendance"].summary


def test_the_tag_says_when_the_data_are_a_demonstration(clinic: Store) -> None:
    assert EngagementState(clinic).tag == ""
    with clinic.write() as w:
        w.set_setting("demonstration", "yes")
    assert EngagementState(clinic).tag == "Demonstration data"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("since", "yesterday"),
        ("since", "2030-01-01"),
        ("program", "nowhere"),
        ("by", "shoe size"),
        ("colour", "blue"),
    ],
)
def test_a_filter_that_cannot_be_is_refused_and_nothing_changes(clinic: Store, name: str, value: str) -> None:
    state = EngagementState(clinic)
    before = dict(state.filters)
    with pytest.raises(NotAllowed):
        state.filter(name, value)
    assert state.filters == before


def test_the_address_carries_the_filters_and_a_wrong_one_is_said(clinic: Store) -> None:
    state = EngagementState(clinic, {"group": "a", "by": "track"})
    assert (state.filters["group"], state.filters["by"]) == ("a", "track")
    assert "group=a" in state.query
    assert EngagementState(clinic, {"group": "zz"}).notice != ""


def test_an_admission_quarter_bounds_the_cohort(clinic: Store) -> None:
    state = EngagementState(clinic)
    state.filter("cohort", "2026 Q4")
    assert state.charts["retention"].n.startswith("3 episodes")
    state.filter("cohort", "2025 Q1")
    assert state.charts["retention"].n.startswith("0 episodes")


def test_the_page_sends_a_chart_once_for_each_change(clinic: Store) -> None:
    _attended(clinic)
    page = EngagementPage(EngagementState(clinic))
    page.filters.press("filter", name="by", value="program")
    assert page.state.filters["by"] == "program"
    assert all(card.arrangement for card in page.charts.values())
    page.filters.press("filter", name="until", value="nonsense")
    assert page.header.notice.startswith("'nonsense' is no date")
    assert date.fromisoformat(page.state.filters["until"]) == date(2026, 11, 23)


def test_a_facilitator_sees_the_sums_of_their_own_groups_alone(clinic: Store) -> None:
    with clinic.write() as w:
        w.add_groups([Group(id="b", name="Evening B", program="day")])
        w.add_clients([Client(id="lynx", name="Lynx K.")])
        w.add_memberships([Membership(group="b", client="lynx", joined_on=date(2025, 3, 1))])
        lefts = {
            "admitted_on": date(2025, 3, 1),
            "discharged_on": date(2026, 11, 20),
            "discharge_reason": "left",
        }
        w.add_episodes([Episode(id="e-lynx", client="lynx", program="day", **lefts)])
        start = datetime(2026, 11, 18, 14, tzinfo=UTC)
        w.add_sessions(
            [GroupSession(id="theirs", group="b", starts_at=start, ends_at=start + timedelta(hours=1))]
        )
        w.add_attendance([{"session_id": "theirs", "client_id": "lynx", "status": "absent", "reason": "bus"}])
    everybody = EngagementState(clinic)
    with clinic.write() as w:
        w.add_account(Account(staff="rowan"))
    own = EngagementState(clinic, staff="rowan")
    assert everybody.charts["retention"].n == "4 episodes, 1 left"
    assert everybody.charts["ends"].n == "1 episode that ended"
    assert everybody.charts["absences"].n == "1 missed visit"
    assert own.charts["retention"].n == "3 episodes, 0 left"
    assert own.charts["ends"].n == "0 episodes"
    assert own.charts["absences"].n == "0 missed visits"
    choices = {one["name"]: [value for value, _ in one["options"] or []] for one in own.choices}
    assert choices["cohort"] == ["", "2026 Q4"]
    assert choices["group"] == ["", "a"]


@pytest.mark.parametrize("quarter", ["0000 Q1", "9999 Q4", "2026 Q5", "2026"])
def test_a_quarter_that_cannot_be_is_refused(clinic: Store, quarter: str) -> None:
    with pytest.raises(NotAllowed, match="is no quarter"):
        EngagementState(clinic).filter("cohort", quarter)


def test_a_longer_history_makes_opening_the_page_no_more_work_for_the_database() -> None:
    """Counted in steps of the database's own machine, which no other program's load can change."""
    steps = {}
    for visits in (11_000, 66_000):
        store = memory_store()
        store.clock = lambda: histories.NOW
        histories.fill(store, visits, "past")
        steps[visits] = _steps_to_open(store)
        store.close()
    assert steps[66_000] < 1.2 * steps[11_000]


def _steps_to_open(store: Store) -> int:
    counted = [0]

    def count() -> None:
        counted[0] += 1

    with store._engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(count, 100)
    EngagementState(store)
    driver.set_progress_handler(None, 0)
    return counted[0]
