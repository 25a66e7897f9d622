"""What every widget of the kit is: traits to show, and guarded messages for what was pressed."""

import os
import re
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from iopkit.ui.kit.still import Html, h

_HERE = Path(__file__).parent
#: Of so many presses a piece knows what became of them.
_REMEMBERED = 500
_LONGEST_NAME = 80
_IMPORT = re.compile(r'^import .* from "\./(.+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)
Handler = Callable[[dict[str, Any]], bool | None]


def is_served() -> bool:
    """Whether iopkit's server opened this page, which has all scripts and styles already."""
    return "IOPKIT_PAGE" in os.environ


@cache
def script(name: str) -> str:
    """A widget's script and the files that it imports, as one: JupyterLab has no other way to find them."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _text(one))) for one in _with_imports(name))


@cache
def style_sheet() -> str:
    """The one style sheet of all pages: tokens, then pieces, then those about plans and programs."""
    return "\n".join(_text(file) for file in ("tokens.css", "style.css", "plans.css", "table.css"))


def _text(file: str) -> str:
    return (_HERE / file).read_text("utf-8")


def _with_imports(name: str) -> list[str]:
    """The files that a script needs, each behind those that it imports itself, and the script last."""
    needed = [file for other in _IMPORT.findall(_text(name)) for file in _with_imports(other)]
    return list(dict.fromkeys([*needed, name]))


class Piece(anywidget.AnyWidget):
    """A widget whose presses arrive as messages such as ``{"verb": "mark", "press": "k3-1", ...}``.

    ``ack`` names the last press that was dealt with, ``refused`` the last of them that stored nothing: the
    browser shows a press as pending until then, and says so when no answer comes. After a broken connection
    it asks ``{"heard": [presses]}`` and learns which of them ever arrived, and what became of those.

    ``drawn_by`` is the script that draws the piece into an element of the class ``look``. ``still`` is what
    stands there until it does.
    """

    drawn_by: ClassVar[str]
    look: ClassVar[str]

    ack = traitlets.Unicode("").tag(sync=True)
    refused = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self._esm = script(self.drawn_by)
        if is_served():  # the page has them already
            self._esm, self._css = self.drawn_by, ""
        super().__init__(**traits)
        self._handler: Handler | None = None
        self._dealt: OrderedDict[str, str] = OrderedDict()
        self.on_msg(self._received)

    def on_press(self, handler: Handler) -> None:
        """Hand every message to ``handler``, which a page has wrapped in its guard."""
        self._handler = handler

    def hand_over(self, name: str, content: bytes, kind: str) -> None:
        """Give the person a file; the piece's script has ``files.js`` in it. Nothing of it is kept."""
        self.send({"file": name, "kind": kind}, [content])

    def press(self, verb: str, **content: Any) -> None:
        """Do what a press in the browser does; for tests, and for nothing else."""
        self._received(self, {"verb": verb, "press": f"test-{len(self._dealt)}", **content}, [])

    def still(self) -> Html:
        """The piece as its script will draw it, with nothing that can be pressed yet."""
        return Html("")

    def placed_still(self) -> Html:
        """The same in the piece's own element; a piece without a picture takes no room yet."""
        still = self.still()
        return h("div", {"class": " ".join([self.look, *self._dom_classes]), "hidden": not still}, still)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take nothing that a browser sets: what a piece shows comes from the store, a press is a message."""

    def _received(self, _: Any, content: Any, _buffers: Any) -> None:
        if not isinstance(content, dict):
            return
        if "heard" in content:
            self._tell_heard(content["heard"])
            return
        message = dict(content)
        press, done = _name(message.pop("press", "")), False
        try:
            done = self._handler is None or self._handler(message) is not False
        finally:
            self._answer(press, done)

    def _answer(self, press: str, done: bool) -> None:
        self._dealt[press] = "kept" if done else "refused"
        while len(self._dealt) > _REMEMBERED:
            self._dealt.popitem(last=False)
        with self.hold_sync():
            if not done:
                self.refused = press
            self.ack = press

    def _tell_heard(self, presses: Any) -> None:
        asked = [_name(one) for one in presses] if isinstance(presses, list) else []
        self.send({"heard": {one: self._dealt.get(one, "lost") for one in asked}})


def _name(given: Any) -> str:
    """A press's name as it can be sent back, whatever a browser gave."""
    return given[:_LONGEST_NAME].encode(errors="replace").decode() if isinstance(given, str) else ""
