"""What every chart gives to a page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from iopkit.charts.drawing import Drawing

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure that never stands alone: what it shows, how it is counted, and its numbers.

    ``title``, ``summary``, ``definition``, ``n`` and the tables are plain text with whatever people
    typed in it: a page escapes them. In ``drawing``, where plotly reads pseudo-HTML, that is done.

    Parameters
    ----------
    key
        A short name of its own, for an element's id or a file's name.
    title, summary
        A heading of a few words, and one sentence computed from the data.
    definition
        How it is counted, with its denominators.
    n
        What it rests on, such as ``412 expected visits, 38 sessions``.
    drawing
        Without title and without a width of its own; light, see ``look.in_dark``.
    table
        The numbers ready for people; empty, with its columns, when there is nothing to show.
    beneath
        A small table to show right under the figure, where the chart needs one to be read.
    """

    key: str
    title: str
    summary: str
    definition: str
    n: str
    drawing: Drawing
    table: pd.DataFrame
    beneath: pd.DataFrame | None = None

    @property
    def figure(self) -> "go.Figure":
        """The drawing as a figure of plotly's, to look at in JupyterLab or to change."""
        return self.drawing.figure()
