"""Rules for hours, and what a program misses of them."""

import traitlets

from iopkit.ui.kit.piece import Piece, script


class ProgramRulesCard(Piece):
    """Levels of care and payers to hold a program to; each that is held says what is missing.

    ``rules`` are ``{"id", "title", "kind", "asks", "source", "note", "held", "state", "says"}``, with
    ``state`` one of ``meets``, ``misses``, ``empty`` and "". Sends ``hold_to`` (rules).
    """

    _esm = script("program_rules.js")

    rules = traitlets.List(traitlets.Dict()).tag(sync=True)
