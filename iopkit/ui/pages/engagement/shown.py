"""What the engagement page shows: its filters' choices, its numbers, and whom to call."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from iopkit.actions.access import reached_groups, reached_sites
from iopkit.charts.chart import Chart
from iopkit.charts.roll import who_came_chart
from iopkit.charts.words import percent
from iopkit.metrics.attendance import marked, weekly_attendance
from iopkit.metrics.cohorts import quarter_days, quarter_of, with_cohort
from iopkit.metrics.hours import weekly_hours
from iopkit.metrics.missed import missed_last_two
from iopkit.metrics.retention import stay_curves
from iopkit.metrics.survival import at_risk_at, retained_at
from iopkit.model.access import Act
from iopkit.model.care import Group, Program, Site
from iopkit.store.stays import Within
from iopkit.store.transaction import Transaction
from iopkit.ui.words import day

_ENGAGED_DAY = 34
_BY = (
    ("", "nothing"),
    ("site", "site"),
    ("program", "program"),
    ("track", "track"),
    ("level_of_care", "level of care"),
    ("population", "population"),
    ("quarter", "admission quarter"),
)


def within(r: Transaction, reached: frozenset[str] | None) -> list[Group]:
    """The groups that whoever looks may look at."""
    return [one for one in r.list_groups() if reached is None or one.id in reached]


def programs_within(r: Transaction, reached: frozenset[str] | None) -> list[Program]:
    """The programs of these groups; all programs for who may look at everything."""
    theirs = {one.program for one in within(r, reached)}
    return [one for one in r.list_programs() if reached is None or one.id in theirs]


def sites_within(r: Transaction) -> list[Site]:
    """The sites to choose from: those that whoever looks reaches, where these are more than one."""
    reached = reached_sites(r, Act.SEE_ENGAGEMENT)
    sites = [one for one in r.list_sites() if reached is None or one.id in reached]
    return sites if len(sites) > 1 else []


@dataclass(frozen=True, eq=False)
class Looked:
    """What was read for the page, bounded by what it shows: its weeks, and who was in treatment in them.

    ``visits`` are the rows of ``attendance`` that count. ``stays`` are all that ever were, but counted.
    ``missed`` are the clients to call.
    """

    choices: list[dict[str, Any]]
    since: date
    as_of: date
    attendance: pd.DataFrame
    visits: pd.DataFrame
    episodes: pd.DataFrame
    stays: pd.DataFrame
    missed: pd.DataFrame


def look(r: Transaction, filters: dict[str, str], today: date) -> Looked:
    """Read what the filters ask for, of the groups that whoever looks may look at."""
    reached = reached_groups(r, Act.SEE_ENGAGEMENT)
    within: Within = {
        "program": filters["program"] or None,
        "programs": programs_of(r, filters["site"]),
        "group": filters["group"] or None,
        "groups": reached,
    }
    first, last = date.fromisoformat(filters["since"]), date.fromisoformat(filters["until"])
    as_of = min(today, last)
    since = min(first, as_of)
    quarter = filters["cohort"]
    names = {one.id: one.name for one in r.list_programs()}
    attendance = named(r.attendance_frame(**within, since=first, until=last), names)
    episodes = named(r.episodes_frame(**within, since=since, until=as_of), names)
    begun, until = quarter_days(quarter) if quarter else (None, None)
    stays = named(r.stays_frame(as_of, by=filters["by"] or None, since=begun, until=until, **within), names)
    attendance, episodes = in_cohort(attendance, quarter), in_cohort(episodes, quarter)
    visits = marked(attendance)
    return Looked(
        choices=choices(r, filters, r.list_quarters(**within), reached),
        since=since,
        as_of=as_of,
        attendance=attendance,
        visits=visits,
        episodes=episodes,
        stays=stays,
        missed=missed_last_two(visits, episodes, as_of),
    )


def programs_of(r: Transaction, site: str) -> list[str] | None:
    """The programs of a site; None for an empty one, which leaves out none."""
    return [one.id for one in r.list_programs() if one.site == site] if site else None


def choices(
    r: Transaction, filters: dict[str, str], admitted: list[date], reached: frozenset[str] | None
) -> list[dict[str, Any]]:
    """The filters with what may be chosen in each."""
    sites, chosen = sites_within(r), filters["site"]
    programs = [one for one in programs_within(r, reached) if chosen in ("", one.site)]
    groups = [one for one in within(r, reached) if chosen in ("", one.site)]
    groups = [one for one in groups if filters["program"] in ("", one.program)]
    quarters = [quarter_of(one) for one in admitted]
    if filters["cohort"] and filters["cohort"] not in quarters:
        quarters.append(filters["cohort"])
    options = {
        "site": ("Site", [("", "All sites"), *((one.id, one.name) for one in sites)]),
        "program": ("Program", [("", "All programs"), *((one.id, one.name) for one in programs)]),
        "group": ("Group", [("", "All groups"), *((one.id, one.name) for one in groups)]),
        "cohort": ("Admitted in", [("", "Any quarter"), *((one, one) for one in quarters)]),
        "since": ("Sessions from", None),
        "until": ("to", None),
        "by": ("Compare by", [one for one in _BY if sites or one[0] != "site"]),
    }
    if not sites:
        del options["site"]
    return [
        {
            "name": name,
            "label": label,
            "value": filters[name],
            "options": [list(one) for one in listed] if listed else None,
        }
        for name, (label, listed) in options.items()
    ]


def people(looked: Looked, group: str) -> set[str]:
    """The clients whose names the page shows."""
    called, attendance = set(looked.missed["client"]), looked.attendance
    if attendance.empty:
        return called
    first = group or attendance.groupby("group")["group_name"].first().sort_values().index[0]
    return called | set(attendance.loc[attendance["group"] == first, "client"])


def roll(attendance: pd.DataFrame, group: str) -> Chart:
    """Who came, for one group: a grid of several groups would be mostly empty."""
    if group or attendance.empty:
        return who_came_chart(attendance)
    names = attendance.groupby("group")["group_name"].first().sort_values()
    chart = who_came_chart(attendance[attendance["group"] == names.index[0]])
    title = f"Who came: {names.iloc[0]}"
    return replace(chart, title=title, summary=f"{chart.summary} Choose another group above.")


def named(frame: pd.DataFrame, programs: dict[str, str]) -> pd.DataFrame:
    """The frame with its programs' names in place of their ids."""
    if "program" not in frame:
        return frame
    return frame.assign(program=frame["program"].map(lambda one: programs.get(one, one)))


def in_cohort(frame: pd.DataFrame, quarter: str) -> pd.DataFrame:
    """Rows of clients admitted in a quarter; all rows for an empty one."""
    if not quarter:
        return frame
    rows = with_cohort(frame, "quarter")
    return rows[rows["cohort"] == quarter].drop(columns="cohort").reset_index(drop=True)


def tiles(looked: Looked) -> list[dict[str, str]]:
    """The four numbers on top, each with its n."""
    monday = looked.as_of - timedelta(days=looked.as_of.weekday())
    last = pd.Timestamp(monday - timedelta(days=7))
    missing = len(looked.missed)
    return [
        _came(looked.visits, last),
        _reached(looked.visits, last),
        _engaged(looked.stays),
        {
            "title": "Missed the last two",
            "number": str(missing),
            "line": "client to call" if missing == 1 else "clients to call",
        },
    ]


def _came(visits: pd.DataFrame, monday: pd.Timestamp) -> dict[str, str]:
    title = f"Came in the week of {day(monday)}"
    weeks = weekly_attendance(visits)
    row = weeks[weeks["week"] == monday]
    if row.empty or not row["expected"].iloc[0]:
        return {"title": title, "number": "–", "line": "no visit was marked in that week"}
    week = row.iloc[0]
    line = f"of {week['expected']} expected visits, {week['sessions']} sessions; {week['excused']} excused"
    return {"title": title, "number": percent(week["rate"]), "line": line}


def _reached(visits: pd.DataFrame, monday: pd.Timestamp) -> dict[str, str]:
    title = "Reached 9 hours in that week"
    weeks = weekly_hours(visits)
    row = weeks[weeks["week"] == monday]
    if row.empty:
        return {"title": title, "number": "–", "line": "no visit was marked in that week"}
    week = row.iloc[0]
    line = f"clients; {week['nearly']} more {'was' if week['nearly'] == 1 else 'were'} under 60 minutes short"
    return {"title": title, "number": f"{week['reached']} of {week['clients']}", "line": line}


def _engaged(stays: pd.DataFrame) -> dict[str, str]:
    title = f"Still in treatment at day {_ENGAGED_DAY}"
    (curve,) = stay_curves(stays)
    if not curve.n:
        return {"title": title, "number": "–", "line": "nobody was admitted yet"}
    still = retained_at(curve, _ENGAGED_DAY)
    if pd.isna(still.retained):
        return {"title": title, "number": "–", "line": f"not known yet, n {curve.n}"}
    edges = "" if pd.isna(still.low) else f"95 % interval {still.low * 100:.0f} to {still.high * 100:.0f}, "
    at_risk = at_risk_at(curve, _ENGAGED_DAY)
    return {
        "title": title,
        "number": percent(still.retained),
        "line": f"{edges}n {curve.n}, {at_risk} seen that long",
    }


def missed(looked: Looked) -> list[dict[str, str]]:
    """Clients to call, with what they missed."""
    return [
        {
            "name": one["client_name"],
            "line": f"{one['group_name']}, week {one['week']}",
            "why": _why(one),
        }
        for one in looked.missed.to_dict("records")
    ]


def _why(one: dict[Any, Any]) -> str:
    first, second = one["first_status"], one["second_status"]
    days = day(one["first_on"]), day(one["second_on"])
    said = [
        f"{status} {when}" + (f" ({reason})" if isinstance(reason, str) and reason else "")
        for status, when, reason in (
            (first, days[0], one["first_reason"]),
            (second, days[1], one["second_reason"]),
        )
    ]
    return " and ".join(said)
