"""Rolls and episodes in a line each, for worked examples of sentences and traces."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

COLUMNS = {
    "session": "str",
    "group_name": "str",
    "program": "str",
    "starts_at": "datetime64[s]",
    "session_minutes": "int64",
    "session_status": "str",
    "client": "str",
    "client_name": "str",
    "status": "str",
    "minutes": "float64",
    "track": "str",
    "level_of_care": "str",
    "admitted_on": "datetime64[s]",
    "populations": "str",
}
STATUSES = {
    "p": "present",
    "L": "late",
    "<": "left_early",
    "e": "excused",
    "x": "absent",
    "?": "unmarked",
    "c": "cancelled",
}
Roll = Callable[..., pd.DataFrame]


@pytest.fixture
def roll() -> Roll:
    """``roll({"2026-11-16": "ppx"})``: a session a day, a letter a client; a dot is not expected."""

    def visits(days: dict[str, str], names: tuple[str, ...] = (), **shared: Any) -> pd.DataFrame:
        rows = [
            {
                "session": f"s{day}",
                "group_name": "Morning A",
                "program": "day",
                "starts_at": f"{day} 09:00",
                "session_minutes": 180,
                "session_status": "cancelled" if letter == "c" else "held",
                "client": f"c{place}",
                "client_name": names[place] if names else f"Bird {place}",
                "status": STATUSES[letter],
                "minutes": None,
                "track": "Day",
                "level_of_care": "2.1",
                "admitted_on": "2026-10-01",
                "populations": "adult",
                **shared,
            }
            for day, letters in days.items()
            for place, letter in enumerate(letters)
            if letter != "."
        ]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        for column in ("starts_at", "admitted_on"):
            frame[column] = pd.to_datetime(frame[column])
        return frame.astype(COLUMNS)

    return visits


@pytest.fixture
def stays() -> Roll:
    """``stays(Day=[30, -60])``: days from 1 January 2026 to leaving, a minus to a completion."""

    def episodes(**tracks: list[int]) -> pd.DataFrame:
        admitted = pd.Timestamp("2026-01-01")
        rows = [
            (track, admitted, admitted + pd.Timedelta(days=abs(days)), "left" if days > 0 else "completed")
            for track, lengths in tracks.items()
            for days in lengths
        ]
        columns = ["track", "admitted_on", "discharged_on", "discharge_reason"]
        frame = pd.DataFrame(rows, columns=columns).assign(populations="adult", program="day")
        return frame.astype({"admitted_on": "datetime64[s]", "discharged_on": "datetime64[s]"})

    return episodes
