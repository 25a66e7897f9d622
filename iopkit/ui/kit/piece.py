"""What every widget of the kit is: traits to show, and guarded messages for what was pressed."""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

_HERE = Path(__file__).parent
_SHARED = ("dom.js", "press.js", "field.js")
#: Of so many presses a piece knows what became of them.
_REMEMBERED = 500
_LONGEST_NAME = 80
Handler = Callable[[dict[str, Any]], bool | None]


def script(*names: str) -> str:
    """A widget's script, its parts in order, behind the few lines that all widgets share."""
    return "\n".join((_HERE / file).read_text("utf-8") for file in (*_SHARED, *names))


def style_sheet() -> str:
    """The one style sheet of all pages: tokens, then pieces, then those about plans and programs."""
    return "\n".join((_HERE / file).read_text("utf-8") for file in ("tokens.css", "style.css", "plans.css"))


class Piece(anywidget.AnyWidget):
    """A widget whose presses arrive as messages such as ``{"verb": "mark", "press": "k3-1", ...}``.

    ``ack`` names the last press that was dealt with, ``refused`` the last of them that stored nothing: the
    browser shows a press as pending until then, and says so when no answer comes. After a broken connection
    it asks ``{"heard": [presses]}`` and learns which of them ever arrived, and what became of those.
    """

    ack = traitlets.Unicode("").tag(sync=True)
    refused = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **traits: Any) -> None:
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
