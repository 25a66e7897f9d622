"""A worksheet on the screen."""

import traitlets

from iopkit.ui.kit.piece import Piece


class WorksheetForm(Piece):
    """A worksheet being filled for one client, or for the group (client "").

    ``sheet`` is the worksheet as a dict with its example as text, or empty while none is open;
    ``answers`` and ``versions`` map item ids. Sends ``answer`` (worksheet, client, item,
    value, version), ``whom`` (client) and ``shut``.
    """

    drawn_by = "worksheet.js"
    look = "iop-sheet"

    sheet = traitlets.Dict().tag(sync=True)
    people = traitlets.List(traitlets.Dict()).tag(sync=True)
    client = traitlets.Unicode("").tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    versions = traitlets.Dict().tag(sync=True)
