"""The weeks of a program."""

import traitlets

from iopkit.ui.kit.piece import Piece


class ProgramBoard(Piece):
    """Weeks and days with the session plans on them, and by how many minutes a day is short.

    ``weeks`` are ``{"week", "hours", "says", "days"}``, days ``{"day", "minutes", "short_by", "plans"}``,
    plans ``{"id", "title", "line"}``; ``target`` is the week and day that the next plan goes to. Sends
    ``aim`` (week, day), ``put`` (plan, week, day), ``take`` (week, day, position), ``move`` (week, day,
    position, to_week, to_day), ``more_days``, ``more_weeks``, ``rename`` (title) and ``remove``.
    """

    drawn_by = "program_board.js"
    look = "iop-board"

    title = traitlets.Unicode("").tag(sync=True)
    target = traitlets.List(traitlets.Int()).tag(sync=True)
    weeks = traitlets.List(traitlets.Dict()).tag(sync=True)
