"""Choosing a program to plan, or beginning one."""

from typing import Any

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, button, h


class ProgramChoice(Piece):
    """Programs that were begun, and a form for a new one.

    ``programs`` are ``{"id", "title", "line"}``, ``curricula`` the same. Sends ``open`` (program) and
    ``start`` (title, curricula).
    """

    drawn_by = "program_choice.js"
    look = "iop-picker"

    programs = traitlets.List(traitlets.Dict()).tag(sync=True)
    curricula = traitlets.List(traitlets.Dict()).tag(sync=True)

    def still(self) -> Html:
        """The programs that were begun; the form for a new one comes with the script."""
        begun = h("ul", {"class": "iop-plain iop-today-list"}, [_begun(one) for one in self.programs])
        return h("div", None, h("h2", None, "Programs"), begun) if self.programs else Html("")


def _begun(program: dict[str, Any]) -> Html:
    words = h("div", None, h("h3", None, program["title"]), h("p", {"class": "iop-sub num"}, program["line"]))
    return h("li", {"class": "iop-card iop-today"}, words, h("span"), button("Open"))
