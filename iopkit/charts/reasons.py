"""Why clients did not come, and how episodes ended."""

from datetime import date
from typing import Any

import pandas as pd

from iopkit.charts.bars import MOST_REASONS, Part, cohort_bars, main_reasons, reason_bars, reason_table
from iopkit.charts.chart import Chart
from iopkit.charts.colours import BLUE, GREY, VERMILLION
from iopkit.charts.drawing import Drawing
from iopkit.charts.look import nothing_to_show
from iopkit.charts.words import counted, percent, share_of, shown
from iopkit.metrics.absences import missed_visits
from iopkit.metrics.cohorts import NOT_RECORDED, By
from iopkit.metrics.ends import episode_ends
from iopkit.model.codes import LEAVING

_MISSED = (
    "Expected visits that were not kept, absent or excused, at group sessions that were not cancelled, by "
    "the reason written on the roll. The share is that of all missed visits."
)
_ENDED = (
    "Episodes with a discharge from {since} to {until}, by the reason for it. The share is that of all "
    "episodes that ended in this time; those still in treatment are not in it."
)


def absences_chart(attendance: pd.DataFrame, by: By | None = None) -> Chart:
    """Reasons for visits that were missed.

    Parameters
    ----------
    attendance
        What ``missed_visits`` takes.
    """
    key, title = "absences", "Why visits were missed"
    table = missed_visits(attendance, by)
    words = reason_table(table, {"visits": "Missed visits", "excused": "Excused"}, by)
    if table.empty:
        summary = "Nothing to show yet: no missed visit has been marked."
        return Chart(key, title, summary, _MISSED, "0 missed visits", nothing_to_show(), words)
    alone = missed_visits(attendance)
    compared = cohort_bars(table, "visits", "missed visits", by) if by else None
    drawing = compared or _missed_bars(alone)
    n = counted(int(alone["visits"].sum()), "missed visit")
    return Chart(key, title, _why_said(alone), _definition(_MISSED, alone), n, drawing, words)


def ends_chart(episodes: pd.DataFrame, since: date, until: date, by: By | None = None) -> Chart:
    """Reasons for the discharges of a time.

    Parameters
    ----------
    episodes
        What ``episode_ends`` takes.
    """
    key, title = "ends", "How episodes ended"
    definition = _ENDED.format(since=since, until=until)
    table = episode_ends(episodes, since, until, by)
    words = reason_table(table, {"episodes": "Episodes"}, by)
    if table.empty:
        summary = "Nothing to show yet: no episode ended in this time."
        return Chart(key, title, summary, definition, "0 episodes", nothing_to_show(), words)
    alone = episode_ends(episodes, since, until)
    compared = cohort_bars(table, "episodes", "episodes that ended", by) if by else None
    drawing = compared or _end_bars(alone)
    n = f"{counted(int(alone['episodes'].sum()), 'episode')} that ended"
    return Chart(key, title, _ends_said(alone), _definition(definition, alone), n, drawing, words)


def _definition(text: str, alone: pd.DataFrame) -> str:
    if len(alone) <= MOST_REASONS:
        return text
    return f"{text} The {MOST_REASONS} most frequent of {len(alone)} reasons are drawn; the table has all."


def _missed_bars(alone: pd.DataFrame) -> Drawing:
    rows = _drawn(alone, "visits")
    hover = [
        f"{shown(row['reason'])}: {counted(row['visits'], 'missed visit')}, {row['excused']:,} excused"
        for row in rows
    ]
    absent = [row["visits"] - row["excused"] for row in rows]
    excused = [row["excused"] for row in rows]
    parts = [
        Part("absent", VERMILLION, absent, hover, [""] * len(rows)),
        Part("excused", GREY, excused, hover, _with_share(rows, "visits")),
    ]
    return reason_bars([row["reason"] for row in rows], parts, "Missed visits", stacked=True)


def _end_bars(alone: pd.DataFrame) -> Drawing:
    rows = _drawn(alone, "episodes")
    hover = [f"{shown(row['reason'])}: {counted(row['episodes'], 'episode')}" for row in rows]
    lengths = [row["episodes"] for row in rows]
    part = Part("episodes", BLUE, lengths, hover, _with_share(rows, "episodes"))
    return reason_bars([row["reason"] for row in rows], [part], "Episodes that ended", stacked=True)


def _drawn(alone: pd.DataFrame, count: str) -> list[dict[str, Any]]:
    rows = alone.set_index("reason", drop=False).loc[main_reasons(alone, count)]
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _with_share(rows: list[dict[str, Any]], count: str) -> list[str]:
    return [f"{row[count]:,} ({percent(row['share'])})" for row in rows]


def _why_said(alone: pd.DataFrame) -> str:
    missed = int(alone["visits"].sum())
    named = alone[alone["reason"] != NOT_RECORDED]
    if named.empty:
        return f"No reason was written for any of {counted(missed, 'missed visit')}."
    first = named.iloc[0]
    without = missed - int(named["visits"].sum())
    rest = f"; for {share_of(without, missed)} none was written" if without else ""
    most = f"{first['reason']} ({share_of(first['visits'], missed)})"
    return f"The most frequent reason for a missed visit was {most}{rest}."


def _ends_said(alone: pd.DataFrame) -> str:
    ended = int(alone["episodes"].sum())
    completed = int(alone.loc[alone["reason"] == "completed", "episodes"].sum())
    left = int(alone.loc[alone["reason"].isin(LEAVING), "episodes"].sum())
    said = f"{share_of(completed, ended)} episodes that ended were completed"
    return f"{said}; {share_of(left, ended)} ended in leaving or termination."
