from typing import Any

import pandas as pd
import pytest
from comm.base_comm import BaseComm

from iopkit.charts.chart import Chart
from iopkit.charts.drawing import Drawing, Words
from iopkit.ui.kit.chart import ChartCard
from iopkit.ui.kit.piece import script, style_sheet


def test_a_chart_goes_to_the_page_with_its_words_and_its_table() -> None:
    table = pd.DataFrame({"Week": ["23 Nov"], "Came": [3], "Rate": [None]})
    card = ChartCard()
    card.show(Chart("k", "Title", "One sentence.", "Counted so.", "3 visits", Drawing(), table))
    assert (card.title, card.summary, card.n) == ("Title", "One sentence.", "3 visits")
    assert card.table == {"columns": ["Week", "Came", "Rate"], "rows": [["23 Nov", "3", ""]]}
    assert card.beneath == {"columns": [], "rows": []}


def test_plotly_is_sent_when_the_page_asks_and_not_with_each_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[Any, Any]] = []
    card = ChartCard()
    monkeypatch.setattr(card, "send", lambda content, buffers=None: sent.append((content, buffers)))
    assert "plotly.js v" not in card._esm
    card.press("plotly")
    ((content, buffers),) = sent
    assert content == {"verb": "plotly"}
    assert b"plotly.js (cartesian - minified) v" in buffers[0][:200]


def test_the_share_button_is_off() -> None:
    assert "showSendToCloud: false" in script("chart.js")
    assert "displayModeBar: false" in script("chart.js")


def test_no_piece_names_another_machine() -> None:
    pieces = ("header", "picker", "spine", "step", "roster", "worksheet", "summary", "filters", "figures")
    assert all("://" not in script(f"{name}.js") for name in (*pieces, "call_list", "chart"))
    assert "://" not in style_sheet()


class _Page(BaseComm):
    """The browser's end of a card: writes down what it is told.

    A comm of its own, because which kind is made without it depends on whether a kernel was imported.
    """

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}
        super().__init__()

    def publish_msg(self, msg_type: str, data: Any = None, *_: Any, **__: Any) -> None:
        if msg_type == "comm_msg":
            self.told |= data["state"]


def _shown(card: ChartCard, *traces: Words, height: int = 300) -> dict[str, Any]:
    """Show a figure; gives what of it was sent."""
    page = _Page()
    card.comm = page
    drawing = Drawing(list(traces), {"height": height})
    card.show(Chart("k", "Title", "One sentence.", "Counted so.", "3 visits", drawing, pd.DataFrame()))
    return page.told


def test_of_another_figure_only_what_differs_is_sent() -> None:
    card = ChartCard()
    here = {"type": "scatter", "name": "here", "x": [1, 2], "y": [3, 4]}
    late = {"type": "scatter", "name": "late", "x": [1, 2], "y": [0, 1]}
    first = _shown(card, here, late)
    assert first["arrangement"]["height"] == 300
    assert first["patch"]["1"] == {"name": "late", "type": "scatter", "x": [1, 2], "y": [0, 1]}

    second = _shown(card, here, late | {"y": [0, 2]})
    assert "arrangement" not in second
    assert second["patch"] == {"1": {"y": [0, 2]}}

    third = _shown(card, here, height=200)
    assert third["arrangement"]["height"] == 200
    assert third["patch"] == {"1": None}
    assert _shown(card, here, height=200) == {"patch": {}}


def test_a_page_that_opens_is_told_the_whole_figure() -> None:
    card = ChartCard()
    _shown(card, {"name": "here", "x": [1], "y": [3]})
    _shown(card, {"name": "here", "x": [1], "y": [5]})
    told = card.get_state()
    assert told["traces"]["0"]["y"] == [5]
    assert told["patch"] == {}
    assert told["arrangement"]["height"] == 300
