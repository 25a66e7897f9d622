"""Rules for hours, and what a program misses of them."""

import traitlets

from iopkit.ui.kit.piece import Piece


class ProgramRulesCard(Piece):
    """Levels of care and payers to hold a program to; each that is held says what is missing.

    ``rules`` are ``{"id", "title", "kind", "asks", "source", "note", "held", "state", "says"}``, with
    ``state`` one of ``meets``, ``misses``, ``empty`` and "". Sends ``hold_to`` (rules).
    """

    drawn_by = "program_rules.js"
    look = "iop-rules"

    rules = traitlets.List(traitlets.Dict()).tag(sync=True)
