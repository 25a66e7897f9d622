"""Markdown of a plan as plain data for the page: blocks of runs, with nothing left that could be code."""

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_parser = MarkdownIt("commonmark", {"html": False})
_LISTS = {"bullet_list": "ul", "ordered_list": "ol"}


def blocks(markdown: str) -> list[dict[str, Any]]:
    """Paragraphs and lists.

    >>> blocks("Say **this**.")
    [{'kind': 'p', 'runs': [{'text': 'Say ', 'bold': False, 'italic': False},
    {'text': 'this', 'bold': True, 'italic': False}, {'text': '.', 'bold': False, 'italic': False}]}]
    """
    return [one for node in SyntaxTreeNode(_parser.parse(markdown)).children for one in _block(node)]


def runs(line: str) -> list[dict[str, Any]]:
    """One line of Markdown as runs of text."""
    (token,) = _parser.parseInline(line)
    return _runs(SyntaxTreeNode([token]).children, bold=False, italic=False)


def _block(node: SyntaxTreeNode) -> list[dict[str, Any]]:
    if node.type in _LISTS:
        entries = [[one for child in entry.children for one in _block(child)] for entry in node.children]
        start = int(node.attrs.get("start", 1))
        return [{"kind": _LISTS[node.type], "entries": entries, "start": start}]
    if node.type in ("paragraph", "heading"):
        return [{"kind": "p", "runs": _runs(node.children, bold=False, italic=False)}]
    if node.children:
        return [one for child in node.children for one in _block(child)]
    return [{"kind": "p", "runs": [_run(node.content, bold=False, italic=False)]}] if node.content else []


def _runs(nodes: list[SyntaxTreeNode], *, bold: bool, italic: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for node in nodes:
        if node.children:
            inside = {"bold": bold or node.type == "strong", "italic": italic or node.type == "em"}
            found += _runs(node.children, **inside)
        elif node.type in ("softbreak", "hardbreak"):
            found.append(_run(" ", bold=bold, italic=italic))
        elif node.content:
            found.append(_run(node.content, bold=bold, italic=italic))
    return found


def _run(text: str, *, bold: bool, italic: bool) -> dict[str, Any]:
    return {"text": text, "bold": bold, "italic": italic}
