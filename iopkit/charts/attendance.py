"""Attendance by week."""

import pandas as pd

from iopkit.charts.chart import Chart
from iopkit.charts.cohorts import beside_cohort, cohort_name, cohort_shares, cohorts_said
from iopkit.charts.colours import GREY, Stroke, stroke
from iopkit.charts.drawing import Drawing, Words
from iopkit.charts.ends import End, name_the_lines
from iopkit.charts.look import new_drawing, nothing_to_show, share_axis
from iopkit.charts.weeks import over_weeks, week_axis, weekly_line
from iopkit.charts.words import counted, day, percent, share_of, shown
from iopkit.metrics.attendance import marked, weekly_attendance
from iopkit.metrics.cohorts import By, cohort_order

KEY, TITLE = "attendance", "Attendance by week"
DEFINITION = (
    "Visits kept (present, late or left early) out of all expected visits: those marked at a group session "
    "that was not cancelled. Excused visits count as expected and not kept, and are shown apart; visits not "
    "marked yet are in neither number."
)
_EXCUSED = Stroke(GREY, "2px,3px", "diamond-open")


def attendance_chart(attendance: pd.DataFrame, by: By | None = None) -> Chart:
    """The share of expected visits that were kept, week by week.

    Parameters
    ----------
    attendance
        What ``weekly_attendance`` takes.
    by
        Draw one line for each of these cohorts; without, one line and one for the excused.
    """
    weeks = weekly_attendance(attendance, by)
    if weeks.empty:
        summary = "Nothing to show yet: no visit has been marked."
        return Chart(
            KEY, TITLE, summary, DEFINITION, "0 expected visits", nothing_to_show(), _table(weeks, by)
        )
    visits = marked(attendance)
    n = f"{counted(len(visits), 'expected visit')}, {counted(visits['session'].nunique(), 'session')}"
    summary = _latest_week(weeks) if by is None else _cohorts(weeks, by)
    drawing = _alone(weeks) if by is None else _beside(weeks, by)
    return Chart(KEY, TITLE, summary, DEFINITION, n, drawing, _table(weeks, by))


def _alone(weeks: pd.DataFrame) -> Drawing:
    kept, excused = weeks, weeks.assign(rate=weeks["excused"] / weeks["expected"])
    drawing = _axes(weeks)
    drawing.add(_line(kept, "kept", stroke(0), "attended"))
    drawing.add(_line(excused, "excused", _EXCUSED, "excused"))
    ends = [
        End("kept", f"of {weeks['expected'].sum():,}", stroke(0), kept["rate"].iloc[-1]),
        End("excused", f"{weeks['excused'].sum():,}", _EXCUSED, excused["rate"].iloc[-1]),
    ]
    return name_the_lines(drawing, ends, top=1.04)


def _beside(weeks: pd.DataFrame, by: By) -> Drawing:
    drawing, ends = _axes(weeks, 3), []
    for place, cohort in enumerate(cohort_order(weeks["cohort"])):
        rows, name = weeks[weeks["cohort"] == cohort], shown(cohort_name(cohort, by))
        drawing.add(_line(rows, name, stroke(place), "attended"))
        note = f"of {rows['expected'].sum():,}"
        ends.append(End(name, note, stroke(place), rows["rate"].iloc[-1]))
    return name_the_lines(drawing, ends, top=1.04)


def _axes(weeks: pd.DataFrame, named: int = 4) -> Drawing:
    return new_drawing(280).arrange(
        xaxis=week_axis(weeks["week"], named), yaxis=share_axis("Share of expected visits")
    )


def _line(rows: pd.DataFrame, name: str, drawn: Stroke, counts: str) -> Words:
    hover = [
        f"{name}, week of {day(row['week'])}: {percent(row['rate'])}"
        f"<br>{row[counts]} of {counted(row['expected'], 'expected visit')}, "
        f"{counted(row['sessions'], 'session')}, {row['excused']} excused"
        for row in rows.to_dict("records")
    ]
    return weekly_line(rows["week"], rows["rate"], name, drawn, hover)


def _latest_week(weeks: pd.DataFrame) -> str:
    last, kept, expected = weeks.iloc[-1], int(weeks["attended"].sum()), int(weeks["expected"].sum())
    said = f"{share_of(last['attended'], last['expected'])} expected visits were kept in the week of "
    said += f"{day(last['week'])} ({last['excused']} excused)"
    if len(weeks) > 1:
        said += f", and {share_of(kept, expected)} over the {len(weeks)} weeks shown"
    return f"{said}."


def _cohorts(weeks: pd.DataFrame, by: By) -> str:
    said = cohorts_said(cohort_shares(weeks, "attended", "expected", by), "expected visits were kept")
    return f"{over_weeks(weeks['week'])}, {said}."


def _table(weeks: pd.DataFrame, by: By | None) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Week of": [day(week, year=True) for week in weeks["week"]],
            "Sessions": weeks["sessions"],
            "Expected": weeks["expected"],
            "Kept": weeks["attended"],
            "Share kept": [percent(rate) for rate in weeks["rate"]],
            "Excused": weeks["excused"],
        }
    )
    return table if by is None else beside_cohort(table, weeks["cohort"], by)
