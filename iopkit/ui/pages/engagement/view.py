"""The widgets of the engagement page; they hold no facts."""

from typing import Any

import ipywidgets as widgets

from iopkit.ui.guard import Guard
from iopkit.ui.kit.call_list import CallList
from iopkit.ui.kit.chart import ChartCard
from iopkit.ui.kit.figures import Tiles
from iopkit.ui.kit.filters import Filters
from iopkit.ui.kit.header import PageHeader
from iopkit.ui.kit.page import PageBox
from iopkit.ui.pages.engagement.state import EngagementState
from iopkit.ui.presses import by_verb

LINKS = [{"label": "Run a group", "href": "../notebooks/run_group.ipynb"}]
ORGANISATION = {"label": "Organisation", "href": "organisation.ipynb"}


class EngagementPage(PageBox):
    """Filters, four numbers, six charts, and the people to call."""

    def __init__(self, state: EngagementState) -> None:
        self.state = state
        guard = Guard(state)
        links = [ORGANISATION, *LINKS] if state.several_sites else LINKS
        self.header = PageHeader(title="Engagement", links=links)
        self.filters, self.tiles = Filters(), Tiles()
        self.calls = CallList(
            title="Call today",
            definition="Clients in treatment whose last two marked sessions were both missed.",
            empty="Nobody missed the last two sessions.",
        )
        self.charts = {name: ChartCard() for name in state.charts}
        self.filters.on_press(guard(by_verb({"filter": state.filter})))
        grid = widgets.Box(list(self.charts.values()))
        grid.add_class("iop-charts")
        dashboard = widgets.Box([self.tiles, self.calls, grid])
        dashboard.add_class("iop-dash")
        super().__init__([self.header, self.filters, dashboard])
        state.observe(self._on_change, ["turn", "notice"])
        self._draw()

    def _on_change(self, change: Any) -> None:
        if change["name"] == "notice":
            self.header.notice = self.state.notice
        else:
            self._draw()

    def _draw(self) -> None:
        s = self.state
        with self.header.hold_sync():
            self.header.tag, self.header.sub = s.tag, s.sub
            self.header.query, self.header.notice = s.query, s.notice
        self.filters.filters = s.choices
        self.tiles.tiles = s.tiles
        self.calls.people = s.missed
        for name, card in self.charts.items():
            card.show(s.charts[name])
