"""What every widget of the kit is: traits to show, and guarded messages for what was pressed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

_HERE = Path(__file__).parent
Handler = Callable[[dict[str, Any]], None]


def script(*names: str) -> str:
    """A widget's script, its parts in order, behind the few lines that all widgets share."""
    return "\n".join((_HERE / file).read_text("utf-8") for file in ("dom.js", *names))


def style_sheet() -> str:
    """The one style sheet of all pages: tokens, then pieces, then those about plans and programs."""
    return "\n".join((_HERE / file).read_text("utf-8") for file in ("tokens.css", "style.css", "plans.css"))


class Piece(anywidget.AnyWidget):
    """A widget whose presses arrive as messages such as ``{"verb": "mark", ...}``.

    ``ack`` counts the messages that were dealt with: the browser shows a press as
    pending until it grows, and says so when it does not.
    """

    ack = traitlets.Int(0).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._handler: Handler | None = None
        self.on_msg(self._received)

    def on_press(self, handler: Handler) -> None:
        """Hand every message to ``handler``, which a page has wrapped in its guard."""
        self._handler = handler

    def hand_over(self, name: str, content: bytes, kind: str) -> None:
        """Give the person a file; the piece's script has ``files.js`` in it. Nothing of it is kept."""
        self.send({"file": name, "kind": kind}, [content])

    def press(self, verb: str, **content: Any) -> None:
        """Do what a press in the browser does; for tests, and for nothing else."""
        self._received(self, {"verb": verb, **content}, [])

    def _received(self, _: Any, content: Any, _buffers: Any) -> None:
        try:
            if self._handler is not None and isinstance(content, dict):
                self._handler(content)
        finally:
            self.ack += 1
