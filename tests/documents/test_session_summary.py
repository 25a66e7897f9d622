"""One session made by hand, 09:00 to 10:00 in New York, and its summary word for word."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from iopkit.content.library import read_library
from iopkit.documents.session_summary import SessionRecord, line, people, sheets, steps, text
from iopkit.model.codes import AttendanceStatus, Mode, Moment, UseSince
from iopkit.model.group_session import (
    Attendance,
    CheckIn,
    GroupSession,
    Outcome,
    Participation,
    Response,
    Run,
    StepRun,
)
from iopkit.model.people import Client

SUMMARY = """\
Morning A: A walk
2026-01-05, 09:02 to 10:00 (America/New_York)
Plan mini-a-walk, version 1
Facilitator: Owl O.
3 of 6 members came. Of 3 steps 2 were done, 1 skipped, 1 ran over time.

Who came
- Heron M.: present; 58 min; start: mood 4, craving 8, use since last time no; end: mood 6; 3 of 4
- Otter B.: late, virtual; 30 min
- lynx-7: left early; 12 min
- Bear A.: excused (court date)
- Stoat C.: absent; start: craving 0
- Wren D.: not marked

Steps
- Why walk: done, 3 min over; 15 min; 18 min
- Break: skipped; 5 min
- Plan it: done; 15 min; 10 min

Worksheets
- My walk: the group, Heron M."""


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 1, 5, hour, minute, tzinfo=UTC)


def mark(client: str, status: AttendanceStatus, **fields: Any) -> tuple[str, Attendance]:
    return client, Attendance(session="s", client=client, status=status, **fields)


def ran(position: int, start: datetime, end: datetime | None, **fields: Any) -> StepRun:
    return StepRun(position=position, stretches=((start, end),), **fields)


def answer(client: str | None, item: str) -> Response:
    return Response(session="s", worksheet="mini-walk-plan", client=client, item=item, value="home")


@pytest.fixture(scope="module")
def run() -> Run:
    library = read_library(Path(__file__).parents[1] / "curricula" / "good")
    plan = library.get_plan("mini-a-walk")
    first = ran(0, at(14, 2), at(14, 20), extra_minutes=5, outcome=Outcome.DONE)
    skipped = StepRun(position=1, outcome=Outcome.SKIPPED)
    last = ran(2, at(14, 50), at(15, 0), outcome=Outcome.DONE)
    return Run(
        session="s",
        plan=plan,
        worksheets=library.worksheets(plan),
        step=2,
        started_at=at(14, 2),
        closed_at=at(15, 0),
        steps=(first, skipped, last),
    )


@pytest.fixture
def record(run: Run) -> SessionRecord:
    names = {"heron": "Heron M.", "otter": "Otter B.", "lynx-7": None, "bear": "Bear A.", "stoat": "Stoat C."}
    members = [Client(id=key, name=name) for key, name in {**names, "wren": "Wren D."}.items()]
    start = CheckIn(session="s", client="heron", moment=Moment.START, mood=4, craving=8, used=UseSince.NO)
    end = CheckIn(session="s", client="heron", moment=Moment.END, mood=6)
    calm = CheckIn(session="s", client="stoat", moment=Moment.START, craving=0)
    return SessionRecord(
        session=GroupSession(
            id="s",
            group="a",
            group_name="Morning A",
            time_zone="America/New_York",
            starts_at=at(14, 0),
            ends_at=at(15, 0),
        ),
        run=run,
        members=members,
        attendance=dict(
            [
                mark("heron", AttendanceStatus.PRESENT, mode=Mode.IN_PERSON),
                mark("otter", AttendanceStatus.LATE, arrived_at=at(14, 30), mode=Mode.VIRTUAL),
                mark("lynx-7", AttendanceStatus.LEFT_EARLY, left_at=at(14, 40), minutes=12),
                mark("bear", AttendanceStatus.EXCUSED, reason="court date"),
                mark("stoat", AttendanceStatus.ABSENT),
            ]
        ),
        check_ins={(one.client, one.moment): one for one in (start, end, calm)},
        participation={"heron": Participation(session="s", client="heron", level=3)},
        responses=[answer("heron", "where"), answer(None, "where"), answer("heron", "sure")],
        facilitator="Owl O.",
    )


def changed(record: SessionRecord, **fields: Any) -> SessionRecord:
    return SessionRecord(**{**vars(record), **fields})


def test_the_summary_of_a_session_is_word_for_word(record: SessionRecord) -> None:
    assert text(record) == SUMMARY


def test_minutes_written_by_hand_stand_over_those_worked_out(record: SessionRecord) -> None:
    minutes = {row[0]: row[2] for row in people(record)}
    assert (minutes["Otter B."], minutes["lynx-7"], minutes["Bear A."]) == ("30 min", "12 min", "")


def test_a_worksheet_that_nobody_filled_says_so(record: SessionRecord) -> None:
    assert sheets(changed(record, responses=[])) == [("My walk", "nobody")]


def test_before_the_close_steps_are_in_hand_or_not_reached(record: SessionRecord) -> None:
    fields = {"closed_at": None, "step": 0, "steps": (ran(0, at(14, 50), None),)}
    running = changed(record, run=record.run.model_copy(update=fields))
    assert [row[1] for row in steps(running)] == ["in hand", "not reached", "not reached"]
    assert line(running) == "3 of 6 members came. Of 3 steps 0 were done, 0 skipped, 0 ran over time."


def test_a_session_whose_facilitator_is_not_known_says_so(record: SessionRecord) -> None:
    assert "\nFacilitator: not said\n" in text(changed(record, facilitator=None))
