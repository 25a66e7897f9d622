"""What can be taken along of a program."""

import traitlets

from iopkit.ui.kit.piece import Piece, script


class ProgramExport(Piece):
    """The binder as PDF, and the days as a calendar file.

    ``defaults``: first_day, at, zone, zones, days. Sends ``binder`` (paper) and ``calendar`` (first_day,
    weekdays, at, zone); ``hand_over`` answers both.
    """

    _esm = script("files.js", "program_export.js")

    defaults = traitlets.Dict().tag(sync=True)
