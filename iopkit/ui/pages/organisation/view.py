"""The widgets of the organisation page; they hold no facts."""

from typing import Any

import ipywidgets as widgets

from iopkit.ui.kit.chart import ChartCard
from iopkit.ui.kit.header import PageHeader
from iopkit.ui.kit.page import PageBox
from iopkit.ui.kit.table import NumberTable
from iopkit.ui.pages.organisation.shown import COLUMNS
from iopkit.ui.pages.organisation.state import OrganisationState

LINKS = [
    {"label": "Engagement", "href": "engagement.ipynb?by=site"},
    {"label": "Run a group", "href": "../notebooks/run_group.ipynb"},
]


class OrganisationPage(PageBox):
    """A table of sites, and their attendance by week."""

    def __init__(self, state: OrganisationState) -> None:
        self.state = state
        self.header = PageHeader(title="Organisation", links=LINKS)
        self.table = NumberTable(title="Sites", first="Site", columns=list(COLUMNS))
        self.chart = ChartCard()
        dashboard = widgets.Box([self.table, self.chart])
        dashboard.add_class("iop-dash")
        super().__init__([self.header, dashboard])
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
            self.header.tag, self.header.sub, self.header.notice = s.tag, s.sub, s.notice
        with self.table.hold_sync():
            self.table.definition, self.table.rows = s.definition, s.rows
        self.chart.show(s.chart)
