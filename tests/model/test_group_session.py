from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from iopkit.model.group_session import Attendance, GroupSession, Run
from iopkit.model.people import Client
from iopkit.model.plan import Plan


def evening(zone: str) -> GroupSession:
    starts, ends = datetime(2026, 1, 6, 2, tzinfo=UTC), datetime(2026, 1, 6, 5, tzinfo=UTC)
    return GroupSession(id="s", group="a", time_zone=zone, starts_at=starts, ends_at=ends)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", date(2026, 1, 6)), ("America/Los_Angeles", date(2026, 1, 5)), ("Asia/Tokyo", date(2026, 1, 6))],
)
def test_the_day_of_a_session_is_the_programs_own(zone: str, day: date) -> None:
    assert evening(zone).local_day == day


def test_moments_are_shown_by_the_programs_clocks() -> None:
    session = evening("America/Los_Angeles")
    assert f"{session.local(session.starts_at):%H:%M}" == "18:00"
    assert session.minutes == 180


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError):
        Attendance(session="s", client="heron", arrived_at=datetime(2026, 1, 5, 9))


def test_a_worksheet_that_the_session_does_not_have_is_none(plan: Plan) -> None:
    run = Run(session="s", plan=plan, step=0, started_at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    assert run.worksheet("my-walk") is None


def test_a_client_without_a_name_is_shown_by_the_id() -> None:
    assert [one.shown for one in (Client(id="c1"), Client(id="c1", name="Heron M."))] == ["c1", "Heron M."]
