"""Markup made in Python, for what stands on a page before its script runs; all text is escaped here."""

from collections.abc import Mapping
from html import escape
from typing import Any

_WITHOUT_END = frozenset({"input"})


class Html(str):
    """Markup that is shown as it is; any other text is escaped."""

    __slots__ = ()


def h(tag: str, attributes: Mapping[str, Any] | None = None, *children: Any) -> Html:
    """An element, as ``h`` in ``dom.js`` makes it.

    An attribute or a child that is None or False is left out; lists of children are gone through.

    >>> h("p", {"class": "iop-sub", "hidden": False}, "Heron & ", [h("b", None, "<Otter>"), None])
    '<p class="iop-sub">Heron &amp; <b>&lt;Otter&gt;</b></p>'
    """
    given = "".join(_attribute(name, value) for name, value in (attributes or {}).items())
    end = "" if tag in _WITHOUT_END else f"{together(children)}</{tag}>"
    return Html(f"<{tag}{given}>{end}")


def together(children: Any) -> Html:
    """Markup of these, one after the other."""
    return Html("".join(map(_shown, children)))


def choice(name: str, options: list[list[Any]], chosen: Any) -> Html:
    """Buttons of which one is pressed, not ready yet. Options are [value, label, tone]."""
    return h(
        "span",
        {"class": "iop-seg", "role": "group", "aria-label": name},
        [_option(chosen, *one) for one in options],
    )


def button(label: Any, look: str = "iop-btn") -> Html:
    """A button that cannot be pressed yet."""
    return h("button", {"type": "button", "class": look, "disabled": True}, label)


def select(options: list[Any], chosen: Any) -> Html:
    """A list to choose from, not ready yet. Options are [value, label]."""
    return h(
        "select",
        {"disabled": True},
        [h("option", {"value": value, "selected": value == chosen}, label) for value, label in options],
    )


def table(shown: Mapping[str, Any], look: str = "iop-table", cell: str | None = "num") -> Html | None:
    """A table of texts, ``{"columns", "rows"}``; None without rows."""
    if not shown.get("rows"):
        return None
    head = h("tr", None, [h("th", {"scope": "col"}, name) for name in shown["columns"]])
    rows = [
        h("tr", None, h("th", {"scope": "row"}, first), [h("td", {"class": cell}, one) for one in rest])
        for first, *rest in shown["rows"]
    ]
    body = h("table", {"class": look}, h("thead", None, head), h("tbody", None, rows))
    return h("div", {"class": "iop-scroll"}, body)


def _option(chosen: Any, value: Any, label: str, tone: str = "accent") -> Html:
    on = value == chosen
    given = {
        "type": "button",
        "class": f"is-on tone-{tone}" if on else None,
        "aria-pressed": "true" if on else "false",
        "disabled": True,
    }
    return h("button", given, label)


def _attribute(name: str, value: Any) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def _shown(child: Any) -> str:
    if child is None or child is False:
        return ""
    if isinstance(child, Html):
        return child
    return together(child) if isinstance(child, list | tuple) else escape(str(child))
