from datetime import date

import pytest

from iopkit.errors import NotAllowed
from iopkit.store.store import Store
from iopkit.ui.pages.engagement import EngagementPage, EngagementState


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
