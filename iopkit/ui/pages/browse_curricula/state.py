"""What the curriculum browser knows: what is looked for, and which plan is open. No widget."""

from typing import Any
from urllib.parse import urlencode

import traitlets

from iopkit.content.library import Library
from iopkit.documents.binder import session_pdf, worksheets_pdf
from iopkit.errors import NotAllowed, quoted
from iopkit.ui.pages.browse_curricula import shown
from iopkit.ui.shelf import Shelf

#: How a plan can be read; the first is how it opens.
MODES = ("facilitator", "client", "about")
_PRINTS = {"session": session_pdf, "worksheets": worksheets_pdf}


class BrowseCurriculaState(traitlets.HasTraits):
    """The shelf of plans and the one that is open; nothing here is stored."""

    notice = traitlets.Unicode("")
    filters: Any = traitlets.List()
    plans: Any = traitlets.List()
    count = traitlets.Unicode("")
    text = traitlets.Unicode("")
    plan = traitlets.Dict()
    mode = traitlets.Unicode(MODES[0])
    turn = traitlets.Int(0)

    def __init__(self, library: Library, given: dict[str, str] | None = None) -> None:
        super().__init__()
        self._library, self._shelf = library, Shelf(library)
        self._take(given or {})
        self.refresh()

    def filter(self, name: str, value: str) -> None:
        """Look for other plans.

        Raises
        ------
        NotAllowed
            There is no such filter or choice.
        """
        self._shelf.want(name, value)
        self.refresh()

    def open(self, plan: str) -> None:
        """Open a plan.

        Raises
        ------
        NotFound
            There is no such plan.
        """
        self.plan = shown.plan(self._library, self._library.get_plan(plan))
        self.refresh()

    def read_as(self, mode: str) -> None:
        """Show the plan to its facilitator, its worksheets to a client, or what it rests on.

        Raises
        ------
        NotAllowed
            There is no such way to read a plan.
        """
        if mode not in MODES:
            raise NotAllowed(f"A plan cannot be read as {quoted(mode)}.")
        self.mode = mode
        self.refresh()

    def printed(self, part: str) -> tuple[str, bytes]:
        """A file's name and the open plan, or its worksheets, as PDF.

        Raises
        ------
        NotAllowed
            There is no such part, no plan is open, or it has no worksheet.
        """
        if part not in _PRINTS or not self.plan:
            raise NotAllowed("Choose a session plan first, then what to print of it.")
        plan = self._library.get_plan(self.plan["id"])
        name = plan.id if part == "session" else f"{plan.id}-worksheets"
        return f"{name}.pdf", _PRINTS[part](plan, self._library)

    def refresh(self) -> None:
        """List what is found."""
        self.filters, self.text = self._shelf.filters(), self._shelf.wanted.text
        self.plans = self._shelf.rows()
        self.count = self._shelf.said(len(self.plans))
        self.turn += 1

    @property
    def query(self) -> str:
        """What is looked for and what is open, as it stands in the page's address."""
        held = {one["name"]: one["value"] for one in self.filters} | {"text": self.text}
        if self.plan:
            held |= {"plan": self.plan["id"], "mode": self.mode}
        return urlencode({name: value for name, value in held.items() if value})

    def _take(self, given: dict[str, str]) -> None:
        """Use what the address says, where it makes sense."""
        try:
            for name in ("text", "curriculum", "strand", "modality", "week"):
                if name in given:
                    self._shelf.want(name, given[name])
            if given.get("mode") in MODES:
                self.mode = given["mode"]
        except NotAllowed as error:
            self.notice = str(error)
        if plan := given.get("plan"):
            if plan in self._library.plans:
                self.plan = shown.plan(self._library, self._library.plans[plan])
            else:
                self.notice = f"There is no session plan {quoted(plan)}. Choose one from the list."
