from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from iopkit.charts.chart import Chart
from iopkit.ui.kit.chart import ChartCard
from iopkit.ui.kit.piece import script, style_sheet


def test_a_chart_goes_to_the_page_with_its_words_and_its_table() -> None:
    table = pd.DataFrame({"Week": ["23 Nov"], "Came": [3], "Rate": [None]})
    card = ChartCard()
    card.show(Chart("k", "Title", "One sentence.", "Counted so.", "3 visits", go.Figure(), table))
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
