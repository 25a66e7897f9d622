"""The roll in words and as a table: what each status is called, and where absences gather."""

from typing import NamedTuple

import pandas as pd

from iopkit.charts.colours import GREEN, GREY, ORANGE, PALE, SKY, VERMILLION
from iopkit.charts.words import counted, day, percent, weekdays
from iopkit.metrics.attendance import CAME, MARKED

#: So many absences, and such a share of them on one weekday, are worth a word.
_ENOUGH, _HALF, _MORE_THAN_ITS_SHARE = 6, 0.5, 1.25


class Cell(NamedTuple):
    """How a status is drawn: its letter carries the meaning and the colour repeats it."""

    letter: str
    word: str
    colour: str


CELLS = {
    "present": Cell("", "present", GREEN),
    "late": Cell("L", "late", ORANGE),
    "left_early": Cell("←", "left early", SKY),
    "excused": Cell("e", "excused", GREY),
    "absent": Cell("×", "absent", VERMILLION),
    "unmarked": Cell("?", "not marked", PALE),
}


def absences_said(grid: pd.DataFrame) -> str:
    """How many expected visits were absences, and the weekday they gather on if there is one.

    Parameters
    ----------
    grid
        What ``session_grid`` gives, with at least one session.
    """
    absent, expected = (grid == "absent"), grid.isin(MARKED)
    missed, visits = int(absent.to_numpy().sum()), int(expected.to_numpy().sum())
    of_visits = f"{counted(visits, 'expected visit')} over {counted(grid.shape[1], 'session')}"
    if not missed:
        return f"Nobody was absent in {of_visits}."
    said = f"{missed} of {of_visits} {'was an absence' if missed == 1 else 'were absences'}"
    gathered = _gathered(absent, expected)
    return f"{said}; {gathered}." if gathered else f"{said}."


def _gathered(absent: pd.DataFrame, expected: pd.DataFrame) -> str:
    """The weekday with most absences, if it has half of them and more than its share of visits."""
    sessions = absent.columns.to_frame(index=False)
    sessions = sessions.assign(absent=absent.sum().to_numpy(), visits=expected.sum().to_numpy())
    missed, visits = int(sessions["absent"].sum()), int(sessions["visits"].sum())
    by_day = [rows for _, rows in sessions.groupby(sessions["starts_at"].dt.day_of_week)]
    worst = max(by_day, key=lambda rows: rows["absent"].sum())
    there, expected_there = int(worst["absent"].sum()), int(worst["visits"].sum())
    share = there / missed
    if missed < _ENOUGH or share < _HALF or share < _MORE_THAN_ITS_SHARE * expected_there / visits:
        return ""
    name = weekdays(worst["starts_at"].iloc[0])
    return f"{there} of the {missed} fell on {name}, which had {expected_there} of the visits"


def roll_table(grid: pd.DataFrame) -> pd.DataFrame:
    """The grid in words: a row for each client, with the visits kept and a column for each session."""
    came, expected = grid.isin(CAME).sum(axis=1), grid.isin(MARKED).sum(axis=1)
    rates = came / expected.where(expected > 0)
    table = pd.DataFrame({"Client": grid.index.get_level_values("client_name").astype("str")})
    table["Came"] = [f"{part} of {whole}" for part, whole in zip(came, expected, strict=True)]
    table["Share"] = [percent(rate) for rate in rates]
    words = [[CELLS[s].word if s in CELLS else "" for s in row] for row in grid.to_numpy()]
    sessions = pd.DataFrame(words, columns=_session_names(grid), index=table.index)
    return pd.concat([table, sessions], axis=1)


def _session_names(grid: pd.DataFrame) -> list[str]:
    """A name for each session that no other has: the day, and the time and group where days repeat."""
    sessions = grid.columns.to_frame(index=False).to_dict("records")
    days = [day(row["starts_at"], weekday=True) for row in sessions]
    if len(set(days)) == len(days):
        return days
    full = [
        f"{day} {row['starts_at']:%H:%M}, {row['group_name']}"
        for day, row in zip(days, sessions, strict=True)
    ]
    return [f"{name} ({place + 1})" if full.count(name) > 1 else name for place, name in enumerate(full)]
