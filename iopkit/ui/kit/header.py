"""The head of every page."""

import traitlets

from iopkit.ui.kit.piece import Piece, script, style_sheet


class PageHeader(Piece):
    """What this page is, when it was last saved, what went wrong, and what else can be done.

    ``actions`` are ``{"verb", "label", "main"}``; a press sends ``{"verb"}``. ``links`` are
    ``{"label", "href"}`` to other pages, shown in Voila only. ``query`` is written into the
    page's address, so that opening it again leads back here; None leaves the address alone.
    ``who`` is the name of whoever is signed in; beside it stands the way to sign out, in Voila only.
    Sends ``look`` (number) when the server says that somebody else changed what is shown.
    """

    _esm = script("header.js")
    _css = style_sheet()

    title = traitlets.Unicode("").tag(sync=True)
    sub = traitlets.Unicode("").tag(sync=True)
    tag = traitlets.Unicode("").tag(sync=True)
    saved = traitlets.Unicode("").tag(sync=True)
    notice = traitlets.Unicode("").tag(sync=True)
    actions = traitlets.List(traitlets.Dict()).tag(sync=True)
    links = traitlets.List(traitlets.Dict()).tag(sync=True)
    who = traitlets.Unicode("").tag(sync=True)
    query = traitlets.Unicode(None, allow_none=True).tag(sync=True)
