"""The widgets of the curriculum browser; they hold no facts."""

import ipywidgets as widgets

from iopkit.ui.guard import Guard
from iopkit.ui.kit.header import PageHeader
from iopkit.ui.kit.page import PageBox
from iopkit.ui.kit.plan_list import PlanList
from iopkit.ui.kit.plan_paper import PlanPaper
from iopkit.ui.pages.browse_curricula.state import BrowseCurriculaState
from iopkit.ui.presses import by_verb

LINKS = [
    {"label": "Plan a program", "href": "plan_program.ipynb"},
    {"label": "Run a group", "href": "run_group.ipynb"},
]


class BrowseCurriculaPage(PageBox):
    """The shelf on one side, the open plan on the other."""

    def __init__(self, state: BrowseCurriculaState) -> None:
        self.state = state
        guard = Guard(state)
        self.header = PageHeader(title="Curricula", links=LINKS)
        self.shelf, self.paper = PlanList(heading="Session plans"), PlanPaper()
        self.shelf.on_press(guard(by_verb({"filter": state.filter, "pick": state.open})))
        self.paper.on_press(guard(by_verb({"print": self._print, "read_as": state.read_as})))
        desk = widgets.Box([self.shelf, self.paper])
        desk.add_class("iop-desk")
        super().__init__([self.header, desk])
        state.observe(lambda _: self._draw(), ["turn", "notice"])
        self._draw()

    def _print(self, part: str) -> None:
        self.paper.hand_over(*self.state.printed(part), "application/pdf")

    def _draw(self) -> None:
        s = self.state
        with self.header.hold_sync():
            self.header.query, self.header.notice = s.query, s.notice
        with self.shelf.hold_sync():
            self.shelf.filters, self.shelf.text, self.shelf.count = s.filters, s.text, s.count
            self.shelf.plans = s.plans
            self.shelf.chosen = s.plan.get("id", "")
        with self.paper.hold_sync():
            self.paper.mode = s.mode
            self.paper.plan = s.plan
