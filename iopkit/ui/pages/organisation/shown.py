"""What the organisation page shows: a row for each site and one for all together, each number with its n."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from iopkit.actions.access import reached_groups, require_several_sites
from iopkit.charts.words import percent
from iopkit.metrics.attendance import marked, weekly_attendance
from iopkit.metrics.hours import THRESHOLD_HOURS, weekly_hours
from iopkit.metrics.missed import missed_last_two
from iopkit.metrics.retention import stay_curves
from iopkit.metrics.survival import Curve, retained_at
from iopkit.model.access import Act
from iopkit.store.transaction import Transaction

WEEKS = 13
#: Under so many, a share is said as a count: one client more or less would change it too much.
FEW = 5
ENGAGED_DAY = 34
NO_SITE = "No site"

COLUMNS = (
    "In treatment",
    f"Admitted in {WEEKS} weeks",
    "Discharged",
    "Sessions held",
    "Visits kept",
    f"Reached {THRESHOLD_HOURS:g} hours",
    f"Still in treatment at day {ENGAGED_DAY}",
    "To call",
)

Cell = dict[str, str]


@dataclass(frozen=True, eq=False)
class Looked:
    """What was read: counts of the last weeks by site, their visits, and all stays, counted.

    ``names`` are those of the sites that are shown, by id; what belongs to none stands under None.
    """

    as_of: date
    since: date
    names: dict[str | None, str]
    care: pd.DataFrame
    held: dict[str | None, int]
    visits: pd.DataFrame
    episodes: pd.DataFrame
    stays: pd.DataFrame


def look(r: Transaction, today: date) -> Looked:
    """Read what the page shows, of the groups that whoever looks may look at.

    Raises
    ------
    Refused
        They may see one site at most.
    """
    sites = require_several_sites(r, Act.SEE_ENGAGEMENT)
    groups, since = reached_groups(r, Act.SEE_ENGAGEMENT), today - timedelta(weeks=WEEKS)
    names: dict[str | None, str] = {
        one.id: one.name for one in r.list_sites() if sites is None or one.id in sites
    }
    care = r.count_care(since, today, groups=groups)
    held = r.count_held(since, today, groups=groups)
    if care["site"].isna().any() or None in held:
        names[None] = NO_SITE
    return Looked(
        as_of=today,
        since=since,
        names=names,
        care=care,
        held=held,
        visits=marked(r.attendance_frame(since=since, until=today, groups=groups)),
        episodes=r.episodes_frame(since=today, until=today, groups=groups),
        stays=r.stays_frame(today, by="site", groups=groups),
    )


def rows(looked: Looked) -> list[dict[str, Any]]:
    """A row for each site, by name, and one for all together."""
    shown = [{"name": name, "cells": list(_cells(_at(looked, one)))} for one, name in looked.names.items()]
    return [*shown, {"name": "All together", "cells": list(_cells(looked)), "total": True}]


def _at(looked: Looked, site: str | None) -> Looked:
    """What was read of one site."""

    def kept(frame: pd.DataFrame) -> pd.DataFrame:
        here = frame["site"].isna() if site is None else frame["site"] == looked.names[site]
        return frame[here].reset_index(drop=True)

    care = looked.care
    return Looked(
        as_of=looked.as_of,
        since=looked.since,
        names={site: looked.names[site]},
        care=care[care["site"].isna() if site is None else care["site"] == site],
        held={site: looked.held.get(site, 0)},
        visits=kept(looked.visits),
        episodes=kept(looked.episodes),
        stays=kept(looked.stays),
    )


def _cells(looked: Looked) -> Iterator[Cell]:
    """The numbers of a row, in the order of the columns."""
    for name in ("in_treatment", "admitted", "discharged"):
        yield _cell(f"{int(looked.care[name].sum()):,}")
    yield _cell(f"{sum(looked.held.values()):,}")
    yield _kept(looked.visits)
    yield _reached(looked)
    yield _engaged(stay_curves(looked.stays)[0])
    yield _cell(f"{len(missed_last_two(looked.visits, looked.episodes, looked.as_of)):,}")


def last_monday(as_of: date) -> date:
    """The Monday of the last week that is over."""
    return as_of - timedelta(days=as_of.weekday() + 7)


def _kept(visits: pd.DataFrame) -> Cell:
    weeks = weekly_attendance(visits)
    return _share(int(weeks["attended"].sum()), int(weeks["expected"].sum()), "expected")


def _reached(looked: Looked) -> Cell:
    weeks = weekly_hours(looked.visits)
    week = weeks[weeks["week"] == pd.Timestamp(last_monday(looked.as_of))]
    return _share(int(week["reached"].sum()), int(week["clients"].sum()), "clients")


def _engaged(curve: Curve) -> Cell:
    still = retained_at(curve, ENGAGED_DAY) if curve.n else None
    if still is None or pd.isna(still.retained):
        return _cell("–", f"not known yet, n {curve.n:,}")
    if curve.n < FEW:
        return _cell(f"n {curve.n}", "too few for a share")
    edges = "" if pd.isna(still.low) else f"{still.low * 100:.0f} to {still.high * 100:.0f} %, "
    return _cell(percent(still.retained), f"{edges}n {curve.n:,}")


def _share(part: int, whole: int, noun: str) -> Cell:
    if not whole:
        return _cell("–", f"0 {noun}")
    if whole < FEW:
        return _cell(f"{part} of {whole}", noun)
    return _cell(percent(part / whole), f"{part:,} of {whole:,} {noun}")


def _cell(text: str, line: str = "") -> Cell:
    return {"text": text, "line": line}
