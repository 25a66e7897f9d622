"""The box that holds all pieces of a page."""

from typing import Any

import ipywidgets as widgets

from iopkit.ui.kit.piece import Piece, is_served
from iopkit.ui.kit.still import Html, h, together

#: Traits of every widget that no page of ours asks for.
_NOT_NEEDED = ("layout", "tabbable", "tooltip", "box_style", "_css", "_anywidget_id", "_model_m", "_view_")


class PageBox(widgets.VBox):
    """A page: shown by iopkit's server it brings a still picture of itself, and its widgets' states.

    The picture stands there at once. From the states the page's script draws what can be pressed, without
    asking the kernel first. In JupyterLab, which would keep both in the notebook's file, there is neither.
    """

    def __init__(self, children: Any = ()) -> None:
        super().__init__(children)
        self.add_class("iop-page")

    def _repr_mimebundle_(self, **given: Any) -> Any:
        if not is_served():
            return super()._repr_mimebundle_(**given)
        page = {"page": self.model_id, "states": _states()}
        return {"text/html": still_of(self), "application/vnd.iopkit.page+json": page}


def still_of(widget: widgets.Widget) -> Html:
    """A still picture of a widget and of all that it holds."""
    if isinstance(widget, Piece):
        return widget.placed_still()
    box = ["widget-box"] + (["widget-vbox"] if isinstance(widget, widgets.VBox) else [])
    held = together([still_of(one) for one in widget.children])
    return h("div", {"class": " ".join([*box, *widget._dom_classes])}, held)


def _states() -> dict[str, dict[str, Any]]:
    """What every widget shows now, also those that have no place yet."""
    managed = widgets.Widget.get_manager_state()["state"]
    return {key: _needed(one["state"]) for key, one in managed.items() if "_dom_classes" in one["state"]}


def _needed(state: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in state.items() if not name.startswith(_NOT_NEEDED)}
