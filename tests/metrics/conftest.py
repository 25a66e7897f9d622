"""Small rolls and episodes, with every column that the store gives."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

VISIT: dict[str, Any] = {
    "session": "s1",
    "group": "morning-a",
    "group_name": "Morning A",
    "program": "day",
    "starts_at": "2026-11-16 09:00",
    "session_minutes": 180,
    "session_status": "held",
    "client": "heron",
    "client_name": "Heron M.",
    "status": "present",
    "minutes": None,
    "mode": "in_person",
    "reason": None,
    "episode": "e1",
    "track": "Day",
    "level_of_care": "2.1",
    "admitted_on": "2026-10-19",
    "populations": "adult",
}
EPISODE: dict[str, Any] = {
    "episode": "e1",
    "client": "heron",
    "client_name": "Heron M.",
    "program": "day",
    "track": "Day",
    "level_of_care": "2.1",
    "admitted_on": "2026-10-19",
    "discharged_on": None,
    "discharge_reason": None,
    "populations": "adult",
}
Frame = Callable[..., pd.DataFrame]


def _frame(default: dict[str, Any], rows: tuple[dict[str, Any], ...]) -> pd.DataFrame:
    frame = pd.DataFrame([{**default, **row} for row in rows], columns=list(default))
    for column in frame.columns.intersection(["starts_at", "admitted_on", "discharged_on"]):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    return frame.astype({"minutes": "float64"}) if "minutes" in frame and rows else frame


@pytest.fixture
def roll() -> Frame:
    """``roll({"client": "otter"}, ...)``: one visit a mapping, the rest as in VISIT."""
    return lambda *rows: _frame(VISIT, rows)


@pytest.fixture
def episodes() -> Frame:
    """``episodes({"client": "otter"}, ...)``: one episode a mapping, the rest as in EPISODE."""
    return lambda *rows: _frame(EPISODE, rows)
