"""The roster of a session."""

import traitlets

from iopkit.ui.kit.piece import Piece, script


class Roster(Piece):
    """Who is here, with one press a person; times, check-in and participation behind the name.

    ``rows`` hold client, name, status, short (what the three buttons show), came, version,
    line, tone, arrived, left (HH:MM), minutes, counted, longest, mode, reason, mood, craving,
    used, check_in_version, level, level_version. Sends ``mark`` (client, status, version),
    ``change`` (client, field, value, version), ``check_in`` (client, moment, field, value,
    version), ``participation`` (client, level, version).
    """

    _esm = script("roster.js")

    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    count = traitlets.Unicode("").tag(sync=True)
    moment = traitlets.Unicode("start").tag(sync=True)
    anchors = traitlets.List(traitlets.Unicode()).tag(sync=True)
    statuses = traitlets.List(traitlets.List()).tag(sync=True)
