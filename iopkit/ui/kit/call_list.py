"""The people to call."""

import traitlets

from iopkit.ui.kit.piece import Piece, script


class CallList(Piece):
    """Clients to call and why: ``people`` are ``{"name", "line", "why"}``."""

    _esm = script("call_list.js")

    title = traitlets.Unicode("").tag(sync=True)
    definition = traitlets.Unicode("").tag(sync=True)
    empty = traitlets.Unicode("").tag(sync=True)
    people = traitlets.List(traitlets.Dict()).tag(sync=True)
