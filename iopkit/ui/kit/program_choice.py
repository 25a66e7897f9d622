"""Choosing a program to plan, or beginning one."""

import traitlets

from iopkit.ui.kit.piece import Piece


class ProgramChoice(Piece):
    """Programs that were begun, and a form for a new one.

    ``programs`` are ``{"id", "title", "line"}``, ``curricula`` the same. Sends ``open`` (program) and
    ``start`` (title, curricula).
    """

    drawn_by = "program_choice.js"
    look = "iop-picker"

    programs = traitlets.List(traitlets.Dict()).tag(sync=True)
    curricula = traitlets.List(traitlets.Dict()).tag(sync=True)
