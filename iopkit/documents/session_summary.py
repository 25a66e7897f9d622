"""What a session came to: tables of texts for a page, and one plain text to keep.

It names everyone who came. That makes it the group's own record: it must not be
copied into one client's chart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from iopkit.model.codes import AttendanceStatus, Moment
from iopkit.model.group_session import (
    Attendance,
    CheckIn,
    GroupSession,
    Outcome,
    Participation,
    Response,
    Run,
)
from iopkit.model.people import Client
from iopkit.model.timing import counted_minutes, length_of, step_run

Row = tuple[str, ...]

_WORDS = {
    AttendanceStatus.PRESENT: "present",
    AttendanceStatus.LATE: "late",
    AttendanceStatus.LEFT_EARLY: "left early",
    AttendanceStatus.EXCUSED: "excused",
    AttendanceStatus.ABSENT: "absent",
    AttendanceStatus.UNMARKED: "not marked",
}


@dataclass(frozen=True)
class SessionRecord:
    """All that the store says of one session."""

    session: GroupSession
    run: Run
    members: Sequence[Client]
    attendance: Mapping[str, Attendance]
    check_ins: Mapping[tuple[str, Moment], CheckIn]
    participation: Mapping[str, Participation]
    responses: Sequence[Response]
    facilitator: str | None = None

    def mark(self, client: Client) -> Attendance:
        """What the roll says of a client."""
        return self.attendance.get(client.id, Attendance(session=self.session.id, client=client.id))


def people(record: SessionRecord) -> list[Row]:
    """Client, attendance, minutes, check-in, participation: one row a member."""
    return [_person(record, client) for client in record.members]


def _person(record: SessionRecord, client: Client) -> Row:
    mark = record.mark(client)
    word = _WORDS[mark.status] + (f" ({mark.reason})" if mark.reason else "")
    level = record.participation.get(client.id)
    return (
        client.shown,
        f"{word}, virtual" if mark.mode == "virtual" and mark.status.came else word,
        _minutes(record, mark),
        _check_in(record, client),
        f"{level.level} of 4" if level else "",
    )


def _minutes(record: SessionRecord, mark: Attendance) -> str:
    if not mark.status.came:
        return ""
    end = record.run.closed_at or record.session.ends_at
    counted = counted_minutes(record.session, record.run, mark, end)
    return f"{counted if mark.minutes is None else mark.minutes} min"


def _check_in(record: SessionRecord, client: Client) -> str:
    parts = []
    for moment in Moment:
        taken = record.check_ins.get((client.id, moment))
        if taken is None:
            continue
        said = [("mood", taken.mood), ("craving", taken.craving), ("use since last time", taken.used)]
        words = [f"{name} {value}" for name, value in said if value is not None]
        parts.append(f"{moment.value}: {', '.join(words)}")
    return "; ".join(parts)


def steps(record: SessionRecord) -> list[Row]:
    """Step, outcome, planned and real minutes: one row a step."""
    return [_step(record, position) for position in range(len(record.run.plan.steps))]


def _step(record: SessionRecord, position: int) -> Row:
    run, end = record.run, record.run.closed_at or record.session.ends_at
    step, ran = run.plan.steps[position], step_run(run, position)
    if ran.outcome is Outcome.SKIPPED or not ran.stretches:
        return (
            step.title,
            "skipped" if run.closed_at or ran.outcome else "not reached",
            f"{step.minutes} min",
            "",
        )
    took, planned = ran.seconds(end) / 60, length_of(run, position).total_seconds() / 60
    over = round(took - planned)
    outcome = "done" if ran.outcome else "in hand"
    word = f"{outcome}, {over} min over" if over > 0 else outcome
    return step.title, word, f"{round(planned)} min", f"{round(took)} min"


def sheets(record: SessionRecord) -> list[Row]:
    """Worksheet and who filled it: one row a worksheet of the plan."""
    rows: list[Row] = []
    for sheet in record.run.worksheets:
        filled = {one.client for one in record.responses if one.worksheet == sheet.id}
        names = [client.shown for client in record.members if client.id in filled]
        rows.append((sheet.title, ", ".join(["the group"] * (None in filled) + names) or "nobody"))
    return rows


def line(record: SessionRecord) -> str:
    """The session in one sentence."""
    came = sum(record.mark(client).status.came for client in record.members)
    outcomes = [row[1] for row in steps(record)]
    done = sum(outcome.startswith("done") for outcome in outcomes)
    skipped = outcomes.count("skipped")
    over = sum("over" in outcome for outcome in outcomes)
    return (
        f"{came} of {len(record.members)} members came. "
        f"Of {len(outcomes)} steps {done} were done, {skipped} skipped, {over} ran over time."
    )


def text(record: SessionRecord) -> str:
    """The whole summary as plain text, one fact a line."""
    session, run = record.session, record.run
    start, end = session.local(run.started_at), session.local(run.closed_at or session.ends_at)
    head = [
        f"{session.group_name}: {run.plan.title}",
        f"{start:%Y-%m-%d}, {start:%H:%M} to {end:%H:%M} ({session.time_zone})",
        f"Plan {run.plan.id}, version {run.plan.head.version}",
        f"Facilitator: {record.facilitator or 'not said'}",
        line(record),
    ]
    blocks = [head]
    blocks.append(["Who came", *(_joined(row) for row in people(record))])
    blocks.append(["Steps", *(_joined(row) for row in steps(record))])
    blocks.append(["Worksheets", *(_joined(row) for row in sheets(record))])
    return "\n\n".join("\n".join(block) for block in blocks)


def _joined(row: Row) -> str:
    return f"- {row[0]}: {'; '.join(cell for cell in row[1:] if cell)}"
