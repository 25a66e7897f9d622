"""The clinic that every peer's page looks at, read from the bench's files, and what is shown of it.

The figures are iopkit's own: what differs between the pages is how each framework brings them to a browser.
"""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from iopkit.charts.attendance import attendance_chart
from iopkit.charts.chart import Chart
from iopkit.charts.hours import hours_chart
from iopkit.charts.reasons import absences_chart, ends_chart
from iopkit.charts.retention import retention_chart
from iopkit.charts.roll import who_came_chart
from iopkit.metrics.missed import missed_last_two

FOLDER = Path(os.environ["IOPKIT_BENCH_CLINIC"])
SINCE, UNTIL = (date.fromisoformat(os.environ[f"IOPKIT_BENCH_{name}"]) for name in ("SINCE", "UNTIL"))
BY = {"nothing": None, "program": "program", "track": "track", "admission quarter": "quarter"}
EVERY_PROGRAM = "All programs"
CALL_TODAY = "Call today"
_DAYS = {"attendance": ["starts_at", "admitted_on"], "episodes": ["admitted_on", "discharged_on"]}


@dataclass(frozen=True, eq=False)
class Looked:
    """What the page shows for one choice of its two filters."""

    figures: dict[str, go.Figure]
    sentences: dict[str, str]
    to_call: pd.DataFrame


def read(name: str) -> pd.DataFrame:
    """One of the two files: ``attendance`` or ``episodes``."""
    frame = pd.read_csv(FOLDER / f"{name}.csv", parse_dates=_DAYS[name])
    return frame.astype({"populations": "str"})


def programs(episodes: pd.DataFrame) -> list[str]:
    """What the first filter offers."""
    return [EVERY_PROGRAM, *sorted(episodes["program"].dropna().unique())]


def look(attendance: pd.DataFrame, episodes: pd.DataFrame, program: str, by: str) -> Looked:
    """Count and draw everything for one choice."""
    if program != EVERY_PROGRAM:
        attendance, episodes = (one[one["program"] == program] for one in (attendance, episodes))
    charts = _charts(attendance, episodes, BY[by])
    missed = missed_last_two(attendance, episodes, UNTIL)
    columns = ["client_name", "group_name", "week", "first_status", "second_status"]
    return Looked(
        {one.title: one.figure for one in charts}, {one.title: one.summary for one in charts}, missed[columns]
    )


def _charts(attendance: pd.DataFrame, episodes: pd.DataFrame, by: str | None) -> list[Chart]:
    groups = attendance.groupby("group")["group_name"].first().sort_values()
    return [
        attendance_chart(attendance, by),
        hours_chart(attendance, by=by, as_of=UNTIL),
        retention_chart(episodes, UNTIL, by),
        ends_chart(episodes, SINCE, UNTIL, by),
        absences_chart(attendance, by),
        who_came_chart(attendance[attendance["group"] == groups.index[0]]),
    ]
