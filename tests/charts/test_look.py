import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iopkit.charts.colours import GREEN, GREY, ORANGE, PALE, SKY, VERMILLION, faint, stroke
from iopkit.charts.look import DARK, LIGHT, in_dark, new_drawing, nothing_to_show, spread


def luminance(colour):
    """Relative luminance by WCAG 2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("template", "card"), [(LIGHT, "#ffffff"), (DARK, "#182329")])
def test_ink_is_readable_on_its_card(template, card):
    layout = go.layout.Template(template).layout
    for ink in (layout.font.color, layout.xaxis.color, layout.yaxis.color, layout.hoverlabel.font.color):
        assert contrast(ink, card) >= 4.5


@pytest.mark.parametrize("card", ["#ffffff", "#182329"])
def test_the_first_lines_stand_out_on_either_card(card):
    assert all(contrast(stroke(place).colour, card) >= 2.99 for place in range(4))


@pytest.mark.parametrize("colour", [GREEN, ORANGE, SKY, GREY, VERMILLION, PALE])
def test_letters_in_the_grid_are_readable(colour):
    assert contrast("#000000", colour) >= 4.5


def test_strokes_differ_in_colour_and_dash_as_long_as_they_can():
    first = [stroke(place) for place in range(5)]
    assert (
        len({s.colour for s in first}) == len({s.dash for s in first}) == len({s.symbol for s in first}) == 5
    )
    assert len({stroke(place) for place in range(210)}) == 210


def test_a_faint_colour_keeps_its_hue():
    assert faint("#0072B2", 0.14) == "rgba(0,114,178,0.14)"


def test_a_figure_takes_the_width_of_its_card_and_no_ground():
    layout = new_drawing(280).figure().layout
    assert layout.autosize
    assert layout.width is None
    assert layout.title.text is None
    assert layout.template.layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert layout.template.layout.font.family.startswith("system-ui")
    assert layout.template.layout.font.size == 14


def test_dark_is_another_template_and_leaves_the_figure_alone():
    light = nothing_to_show()
    dark = in_dark(light).figure()
    assert dark.layout.template.layout.font.color != light.figure().layout.template.layout.font.color
    assert dark.layout.annotations == light.figure().layout.annotations
    assert light.layout["template"] == LIGHT


@given(heights=st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_labels_are_spread_in_their_order_and_stay_inside(heights):
    moved = spread(heights, gap=0.2, lowest=0.1, highest=1)
    assert all(0.1 - 1e-9 <= height <= 1 + 1e-9 for height in moved)
    ordered = [height for _, height in sorted(zip(heights, moved, strict=True))]
    assert all(b - a >= 0.2 - 1e-9 for a, b in zip(sorted(moved), sorted(moved)[1:], strict=False))
    assert ordered == sorted(ordered)
