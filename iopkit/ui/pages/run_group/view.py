"""The widgets of the run-a-group page; they hold no facts."""

from typing import Any

import ipywidgets as widgets

from iopkit.model.codes import PARTICIPATION
from iopkit.ui.guard import Guard
from iopkit.ui.kit.header import PageHeader
from iopkit.ui.kit.page import PageBox
from iopkit.ui.kit.picker import SessionPicker
from iopkit.ui.kit.roster import Roster
from iopkit.ui.kit.spine import Spine
from iopkit.ui.kit.step import StepCard
from iopkit.ui.kit.summary import SessionSummary
from iopkit.ui.kit.worksheet import WorksheetForm
from iopkit.ui.pages.run_group.shown_roster import STATUSES
from iopkit.ui.pages.run_group.state import RunGroupState
from iopkit.ui.presses import by_verb

LINKS = [{"label": "Engagement", "href": "../dashboards/engagement.ipynb"}]


class RunGroupPage(PageBox):
    """Choosing a session, running it, closing it: three screens over one state."""

    def __init__(self, state: RunGroupState) -> None:
        self.state = state
        self.guard = Guard(state)
        self.header = PageHeader(links=LINKS)
        self.picker = SessionPicker()
        self.spine, self.step = Spine(), StepCard()
        self.sheet, self.summary = WorksheetForm(), SessionSummary()
        self.roster = Roster(
            anchors=list(PARTICIPATION.values()),
            statuses=[[status.value, label, tone] for status, label, tone in STATUSES],
        )
        self._listen()
        super().__init__()
        self._shown = ""
        state.observe(lambda _: self._draw(), ["turn", "notice", "saved"])
        self._draw()

    def _listen(self) -> None:
        s = self.state
        self._on(self.header, {"finish": s.finish, "leave": s.leave, "look": s.look})
        self._on(
            self.picker,
            {
                "start": s.start,
                "open": s.open,
                "start_unscheduled": s.start_unscheduled,
                "facilitator": s.choose_facilitator,
            },
        )
        self._on(self.spine, {"go": s.go})
        self._on(
            self.step,
            {
                "next": s.next,
                "back": s.back,
                "more": s.more,
                "pause": s.pause,
                "resume": s.resume,
                "finish": s.finish,
                "sheet": s.open_sheet,
                "look": s.look,
            },
        )
        self._on(
            self.roster,
            {"mark": s.mark, "change": s.change, "check_in": s.check_in, "participation": s.participation},
        )
        self._on(self.sheet, {"answer": s.answer, "whom": s.whom, "shut": s.shut_sheet})
        self._on(self.summary, {"close": s.close, "stay": s.stay, "leave": s.leave})

    def _on(self, piece: Any, verbs: dict[str, Any]) -> None:
        """Let a piece's messages call the state's verbs, each under the guard."""
        handle = by_verb(verbs)
        pressed, looked = self.guard(handle), self.guard(handle, quiet=True)
        piece.on_press(lambda message: (looked if message.get("verb") == "look" else pressed)(message))

    def _screen(self) -> None:
        """Show the widgets of the screen that the state is on, once they know what to show."""
        if self._shown == self.state.screen:
            return
        self._shown = self.state.screen
        room = _box("iop-room", self.spine, _box("iop-middle", self.sheet, self.step), self.roster)
        close = _box("iop-closing", self.summary, self.roster)
        screens = {"choose": self.picker, "room": room, "close": close}
        self.children = (self.header, screens[self.state.screen])

    def _draw(self) -> None:
        s = self.state
        _set(
            self.header,
            title=s.title,
            sub=s.sub,
            tag=s.tag,
            saved=s.saved if s.screen != "choose" else "",
            notice=s.notice,
            actions=[{"verb": "finish", "label": "Close session"}] if s.screen == "room" else [],
            query=s.query,
        )
        if s.screen == "choose":
            _set(self.picker, **s.choices)
        else:
            self._draw_session()
        self._screen()

    def _draw_session(self) -> None:
        s = self.state
        _set(self.spine, steps=s.spine, live=not s.closed)
        _set(self.step, step=s.step, clock=s.clock)
        _set(self.roster, **s.roster)
        _set(self.sheet, **(s.sheet or {"sheet": {}}))
        _set(self.summary, summary=s.summary)


def _set(piece: Any, **traits: Any) -> None:
    """Send only what changed, in one message."""
    with piece.hold_sync():
        for name, value in traits.items():
            if getattr(piece, name) != value:
                setattr(piece, name, value)


def _box(name: str, *children: Any) -> widgets.Box:
    box = widgets.Box(children)
    box.add_class(name)
    return box
