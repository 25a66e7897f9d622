"""What is typed into the roll, also on the nights on which the clocks of New York are changed."""

from datetime import UTC, datetime, timedelta

import pytest

from iopkit.errors import NotAllowed
from iopkit.model.codes import AttendanceStatus
from iopkit.model.group_session import GroupSession
from iopkit.ui.pages.run_group.typed import correction, said_in, word


def session(starts_at: datetime, hours: int = 3) -> GroupSession:
    ends_at = starts_at + timedelta(hours=hours)
    return GroupSession(id="s", group="a", time_zone="America/New_York", starts_at=starts_at, ends_at=ends_at)


MORNING = session(datetime(2026, 11, 23, 14, tzinfo=UTC))  # nine in the morning
LATE = session(datetime(2026, 11, 24, 3, tzinfo=UTC))  # ten in the evening of the 23rd
#: From half past midnight until half past two: from 2:00 EDT (6:00 UTC) the clocks go back to 1:00 EST.
AUTUMN = session(datetime(2026, 11, 1, 4, 30, tzinfo=UTC))
#: From half past one, the second time that it is so late.
AUTUMN_LATER = session(datetime(2026, 11, 1, 6, 30, tzinfo=UTC))
#: From one until five: from 2:00 EST (7:00 UTC) the clocks go on to 3:00 EDT.
SPRING = session(datetime(2026, 3, 8, 6, tzinfo=UTC))


@pytest.mark.parametrize(
    ("meets", "typed", "hour", "minute"),
    [
        (MORNING, "09:26", 14, 26),
        (LATE, "22:15", 3, 15),
        (LATE, "00:30", 5, 30),
        (AUTUMN, "00:45", 4, 45),
        (AUTUMN, "01:30", 5, 30),
        (AUTUMN, "02:10", 7, 10),
        (AUTUMN_LATER, "01:40", 6, 40),
        (AUTUMN_LATER, "01:10", 5, 10),
        (SPRING, "01:30", 6, 30),
        (SPRING, "03:05", 7, 5),
    ],
)
def test_a_time_of_day_is_the_moment_at_which_the_programs_clocks_show_it(
    meets: GroupSession, typed: str, hour: int, minute: int
) -> None:
    moment = correction(meets, "arrived", typed)["arrived_at"]
    assert (moment.utcoffset(), moment.hour, moment.minute) == (timedelta(), hour, minute)


def test_past_midnight_is_the_next_day() -> None:
    assert correction(LATE, "left", "00:30") == {"left_at": datetime(2026, 11, 24, 5, 30, tzinfo=UTC)}


def test_a_time_that_the_clocks_jump_over_is_refused() -> None:
    with pytest.raises(NotAllowed, match=r"^02:30 does not exist on that day: the clocks jump over it\."):
        correction(SPRING, "arrived", "02:30")


@pytest.mark.parametrize("typed", ["²", "12.5", "-3", "123456", "9" * 5000, "١٢"])
def test_minutes_are_a_whole_number(typed: str) -> None:
    with pytest.raises(NotAllowed, match="give a whole number such as 154"):
        correction(MORNING, "minutes", typed)


@pytest.mark.parametrize(("typed", "kept"), [("154", 154), (154, 154), ("", None), (None, None)])
def test_an_empty_field_is_nothing_and_a_number_a_number(typed: str | int | None, kept: int | None) -> None:
    assert correction(MORNING, "minutes", typed) == {"minutes": kept}


def test_a_word_that_the_roll_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(NotAllowed, match="'asleep' is none of present, late, left_early"):
        word(AttendanceStatus, "asleep")


@pytest.mark.parametrize(
    ("moment", "field", "value"), [("start", "mood", 11), ("noon", "mood", 3), ("end", "used", 1)]
)
def test_a_check_in_that_cannot_be_is_refused(moment: str, field: str, value: int) -> None:
    with pytest.raises(NotAllowed, match="Mood and craving are 0 to 10"):
        said_in("s", "heron", moment, field, value, 0)
