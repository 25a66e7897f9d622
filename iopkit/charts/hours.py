"""Hours that clients had in a week, against what the level of care asks for."""

from datetime import date

import pandas as pd

from iopkit.charts.chart import Chart
from iopkit.charts.cohorts import beside_cohort, cohort_name, cohort_shares, cohorts_said
from iopkit.charts.colours import BLUE, Stroke, faint, stroke
from iopkit.charts.drawing import Drawing, Words, numbers
from iopkit.charts.ends import End, name_the_lines
from iopkit.charts.look import new_drawing, nothing_to_show, reference_line, share_axis
from iopkit.charts.weeks import moments, over_weeks, week_axis, weekly_line
from iopkit.charts.words import counted, day, percent, shown
from iopkit.metrics.attendance import mondays
from iopkit.metrics.cohorts import By, cohort_order
from iopkit.metrics.hours import THRESHOLD_HOURS, client_weeks, weekly_hours

KEY, TITLE = "hours", "Hours a week"
_DEFINITION = (
    "A client-week is a client with at least one visit marked in that week, at a session that was not "
    "cancelled. Hours are the minutes attended, or the scheduled length where none were given; the share is "
    "clients with {threshold:g} hours or more out of all clients of that week.{rest}{dots}"
)
_UNDER_WAY = " The week under way is left out."
_OF_DOTS = (
    " A dot is the clients of a week with the same hours, to a quarter of an hour; its area is how many."
)
#: Widths in pixels: of a dot for one client, and of the largest.
_DOT, _LARGEST = 6.0, 24.0
#: The share is drawn over the hours; they have their weeks in common.
_HOURS = {"xaxis": "x2", "yaxis": "y2"}
_ROWS: Words = {
    "xaxis": {"anchor": "y", "domain": [0.0, 1.0], "matches": "x2", "showticklabels": False},
    "yaxis": {"anchor": "x", "domain": [0.545, 1.0]},
    "xaxis2": {"anchor": "y2", "domain": [0.0, 1.0]},
    "yaxis2": {"anchor": "x2", "domain": [0.0, 0.455]},
}


def hours_chart(
    attendance: pd.DataFrame,
    threshold_hours: float = THRESHOLD_HOURS,
    by: By | None = None,
    as_of: date | None = None,
) -> Chart:
    """How many clients reached the weekly hours, and the hours themselves.

    Parameters
    ----------
    attendance
        What ``client_weeks`` takes.
    as_of
        Leave out weeks that had not ended on this day: their hours are still growing.
    """
    definition = _DEFINITION.format(
        threshold=threshold_hours, rest=_UNDER_WAY if as_of else "", dots="" if by else _OF_DOTS
    )
    ended = attendance if as_of is None else _ended(attendance, as_of)
    weeks = weekly_hours(ended, threshold_hours, by)
    table = _table(weeks, threshold_hours, by)
    if weeks.empty:
        summary = (
            f"Nothing to show yet: no visit has been marked{' in a week that is over' if as_of else ''}."
        )
        return Chart(KEY, TITLE, summary, definition, "0 client-weeks", nothing_to_show(), table)
    each = client_weeks(ended, threshold_hours)
    n = f"{counted(len(each), 'client-week')}, {counted(each['client'].nunique(), 'client')}"
    summary = _latest_week(weeks, threshold_hours) if by is None else _cohorts(weeks, threshold_hours, by)
    drawing = _drawn(weeks, each, threshold_hours, by)
    return Chart(KEY, TITLE, summary, definition, n, drawing, table)


def _ended(attendance: pd.DataFrame, as_of: date) -> pd.DataFrame:
    sundays = mondays(attendance["starts_at"]) + pd.Timedelta(days=6)
    return attendance[sundays <= pd.Timestamp(as_of)]


def _drawn(weeks: pd.DataFrame, each: pd.DataFrame, threshold: float, by: By | None) -> Drawing:
    drawing = new_drawing(400).arrange(**_ROWS)
    if by is None:
        drawing.add(_dots(each))
    ends = _lines(drawing, weeks, by)
    under = week_axis(weeks["week"], 3 if by else 4)
    drawing.arrange(xaxis={**under, "title": {}}, xaxis2=under, yaxis=share_axis(f"Reached {threshold:g} h"))
    top = max(threshold, each["hours"].max() if by is None else weeks["hours_mean"].max()) * 1.1
    parts = 3 if threshold % 3 == 0 else 2
    ticks = [threshold * part / parts for part in range(parts + 1)]
    named = [f"{tick:g} h" for tick in ticks]
    axis = {"range": [0, top], "tickvals": ticks, "ticktext": named}
    drawing.arrange(yaxis2={"title": {"text": "Hours a client", "standoff": 6}, **axis})
    reference_line(drawing, threshold, "2")
    return name_the_lines(drawing, ends, top=1.04 * 2.2) if by else drawing


def _lines(drawing: Drawing, weeks: pd.DataFrame, by: By | None) -> list[End]:
    cohorts = ["All"] if by is None else cohort_order(weeks["cohort"])
    ends = []
    for place, cohort in enumerate(cohorts):
        rows, name = weeks if by is None else weeks[weeks["cohort"] == cohort], shown(cohort_name(cohort, by))
        drawing.add(_line(rows, "share", name, stroke(place)))
        drawing.add({**_line(rows, "hours_mean", name, stroke(place)), "showlegend": False, **_HOURS})
        note = f"of {rows['clients'].sum():,}"
        ends.append(End(name, note, stroke(place), rows["share"].iloc[-1]))
    return ends


def _line(rows: pd.DataFrame, column: str, name: str, drawn: Stroke) -> Words:
    hover = [
        f"{name}, week of {day(row['week'])}<br>{row['reached']} of {counted(row['clients'], 'client')} "
        f"reached it, {row['nearly']} nearly<br>{row['hours_mean']:.1f} hours a client"
        for row in rows.to_dict("records")
    ]
    return weekly_line(rows["week"], rows[column], name, drawn, hover)


def _dots(each: pd.DataFrame) -> Words:
    """A dot for the clients of a week with the same hours, to a quarter of an hour; its area is how many.

    So there are never more dots than quarters of an hour, however many clients there are.
    """
    quarters = each.assign(hours=(each["hours"] * 4).round() / 4)
    dots = quarters.groupby(["week", "hours"], as_index=False).size()
    return {
        "type": "scatter",
        "x": moments(dots["week"]),
        "y": numbers(dots["hours"]),
        "name": "clients",
        "mode": "markers",
        "marker": {
            "color": faint(BLUE, 0.45),
            "line": {"width": 0},
            "size": numbers((dots["size"] ** 0.5 * _DOT).clip(upper=_LARGEST)),
        },
        "cliponaxis": False,
        "hovertext": [
            f"week of {day(row['week'])}: {counted(row['size'], 'client')} with {row['hours']:g} hours"
            for row in dots.to_dict("records")
        ],
        "hoverinfo": "text",
        **_HOURS,
    }


def _latest_week(weeks: pd.DataFrame, threshold: float) -> str:
    last = weeks.iloc[-1]
    said = f"{last['reached']} of {counted(last['clients'], 'client')} reached {threshold:g} hours"
    said += f" in the week of {day(last['week'])}"
    if last["nearly"]:
        said += (
            f", and {last['nearly']} more {'was' if last['nearly'] == 1 else 'were'} under 60 minutes short"
        )
    return f"{said}."


def _cohorts(weeks: pd.DataFrame, threshold: float, by: By) -> str:
    shares = cohort_shares(weeks, "reached", "clients", by)
    said = cohorts_said(shares, f"client-weeks reached {threshold:g} hours")
    return f"{over_weeks(weeks['week'])}, {said}."


def _table(weeks: pd.DataFrame, threshold: float, by: By | None) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Week of": [day(week, year=True) for week in weeks["week"]],
            "Clients": weeks["clients"],
            f"Reached {threshold:g} hours": weeks["reached"],
            "Share": [percent(share) for share in weeks["share"]],
            "Under 60 minutes short": weeks["nearly"],
            "Hours a client": [f"{hours:.1f}" for hours in weeks["hours_mean"]],
        }
    )
    return table if by is None else beside_cohort(table, weeks["cohort"], by)
