"""The widgets of the program planner; they hold no facts."""

from typing import Any

import ipywidgets as widgets

from iopkit.ui.guard import Guard
from iopkit.ui.kit.header import PageHeader
from iopkit.ui.kit.page import PageBox
from iopkit.ui.kit.plan_list import PlanList
from iopkit.ui.kit.program_board import ProgramBoard
from iopkit.ui.kit.program_choice import ProgramChoice
from iopkit.ui.kit.program_export import ProgramExport
from iopkit.ui.kit.program_rules import ProgramRulesCard
from iopkit.ui.pages.plan_program.state import PlanProgramState
from iopkit.ui.presses import by_verb

LINKS = [
    {"label": "Curricula", "href": "browse_curricula.ipynb"},
    {"label": "Run a group", "href": "run_group.ipynb"},
]


class PlanProgramPage(PageBox):
    """Choosing a program; then its weeks, the shelf of plans, the rules and the exports."""

    def __init__(self, state: PlanProgramState) -> None:
        self.state = state
        self.guard = Guard(state)
        self.header = PageHeader(title="Plan a program", links=LINKS)
        self.choice, self.board, self.rules = ProgramChoice(), ProgramBoard(), ProgramRulesCard()
        self.shelf = PlanList(heading="Session plans", reader="browse_curricula.ipynb")
        self.export = ProgramExport()
        self._listen()
        side = widgets.Box([self.shelf, self.export])
        side.add_class("iop-side")
        self.desk = widgets.Box([self.rules, self.board, side])
        self.desk.add_class("iop-planner")
        super().__init__()
        state.observe(lambda _: self._draw(), ["turn", "notice", "saved"])
        self._draw()

    def _listen(self) -> None:
        s = self.state
        self._on(self.header, {"leave": lambda: s.open("")})
        self._on(self.choice, {"start": s.start, "open": s.open})
        self._on(
            self.board,
            {
                "aim": s.aim,
                "put": s.put,
                "take": s.take,
                "move": s.move,
                "more_days": s.more_days,
                "more_weeks": s.more_weeks,
                "rename": s.rename,
                "remove": s.remove,
            },
        )
        self._on(self.rules, {"hold_to": s.hold_to})
        self._on(self.shelf, {"filter": s.filter, "pick": s.put})
        self._on(self.export, {"binder": self._binder, "calendar": self._calendar})

    def _on(self, piece: Any, verbs: dict[str, Any]) -> None:
        """Let a piece's messages call the state's verbs, each under the guard."""
        piece.on_press(self.guard(by_verb(verbs)))

    def _binder(self, paper: str) -> None:
        self.export.hand_over(*self.state.binder(paper), "application/pdf")

    def _calendar(self, first_day: str, weekdays: list[int], at: str, zone: str) -> None:
        self.export.hand_over(*self.state.calendar(first_day, weekdays, at, zone), "text/calendar")

    def _draw(self) -> None:
        s = self.state
        is_open = bool(s.program_id)
        with self.header.hold_sync():
            self.header.title = s.title or "Plan a program"
            self.header.sub, self.header.tag, self.header.notice = s.total, s.tag, s.notice
            self.header.saved = s.saved if is_open else ""
            self.header.query = f"program={s.program_id}" if is_open else ""
            self.header.actions = [{"verb": "leave", "label": "All programs"}] if is_open else []
        if is_open:
            self._draw_desk()
            self.children = (self.header, self.desk)
        else:
            with self.choice.hold_sync():
                self.choice.programs, self.choice.curricula = s.programs, s.curricula
            self.children = (self.header, self.choice)

    def _draw_desk(self) -> None:
        s = self.state
        with self.board.hold_sync():
            self.board.title, self.board.target = s.title, s.target
            self.board.weeks = s.weeks
        self.rules.rules = s.rules
        with self.shelf.hold_sync():
            self.shelf.filters, self.shelf.text, self.shelf.count = s.filters, s.text, s.count
            self.shelf.action = f"Put on week {s.target[0]}, day {s.target[1]}" if s.target else ""
            self.shelf.plans = s.plans
        self.export.defaults = {**s.export, "days": s.days}
