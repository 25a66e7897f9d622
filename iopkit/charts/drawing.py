"""A figure as it is being drawn: traces and a layout in plotly's words, not yet objects of plotly's.

A page needs only what the browser is told. Objects of plotly's check every word that they are given, each
time: for the six charts of a page that took longer than reading and counting the attendance. They are made
where somebody asks for them, in JupyterLab and in tests.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import plotly.graph_objects as go

Words = dict[str, Any]


@dataclass
class Drawing:
    """What plotly.js takes; the words are those of its reference. Values are plain: lists, numbers, texts."""

    traces: list[Words] = field(default_factory=list)
    layout: Words = field(default_factory=dict)

    def add(self, *traces: Words) -> "Drawing":
        """Draw more traces, over those that are there."""
        self.traces += traces
        return self

    def arrange(self, **parts: Any) -> "Drawing":
        """Change parts of the layout, and leave all that is not named as it was."""
        _take(self.layout, parts)
        return self

    def write(self, **note: Any) -> "Drawing":
        """Write an annotation."""
        self.layout.setdefault("annotations", []).append(note)
        return self

    def line_across(self, y: float, stroke: Words, place: str = "") -> "Drawing":
        """Draw a line across the whole width of the axes ``place``, which are numbered from "2" on."""
        ends = {"x0": 0, "x1": 1, "xref": f"x{place} domain", "y0": y, "y1": y, "yref": f"y{place}"}
        self.layout.setdefault("shapes", []).append({"type": "line", "line": stroke, **ends})
        return self

    def figure(self) -> "go.Figure":
        """The same as a figure of plotly's.

        Raises
        ------
        ValueError
            Plotly knows a word or a value of it not.
        """
        import plotly.graph_objects as go

        return go.Figure(data=copy.deepcopy(self.traces), layout=copy.deepcopy(self.layout))


def _take(known: Words, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        if isinstance(value, Mapping):
            _take(known.setdefault(name, {}), value)
        else:
            known[name] = value


def numbers(values: Iterable[float]) -> list[float | None]:
    """Numbers as plotly.js is told them; one that is not known becomes a gap."""
    return [None if pd.isna(value) else float(value) for value in values]
