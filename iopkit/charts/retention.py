"""How long clients stay in treatment."""

from datetime import date

import pandas as pd

from iopkit.charts.chart import Chart
from iopkit.charts.cohorts import COMPARED_BY, cohort_name
from iopkit.charts.colours import Stroke, faint, stroke
from iopkit.charts.drawing import Drawing, Words, numbers
from iopkit.charts.ends import End, name_the_lines
from iopkit.charts.look import new_drawing, nothing_to_show, reference_line, share_axis
from iopkit.charts.staying import last_day, log_rank_said, one_said, several_said
from iopkit.charts.words import counted, day, interval, percent, shown
from iopkit.metrics.cohorts import By
from iopkit.metrics.retention import compare_stays, stay_curves, stays
from iopkit.metrics.survival import Curve, at_risk_at, retained_at

KEY, TITLE = "retention", "Staying in treatment"
_DEFINITION = (
    "Kaplan-Meier estimate of the share of episodes not yet left, by days since admission, with its 95 % "
    "interval. Leaving is a discharge as left or terminated; any other discharge, and still being enrolled "
    "on {as_of}, only ends the observation."
)
_TABLE = ["Day", "Still at risk", "Left so far", "Still in treatment", "95 % interval"]
_MOST_BANDS = 3


def retention_chart(episodes: pd.DataFrame, as_of: date, by: By | None = None) -> Chart:
    """The share of episodes that clients have not left, day by day.

    Parameters
    ----------
    episodes
        What ``compare_retention`` takes.
    """
    return stays_chart(stays(episodes, as_of), as_of, by)


def stays_chart(observed: pd.DataFrame, as_of: date, by: By | None = None) -> Chart:
    """``retention_chart`` from stays that were observed up to a day, one by one or counted.

    ``beneath`` is the number still at risk on a few days, without which the right end of such a
    curve is read for more than it is.

    Parameters
    ----------
    observed
        What ``compare_stays`` takes.
    """
    compared = compare_stays(observed, by)
    curves = tuple(curve for curve in compared.curves if curve.n)
    definition = _DEFINITION.format(as_of=day(pd.Timestamp(as_of), year=True)) + log_rank_said(compared, by)
    table, beneath = _table(curves, by), _at_risk(curves, by)
    if not curves:
        summary = "Nothing to show yet: nobody had been admitted by that day."
        return Chart(KEY, TITLE, summary, definition, "0 episodes", nothing_to_show(), table, beneath)
    (everybody,) = stay_curves(observed)
    n = f"{counted(everybody.n, 'episode')}, {everybody.events} left"
    summary = one_said(curves[0]) if by is None else several_said(compared, by)
    return Chart(KEY, TITLE, summary, definition, n, _drawn(curves, by), table, beneath)


def days_shown(last: int) -> list[int]:
    """Days for ticks and for the number at risk: at most seven columns, which fit on a phone.

    Examples
    --------
    >>> days_shown(90), days_shown(150)
    ([0, 14, 28, 42, 56, 84], [0, 28, 56, 84, 112, 140])
    """
    if last < 112:
        return [day for day in (0, 14, 28, 42, 56, 84) if day <= last]
    step = 28 * -(-last // (28 * 6))
    return list(range(0, last + 1, step))


def _drawn(curves: tuple[Curve, ...], by: By | None) -> Drawing:
    drawing = reference_line(new_drawing(300), 0.5)
    last, ends = max(last_day(curve) for curve in curves), []
    for place, curve in enumerate(curves):
        name, drawn = shown(cohort_name(curve.cohort, by)), stroke(place)
        if len(curves) <= _MOST_BANDS:
            drawing.add(*_band(curve, drawn))
        drawing.add(_line(curve, name, drawn))
        ends.append(End(name, f"n {curve.n}", drawn, curve.points["retained"].iloc[-1]))
    ticks = {"tickvals": days_shown(last), "range": [0, max(last, 1)]}
    drawing.arrange(
        xaxis={"title": {"text": "Days since admission", "standoff": 4}, **ticks},
        yaxis=share_axis("Still in treatment"),
    )
    return name_the_lines(drawing, ends, top=1.04)


def _line(curve: Curve, name: str, drawn: Stroke) -> Words:
    points = _from_the_start(curve)
    hover = [
        f"{name}, day {row['day']}: {percent(row['retained'])} still in treatment"
        f"<br>95 % interval {interval(row['low'], row['high'])}, {row['at_risk']} at risk"
        for row in points.to_dict("records")
    ]
    return {
        "type": "scatter",
        "x": points["day"].to_list(),
        "y": numbers(points["retained"]),
        "name": name,
        "mode": "lines",
        "line": {"color": drawn.colour, "dash": drawn.dash, "width": 3, "shape": "hv"},
        "hovertext": hover,
        "hoverinfo": "text",
    }


def _band(curve: Curve, drawn: Stroke) -> list[Words]:
    points = _from_the_start(curve).ffill()
    edge = {
        "type": "scatter",
        "x": points["day"].to_list(),
        "mode": "lines",
        "line": {"width": 0, "shape": "hv"},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    filled = {"fill": "tonexty", "fillcolor": faint(drawn.colour, 0.14)}
    high, low = ({**edge, "y": numbers(points[name])} for name in ("high", "low"))
    return [high, low | filled]


def _from_the_start(curve: Curve) -> pd.DataFrame:
    """The points after a first one at 1, so that who left on day 0 shows as a fall."""
    whole = {"day": 0, "at_risk": curve.n, "events": 0, "retained": 1.0, "low": 1.0, "high": 1.0}
    return pd.concat([pd.DataFrame([whole]), curve.points], ignore_index=True)


def _table(curves: tuple[Curve, ...], by: By | None) -> pd.DataFrame:
    columns = _TABLE if by is None else [COMPARED_BY[by], *_TABLE]
    rows = [
        [*([] if by is None else [cohort_name(curve.cohort, by)]), *_row(curve, day)]
        for curve in curves
        for day in days_shown(last_day(curve))
    ]
    return pd.DataFrame(rows, columns=columns)


def _row(curve: Curve, day: int) -> list[int | str]:
    known = retained_at(curve, day)
    left = int(curve.points.loc[curve.points["day"] <= day, "events"].sum())
    return [day, at_risk_at(curve, day), left, percent(known.retained), interval(known.low, known.high)]


def _at_risk(curves: tuple[Curve, ...], by: By | None) -> pd.DataFrame:
    days = days_shown(max((last_day(curve) for curve in curves), default=0))
    columns = ["Still at risk", *(f"day {day}" if day == 0 else f"{day}" for day in days)]
    rows = [[cohort_name(curve.cohort, by), *(at_risk_at(curve, day) for day in days)] for curve in curves]
    return pd.DataFrame(rows, columns=columns)
