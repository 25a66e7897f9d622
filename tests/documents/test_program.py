"""A program's hours, calendar and binder, each read back as its reader would."""

import io
import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from iopkit.content.library import Library, read_library
from iopkit.content.outline import curriculum_outline
from iopkit.documents.binder import binder_pdf, session_pdf, worksheets_pdf
from iopkit.documents.calendar_file import calendar_file
from iopkit.documents.program_hours import program_hours
from iopkit.errors import NotAllowed
from iopkit.model.program import Outline

CURRICULA = Path(__file__).parents[2] / "curricula"
EMPTY = Outline(id="empty", title="Empty")


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(CURRICULA).require()


@pytest.fixture(scope="module")
def core(library: Library) -> Outline:
    return curriculum_outline(library, "core")


@pytest.fixture
def week(core: Outline) -> Outline:
    """The first week of the core."""
    return Outline(id="week", title="One week", days=core.days[:3])


def _pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def _calendar(outline: Outline, library: Library, **given: object) -> list[dict[str, object]]:
    asked = {
        "first_week": date(2026, 10, 28),
        "weekdays": [0, 2, 4],
        "at": time(9),
        "zone": "America/New_York",
    }
    written = calendar_file(outline, library, **{**asked, **given})  # type: ignore[arg-type]
    return [
        {name: event.decoded(name) for name in ("uid", "dtstart", "dtend", "summary", "description")}
        for event in Calendar.from_ical(written).walk("VEVENT")
    ]


def test_the_core_has_at_least_nine_counted_hours_in_each_of_its_weeks(
    library: Library, core: Outline
) -> None:
    hours = program_hours(core, library, library.rules["asam-4-level-2-1"])
    assert hours["says"] == []
    assert hours["meets"] is True
    assert [week["week"] for week in hours["weeks"]] == list(range(1, core.weeks + 1))
    assert all(day["counted_minutes"] >= 180 for week in hours["weeks"] for day in week["days"])


def test_hours_can_be_written_as_json(library: Library, week: Outline) -> None:
    hours = program_hours(week, library, library.rules["s9480"])
    assert json.loads(json.dumps(hours)) == hours


def test_what_is_missed_is_said_with_its_minutes(library: Library, week: Outline) -> None:
    two = week.without(1, 3, 0)
    says = program_hours(two, library, library.rules["asam-4-level-2-1"])["says"]
    assert says == ["Week 1 has 6 counted hours and is 180 minutes short of 9."]


def test_a_plan_that_the_library_has_no_more_is_not_counted(library: Library) -> None:
    hours = program_hours(EMPTY.with_plan("gone-for-good", 1, 1), library, library.rules["s9480"])
    assert (hours["plans"], hours["counted_minutes"], hours["meets"]) == (0, 0, False)


def test_events_stay_at_nine_when_the_clocks_change(library: Library, core: Outline) -> None:
    two = Outline(id="two", title="Two weeks", days=core.days[:6])
    events = _calendar(two, library)
    starts = [event["dtstart"] for event in events]
    assert [one.strftime("%Y-%m-%d %H:%M") for one in starts] == [
        f"{day} 09:00"
        for day in ("2026-10-26", "2026-10-28", "2026-10-30", "2026-11-02", "2026-11-04", "2026-11-06")
    ]
    assert {one.astimezone(UTC).hour for one in starts[:3]} == {13}
    assert {one.astimezone(UTC).hour for one in starts[3:]} == {14}


def test_events_last_as_long_as_their_plans_with_breaks(library: Library, week: Outline) -> None:
    for event, (_, plan_id) in zip(_calendar(week, library), week.plans(), strict=True):
        plan = library.plans[plan_id]
        assert (event["dtend"] - event["dtstart"]).total_seconds() == plan.minutes * 60
        assert event["summary"] == plan.title


def test_plans_of_one_day_follow_one_another(library: Library) -> None:
    first, second = "core-01-how-cravings-work", "core-02-mapping-triggers"
    events = _calendar(EMPTY.with_plan(first, 1, 1).with_plan(second, 1, 1), library)
    assert events[1]["dtstart"] == events[0]["dtend"]


def test_an_event_keeps_its_id_when_it_is_exported_again(library: Library, week: Outline) -> None:
    ids = [event["uid"] for event in _calendar(week, library)]
    assert len(set(ids)) == 3
    assert ids == [event["uid"] for event in _calendar(week, library, at=time(18))]


@pytest.mark.parametrize(
    ("weekdays", "says"),
    [
        ([0, 2], "2 weekdays are given. Give 3"),
        ([0, 0, 2], "different weekdays"),
        ([4, 2, 0], "in the order"),
    ],
)
def test_weekdays_that_do_not_do_are_told(
    library: Library, week: Outline, weekdays: list[int], says: str
) -> None:
    with pytest.raises(NotAllowed, match=says):
        _calendar(week, library, weekdays=weekdays)


def test_an_empty_program_is_neither_printed_nor_put_into_a_calendar(library: Library) -> None:
    with pytest.raises(NotAllowed, match="nothing to print"):
        binder_pdf(EMPTY, library)
    with pytest.raises(NotAllowed, match="nothing to put into a calendar"):
        _calendar(EMPTY, library)


def test_the_binder_has_every_step_sheet_and_work_of_its_week(library: Library, week: Outline) -> None:
    text = " ".join(" ".join(_pages(binder_pdf(week, library, [library.rules["s9480"]]))).split())
    assert "One week" in text
    for _, plan_id in week.plans():
        plan = library.plans[plan_id]
        assert plan.title in text
        assert plan.id in text
        for step in plan.steps:
            assert step.title in text
        for sheet in library.worksheets(plan):
            assert sheet.title in text
    assert f"{datetime.now(tz=UTC):%Y}" not in text.split("One week")[0]  # nothing dates it


def test_the_binder_holds_its_hours_against_every_rule(library: Library, week: Outline) -> None:
    short = week.with_day(1, 3, [])
    rules = [library.rules["asam-4-level-2-1"], library.rules["h0015"]]
    text = " ".join(" ".join(_pages(binder_pdf(short, library, rules))).split())
    for one in rules:
        assert one.title in text
    assert "Short by 1 Short by 2" in text
    assert "180 minutes short of 9" in text
    assert "Week 1 has 2 days long enough to count and needs 3." in text


def test_a_plan_on_two_days_is_printed_once(library: Library, week: Outline) -> None:
    again = week.with_plan("core-01-how-cravings-work", 2, 1)
    assert abs(len(_pages(binder_pdf(again, library))) - len(_pages(binder_pdf(week, library)))) <= 1


def test_paper_is_as_wide_as_asked(library: Library, week: Outline) -> None:
    plan = library.plans["core-01-how-cravings-work"]
    widths = {}
    for paper in ("letter", "a4"):
        reader = PdfReader(io.BytesIO(worksheets_pdf(plan, library, paper)))
        widths[paper] = round(float(reader.pages[0].mediabox.width))
    assert widths == {"letter": 612, "a4": 595}


def test_a_session_is_printed_with_its_worksheets(library: Library) -> None:
    plan = library.plans["core-13-when-someone-stops-breathing"]
    text = " ".join(" ".join(_pages(session_pdf(plan, library))).split())
    for title in (*(step.title for step in plan.steps), *(one.title for one in library.worksheets(plan))):
        assert title in text


def test_every_worksheet_of_the_library_is_exactly_one_page_on_both_papers(library: Library) -> None:
    longer = {}
    for plan in library.plans.values():
        sheets = library.worksheets(plan)
        for paper in ("letter", "a4"):
            pages = len(_pages(worksheets_pdf(plan, library, paper)))
            if pages != len(sheets):
                longer[plan.id, paper] = (pages, len(sheets))
    assert longer == {}


def test_a_plan_without_worksheets_prints_none(library: Library) -> None:
    plan = library.plans["core-01-how-cravings-work"]
    bare = plan.model_copy(
        update={
            "head": plan.head.model_copy(update={"worksheets": ()}),
            "steps": tuple(step.model_copy(update={"worksheet": None}) for step in plan.steps),
        }
    )
    with pytest.raises(NotAllowed, match="no worksheet"):
        worksheets_pdf(bare, library)
