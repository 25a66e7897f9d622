"""What the page shows of worksheets being filled, and of a session that ends."""

from collections.abc import Sequence
from typing import Any

from iopkit.documents import session_summary
from iopkit.documents.session_summary import SessionRecord
from iopkit.model.codes import AttendanceStatus
from iopkit.model.group_session import Response, Run
from iopkit.model.people import Client
from iopkit.ui.plan_parts import sheet_parts


def sheet(
    run: Run, responses: Sequence[Response], members: Sequence[Client], worksheet: str, client: str
) -> dict[str, Any]:
    """The open worksheet with its answers for one respondent; empty when none is open."""
    form = run.worksheet(worksheet) if worksheet else None
    if form is None:
        return {}
    given = [one for one in responses if one.worksheet == worksheet and (one.client or "") == client]
    return {
        "sheet": sheet_parts(form),
        "people": [{"id": "", "name": "The group"}, *({"id": m.id, "name": m.shown} for m in members)],
        "client": client,
        "answers": {one.item: one.value for one in given},
        "versions": {one.item: one.version for one in given},
    }


def summary(record: SessionRecord) -> dict[str, Any]:
    """Everything that the close of a session shows."""
    is_open = record.run.closed_at is None
    return {
        "title": "Ready to close?" if is_open else "Session closed",
        "line": session_summary.line(record),
        "warnings": _warnings(record) if is_open else [],
        "open": is_open,
        "people": [list(row) for row in session_summary.people(record)],
        "steps": [list(row) for row in session_summary.steps(record)],
        "sheets": [list(row) for row in session_summary.sheets(record)],
        "text": "" if is_open else session_summary.text(record),
    }


def _warnings(record: SessionRecord) -> list[str]:
    """What a facilitator would want to know before closing."""
    unmarked = [
        client.shown for client in record.members if record.mark(client).status is AttendanceStatus.UNMARKED
    ]
    reached = [row[1] for row in session_summary.steps(record)]
    warnings = []
    if unmarked:
        warnings.append(f"Not marked yet: {', '.join(unmarked)}. Who is not marked has no attendance today.")
    if missing := sum(outcome in ("not reached", "skipped") for outcome in reached):
        warnings.append(f"{missing} of {len(reached)} steps were not reached; they are kept as skipped.")
    return warnings
