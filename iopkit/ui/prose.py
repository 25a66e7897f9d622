"""Markdown of the curricula as HTML that is safe to show."""

import nh3
from markdown_it import MarkdownIt

_parser = MarkdownIt("commonmark", {"html": False})
_TAGS = {"p", "ul", "ol", "li", "strong", "em", "blockquote", "br", "code"}


def to_html(markdown: str) -> str:
    """Paragraphs, lists and emphasis; anything else, HTML above all, is left out or shown as text.

    >>> to_html("Say **hello** <script>alert(1)</script>")
    '<p>Say <strong>hello</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>'
    """
    return nh3.clean(_parser.render(markdown), tags=_TAGS, attributes={"ol": {"start"}}).strip()


def line_to_html(markdown: str) -> str:
    """One line of Markdown, without a paragraph round it."""
    return nh3.clean(_parser.renderInline(markdown), tags=_TAGS, attributes={}).strip()
