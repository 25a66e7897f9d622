"""What can be taken along of a program."""

import traitlets

from iopkit.ui.kit.piece import Piece


class ProgramExport(Piece):
    """The binder as PDF, and the days as a calendar file.

    ``defaults``: first_day, at, zone, zones, days. Sends ``binder`` (paper) and ``calendar`` (first_day,
    weekdays, at, zone); ``hand_over`` answers both.
    """

    drawn_by = "program_export.js"
    look = "iop-export"

    defaults = traitlets.Dict().tag(sync=True)
