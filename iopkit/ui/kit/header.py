"""The head of every page."""

import traitlets

from iopkit.ui.kit.piece import Piece, style_sheet
from iopkit.ui.kit.still import Html, button, h, together


class PageHeader(Piece):
    """What this page is, when it was last saved, what went wrong, and what else can be done.

    ``actions`` are ``{"verb", "label", "main"}``; a press sends ``{"verb"}``. ``links`` are
    ``{"label", "href"}`` to other pages, shown in Voila only. ``query`` is written into the
    page's address, so that opening it again leads back here; None leaves the address alone.
    ``who`` is the name of whoever is signed in; beside it stands the way to sign out, in Voila only.
    Sends ``look`` (number) when the server says that somebody else changed what is shown.
    """

    drawn_by = "header.js"
    look = "iop-head"
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

    def still(self) -> Html:
        """The head, with the links to other pages."""
        return together(
            [
                h(
                    "div",
                    {"class": "iop-bar"},
                    h(
                        "div",
                        {"class": "iop-title"},
                        h("h1", None, self.title),
                        self.sub and h("p", {"class": "iop-sub num"}, self.sub),
                    ),
                    self.tag and h("span", {"class": "iop-tag"}, self.tag),
                    h("span", {"class": "iop-saved num"}, self.saved and f"Saved {self.saved}"),
                    h("div", {"class": "iop-actions"}, self._links(), self._actions()),
                    h(
                        "p",
                        {"class": "iop-signed"},
                        self.who,
                        h("a", {"href": "../../../sign-out"}, "Sign out"),
                    ),
                ),
                h("div", {"class": "iop-notice", "role": "alert", "hidden": not self.notice}, self.notice),
            ]
        )

    def _links(self) -> list[Html]:
        return [h("a", {"class": "iop-btn", "href": one["href"]}, one["label"]) for one in self.links]

    def _actions(self) -> list[Html]:
        looks = {True: "iop-btn is-main", False: "iop-btn"}
        return [button(one["label"], looks[bool(one.get("main"))]) for one in self.actions]
