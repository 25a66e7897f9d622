import pytest

from iopkit.ui.prose import line_to_html, to_html


@pytest.mark.parametrize(
    "typed",
    [
        "<img src=x onerror=alert(1)>",
        "[press](javascript:alert(1))",
        "<a href='https://example.org'>out</a>",
        "![x](https://example.org/x.png)",
        "<https://example.org>",
    ],
)
def test_nothing_that_acts_or_loads_gets_through(typed: str) -> None:
    for html in (to_html(typed), line_to_html(typed)):
        assert "<a" not in html
        assert "<img" not in html
        assert "src=" not in html.replace("&lt;img src=x onerror=alert(1)&gt;", "")


def test_lists_keep_the_number_that_they_start_with() -> None:
    assert to_html("3. Two numbers") == '<ol start="3">\n<li>Two numbers</li>\n</ol>'
