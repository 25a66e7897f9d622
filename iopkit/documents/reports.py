"""Reports for scripts and for a terminal: attendance, hours and retention as tables and as JSON."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from iopkit.metrics.attendance import weekly_attendance
from iopkit.metrics.cohorts import By
from iopkit.metrics.hours import THRESHOLD_HOURS, weekly_hours
from iopkit.metrics.retention import Comparison, compare_retention
from iopkit.metrics.survival import Curve, retained_at
from iopkit.store.transaction import Transaction

Topic = Literal["attendance", "hours", "retention"]

RETENTION = (
    "Kaplan-Meier estimate of the share of episodes not yet left, by days from admission. The event is "
    "discharge as left or terminated; any other discharge, and still being enrolled at the as-of date, "
    "censors. Bands are 95 % log-log intervals."
)
_ATTENDANCE = (
    "rate: visits as present, late or left_early out of all marked visits of sessions that were not "
    "cancelled; excused counts as expected and not attended."
)
_HOURS = (
    "share: clients with {threshold:g} hours or more out of those with at least one marked visit in the "
    "week. A visit without minutes counts the session's scheduled length."
)
_ATTENDANCE_COLUMNS = ["week", "sessions", "expected", "attended", "excused", "rate"]
_HOURS_COLUMNS = ["week", "clients", "hours_mean", "reached", "share"]
_LANDMARKS = (30, 60, 90)


@dataclass(frozen=True, eq=False)
class Report:
    """One report in its three forms.

    ``table`` is for reading, with ``notes`` below it; ``rows`` is the same in full, for CSV; ``data``
    is ready for JSON: dates as ISO strings, rates in [0, 1], None for what is not known.
    """

    table: pd.DataFrame
    rows: pd.DataFrame
    data: dict[str, Any]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Selection:
    """What a report is about: ids of a program and a group, cohorts, and dates, all included.

    ``since`` and ``until`` are dates of sessions, for retention dates of admission. Nothing after
    ``as_of`` has happened yet.
    """

    as_of: date
    program: str | None = None
    group: str | None = None
    by: By | None = None
    since: date | None = None
    until: date | None = None


def report_on(r: Transaction, topic: Topic, chosen: Selection) -> Report:
    """The report on a topic, from what is in the store."""
    if topic == "retention":
        episodes = r.episodes_frame(program=chosen.program, group=chosen.group)
        return retention_report(_admitted_within(episodes, chosen), chosen.as_of, chosen.by)
    attendance = r.attendance_frame(
        program=chosen.program,
        group=chosen.group,
        since=chosen.since,
        until=min(chosen.until or chosen.as_of, chosen.as_of),
    )
    report = attendance_report if topic == "attendance" else hours_report
    return report(attendance, chosen.by)


def attendance_report(attendance: pd.DataFrame, by: By | None = None) -> Report:
    """Who came, week by week; ``attendance`` is what ``weekly_attendance`` takes.

    ``data`` is ``{"weeks": [{"week" (Monday), "sessions", "expected", "attended", "excused",
    "rate"}]}``; with ``by`` each week begins with its ``cohort``.
    """
    rows = _weeks(weekly_attendance(attendance, by), _ATTENDANCE_COLUMNS, by)
    return Report(rows, rows, {"weeks": _records(rows)}, (_ATTENDANCE,))


def hours_report(attendance: pd.DataFrame, by: By | None = None) -> Report:
    """Hours a client-week; ``attendance`` is what ``weekly_hours`` takes.

    ``data`` is ``{"weeks": [{"week" (Monday), "clients", "hours_mean", "reached", "share"}],
    "threshold_hours"}``; with ``by`` each week begins with its ``cohort``.
    """
    rows = _weeks(weekly_hours(attendance, by=by), _HOURS_COLUMNS, by)
    whole = int(THRESHOLD_HOURS) if THRESHOLD_HOURS.is_integer() else THRESHOLD_HOURS
    data = {"weeks": _records(rows), "threshold_hours": whole}
    return Report(rows, rows, data, (_HOURS.format(threshold=THRESHOLD_HOURS),))


def retention_report(episodes: pd.DataFrame, as_of: date, by: By | None = None) -> Report:
    """How long clients stay; ``episodes`` is what ``compare_retention`` takes.

    ``data`` is ``{"definition", "as_of", "curves": [{"cohort", "n", "events", "median_days",
    "median_low", "median_high", "points": [{"day", "at_risk", "events", "retained", "low",
    "high"}]}], "logrank": {"chi2", "df", "p"} or None}``; where cohorts were asked for and cannot
    be tested, ``note`` says why. ``table`` has a line for each cohort, ``rows`` one for each point.
    """
    compared = compare_retention(episodes, as_of, by)
    data: dict[str, Any] = {
        "definition": RETENTION,
        "as_of": as_of.isoformat(),
        "curves": [_curve(curve) for curve in compared.curves],
        "logrank": asdict(compared.log_rank) if compared.log_rank else None,
    }
    if by is not None and compared.log_rank is None:
        data["note"] = _why_no_test(compared)
    table, rows = _summary(compared.curves), _points(compared.curves)
    return Report(table, rows, data, _retention_notes(compared, by, as_of))


def _admitted_within(episodes: pd.DataFrame, chosen: Selection) -> pd.DataFrame:
    keep = pd.Series(True, index=episodes.index)
    if chosen.since is not None:
        keep &= episodes["admitted_on"] >= pd.Timestamp(chosen.since)
    if chosen.until is not None:
        keep &= episodes["admitted_on"] <= pd.Timestamp(chosen.until)
    return episodes[keep]


def _weeks(weeks: pd.DataFrame, columns: list[str], by: By | None) -> pd.DataFrame:
    rows = weeks[columns if by is None else ["cohort", *columns]]
    return rows.assign(week=[f"{week:%Y-%m-%d}" for week in rows["week"]])


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): _plain(value) for name, value in record.items()} for record in rows.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "cohort": curve.cohort,
        "n": curve.n,
        "events": curve.events,
        "median_days": curve.median_days,
        "median_low": curve.median_low,
        "median_high": curve.median_high,
        "points": _records(curve.points),
    }


def _summary(curves: Sequence[Curve]) -> pd.DataFrame:
    """A line for each cohort; what is not known is missing."""
    medians = ["median_days", "median_low", "median_high"]
    table = pd.DataFrame([_curve(curve) for curve in curves], columns=["cohort", "n", "events", *medians])
    table = table.astype(dict.fromkeys(medians, "Int64"))
    for day in _LANDMARKS:
        table[f"day_{day}"] = [retained_at(curve, day).retained for curve in curves]
    return table


def _points(curves: Sequence[Curve]) -> pd.DataFrame:
    """A line for each cohort and day."""
    columns = ["cohort", "day", "at_risk", "events", "retained", "low", "high"]
    points = [curve.points.assign(cohort=curve.cohort) for curve in curves]
    return pd.concat(points, ignore_index=True)[columns] if points else pd.DataFrame(columns=columns)


def _retention_notes(compared: Comparison, by: By | None, as_of: date) -> tuple[str, ...]:
    notes = [f"As of {as_of}. {RETENTION}"]
    days = ", ".join(map(str, _LANDMARKS))
    notes.append(
        f"day_...: share retained {days} days after admission; empty where nobody was seen that long."
    )
    if compared.log_rank:
        test = compared.log_rank
        notes.append(f"Log-rank: chi2 {test.chi2:.2f} on {test.df} df, p = {test.p:.2g}.")
    elif by is not None:
        notes.append(f"Log-rank: {_why_no_test(compared)}")
    return tuple(notes)


def _why_no_test(compared: Comparison) -> str:
    return compared.note if compared.curves else "There is no episode to look at."
