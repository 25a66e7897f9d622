"""What the program planner shows: weeks and days with their hours, and what rules say of them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from iopkit.content.library import Library
from iopkit.documents.program_hours import program_hours
from iopkit.model.program import Outline, ProgramRules
from iopkit.ui.words import clock


def program(outline: Outline) -> dict[str, str]:
    """A program in the list of programs."""
    plans = sum(1 for _ in outline.plans())
    weeks = "1 week" if outline.weeks == 1 else f"{outline.weeks} weeks"
    sessions = "1 session" if plans == 1 else f"{plans} sessions"
    return {
        "id": outline.id,
        "title": outline.title,
        "line": f"{weeks}, {sessions}" if plans else "still empty",
    }


def curricula(library: Library) -> list[dict[str, str]]:
    """Curricula that a program can begin with."""
    found = []
    for one in library.curricula.values():
        plans = sum(plan.curriculum == one.id for plan in library.plans.values())
        if plans:
            found.append({"id": one.id, "title": one.title, "line": f"{plans} session plans"})
    return found


def total(outline: Outline, library: Library) -> str:
    """The whole program in one line."""
    hours = program_hours(outline, library)
    if not hours["plans"]:
        return "No session yet"
    sessions = "1 session" if hours["plans"] == 1 else f"{hours['plans']} sessions"
    return f"{sessions} · {round(hours['counted_minutes'] / 60, 2):g} counted hours"


def rules(outline: Outline, library: Library) -> list[dict[str, Any]]:
    """All rules; those that the program is held to say what it misses."""
    return [_rule(outline, library, one) for one in library.rules.values()]


def _rule(outline: Outline, library: Library, one: ProgramRules) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": one.id,
        "title": one.title,
        "kind": one.kind,
        "asks": _asks(one),
        "source": f"{one.source} (as of {one.as_of}).",
        "note": one.note or "",
        "held": one.id in outline.rules,
        "state": "",
        "says": [],
    }
    if fields["held"]:
        hours = program_hours(outline, library, one)
        fields["says"] = hours["says"]
        fields["state"] = "empty" if not hours["plans"] else "meets" if hours["meets"] else "misses"
    return fields


def _asks(one: ProgramRules) -> str:
    parts = []
    if one.day:
        parts.append(f"{one.day.least_hours:g} h a day")
    week = one.week
    if week and week.least_hours and week.most_hours:
        parts.append(f"{week.least_hours:g} to {week.most_hours:g} h a week")
    elif week and week.least_hours:
        parts.append(f"{week.least_hours:g} h a week or more")
    if week and week.least_days:
        parts.append(f"{week.least_days} days a week")
    if one.longest_weeks:
        parts.append(f"{one.longest_weeks} weeks at most")
    return ", ".join(parts)


def weeks(outline: Outline, library: Library, count: int, days: int) -> list[dict[str, Any]]:
    """Each week with its days, the plans on them, and by how many minutes each falls short."""
    held = [library.rules[one] for one in outline.rules if one in library.rules]
    plain = program_hours(outline, library)["weeks"]
    found = [program_hours(outline, library, one) for one in held]
    minutes = {(week["week"], day["day"]): day["counted_minutes"] for week in plain for day in week["days"]}
    counted = {week["week"]: week["counted_hours"] for week in plain}
    short: dict[tuple[int, int], int] = {}
    says: dict[int, list[str]] = {}
    for hours in found:
        for week in hours["weeks"]:
            says.setdefault(week["week"], []).extend(_week_says(week))
            for day in week["days"]:
                place = (week["week"], day["day"])
                short[place] = max(short.get(place, 0), day["short_by"])
    return [
        {
            "week": week,
            "hours": f"{counted.get(week, 0):g} h",
            "says": list(dict.fromkeys(says.get(week, []))),
            "days": [
                {
                    "day": day,
                    "minutes": minutes.get((week, day), 0),
                    "short_by": short.get((week, day), 0),
                    "plans": [_plan(library, plan) for plan in outline.plans_of(week, day)],
                }
                for day in range(1, days + 1)
            ],
        }
        for week in range(1, count + 1)
    ]


def _week_says(week: dict[str, Any]) -> list[str]:
    said = []
    if week["short_by"]:
        said.append(f"{week['short_by']} min short")
    if week["over_by"]:
        said.append(f"{week['over_by']} min over")
    if week["days_missing"]:
        missing = week["days_missing"]
        said.append("1 day missing" if missing == 1 else f"{missing} days missing")
    return said


def _plan(library: Library, plan_id: str) -> dict[str, Any]:
    plan = library.plans.get(plan_id)
    if plan is None:
        return {"id": plan_id, "title": plan_id, "line": "not in the library any more; not counted"}
    return {"id": plan_id, "title": plan.title, "line": f"{plan.counted_minutes} min"}


def first_free(weeks: list[dict[str, Any]]) -> list[int]:
    """The first day without a plan; the first day of all when every one has some."""
    for week in weeks:
        for day in week["days"]:
            if not day["plans"]:
                return [week["week"], day["day"]]
    return [1, 1]


def moment(now: datetime, zone: str) -> str:
    """When something was stored."""
    return f"{clock(now.astimezone(ZoneInfo(zone)))}:{now.second:02d}"
