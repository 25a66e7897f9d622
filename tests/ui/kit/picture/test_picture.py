import re
from collections.abc import Iterator
from typing import get_args

import pytest

from iopkit.actions.demonstration import make_demonstration
from iopkit.charts.drawing import Drawing, Words
from iopkit.charts.look import legend_above, new_drawing, nothing_to_show, reference_line
from iopkit.metrics.cohorts import By
from iopkit.store.opening import memory_store
from iopkit.store.store import Store
from iopkit.ui.kit.picture import picture_of
from iopkit.ui.pages.engagement import EngagementState

WEEKS = ["2026-10-19T00:00:00", "2026-10-26T00:00:00", "2026-11-02T00:00:00"]


def _plot(*traces: Words, height: int = 260) -> Drawing:
    """Days 0 to 10 across, shares going up: a plot 200 pixels high that begins at 12."""
    across = {"range": [0, 10], "tickvals": [0, 5, 10]}
    up = {"range": [0, 1], "tickvals": [0, 0.5, 1], "ticktext": ["0 %", "50 %", "100 %"]}
    return new_drawing(height).arrange(xaxis=across, yaxis=up).add(*traces)


def _line(**more: object) -> Words:
    line = {"color": "#0072B2", "width": 2, "dash": "solid"}
    return {
        "type": "scatter",
        "name": "kept",
        "mode": "lines",
        "line": line,
        "x": [0, 5, 10],
        "y": [1, 0.5, 0],
        **more,
    }


def _bar(name: str, lengths: list[float], ends: list[str]) -> Words:
    return {
        "type": "bar",
        "name": name,
        "x": lengths,
        "y": [0, 1],
        "marker": {"color": "#8A979C"},
        "text": ends,
    }


def _lying(*bars: Words, mode: str) -> Drawing:
    """Two places for bars, each 100 pixels high, of which bars take a half."""
    up = {"range": [1.5, -0.5], "tickvals": [0, 1], "ticktext": ["work", "illness"], "showgrid": False}
    drawing = new_drawing(260).arrange(xaxis={"range": [0, 10], "showticklabels": False}, yaxis=up)
    return drawing.arrange(barmode=mode, bargap=0.5).add(*bars)


def _rects(picture: str) -> list[tuple[str, ...]]:
    found = r'<rect x="([\d.]+%)" y="([\d.]+)" width="([\d.]+%)" height="([\d.]+)"'
    return [one.groups() for one in re.finditer(found, picture)]


def test_a_line_goes_through_its_points() -> None:
    assert 'd="M0.0 12.0L500.0 112.0L1000.0 212.0"' in picture_of(_plot(_line()))


def test_a_step_goes_across_before_it_falls() -> None:
    stepped = _line(line={"color": "#0072B2", "width": 2, "shape": "hv"})
    assert 'd="M0.0 12.0L500.0 12.0L500.0 112.0L1000.0 112.0L1000.0 212.0"' in picture_of(_plot(stepped))


def test_a_line_has_a_gap_where_a_value_is_not_known() -> None:
    broken = _line(x=[0, 2, 4, 6, 8], y=[1, 1, None, 0, 0])
    assert 'd="M0.0 12.0L200.0 12.0M600.0 212.0L800.0 212.0"' in picture_of(_plot(broken))


def test_a_band_is_filled_between_its_edges() -> None:
    edge = {"line": {"width": 0}}
    low = _line(y=[0.5, 0.5, 0.5], fill="tonexty", fillcolor="rgba(0,0,0,0.1)", **edge)
    picture = picture_of(_plot(_line(y=[1, 1, 1], **edge), low))
    assert 'd="M0.0 112.0L500.0 112.0L1000.0 112.0L1000.0 12.0L500.0 12.0L0.0 12.0Z"' in picture
    assert picture.count("<path") == 1


def test_weeks_are_equally_long_whatever_the_clock_does() -> None:
    weekly = _plot(_line(x=WEEKS)).arrange(
        xaxis={"range": [WEEKS[0], WEEKS[2]], "tickvals": WEEKS, "ticktext": ["a", "b", "c"]}
    )
    assert 'd="M0.0 12.0L500.0 112.0L1000.0 212.0"' in picture_of(weekly)


def test_stacked_bars_begin_where_the_one_before_ends() -> None:
    stacked = _lying(
        _bar("absent", [2, 0], ["", ""]), _bar("excused", [3, 5], ["5 (50 %)", "5"]), mode="stack"
    )
    picture = picture_of(stacked)
    assert _rects(picture) == [
        ("0.00%", "37", "20.00%", "50"),
        ("20.00%", "37", "30.00%", "50"),
        ("0.00%", "137", "50.00%", "50"),
    ]
    assert '<text class="ink number" x="50.00%" dx="3" y="62">5 (50 %)</text>' in picture


def test_grouped_bars_share_their_place() -> None:
    grouped = _lying(_bar("Day", [2, 4], ["2", "4"]), _bar("Evening", [3, 0], ["3", "0"]), mode="group")
    assert _rects(picture_of(grouped)) == [
        ("0.00%", "37", "20.00%", "25"),
        ("0.00%", "137", "40.00%", "25"),
        ("0.00%", "62", "30.00%", "25"),
    ]


def test_cells_have_the_colour_of_their_code_and_empty_ones_are_left_out() -> None:
    steps = [(0, "#009E73"), (0.5, "#009E73"), (0.5, "#D55E00"), (1, "#D55E00")]
    grid = {
        "type": "heatmap",
        "z": [[0, 1], [None, 0]],
        "text": [["", "×"], ["", ""]],
        "zmin": -0.5,
        "zmax": 1.5,
    }
    axis = {"range": [-0.5, 1.5], "tickvals": [0, 1], "ticktext": ["a", "b"]}
    drawing = new_drawing(260).arrange(xaxis={**axis, "tickangle": -90}, yaxis={**axis, "range": [1.5, -0.5]})
    picture = picture_of(drawing.add(grid | {"colorscale": steps}))
    assert re.findall(r'class="cell" .*?fill="(#\w+)"', picture) == ["#009E73", "#D55E00", "#009E73"]
    assert picture.count('class="letter"') == 1


@pytest.mark.parametrize(
    "symbol", ["circle", "square", "diamond", "triangle-up", "x", "triangle-down", "cross", "diamond-open"]
)
def test_every_symbol_of_our_strokes_can_be_drawn(symbol: str) -> None:
    dots = _line(mode="lines+markers", marker={"symbol": symbol, "size": 8})
    picture = picture_of(_plot(dots))
    assert picture.count("<circle" if symbol == "circle" else "scale(4)") == 3


def test_a_line_across_lies_on_its_own_axes() -> None:
    assert '<line x1="0" x2="100%" y1="112" y2="112" stroke="#8A979C"' in picture_of(
        reference_line(_plot(), 0.5)
    )


def test_what_people_typed_is_shown_and_never_markup() -> None:
    typed = '<img src=x onerror="alert(1)"> & <span style="color:red">red</span>'
    drawing = _plot(_line(name=typed, marker={"symbol": "circle"}))
    drawing.write(
        text=f'<span style="color:#0072B2">━</span> {typed}<br>of 3', x=1, y=0.5, xanchor="left", xshift=6
    )
    drawing.arrange(
        xaxis={"ticktext": [typed, "5", "10"], "title": {"text": typed}}, yaxis={"title": {"text": typed}}
    )
    picture = picture_of(legend_above(drawing, 1))
    assert "<img" not in picture
    assert 'color:red">red<' not in picture
    assert picture.count("&lt;img src=x") == 5
    assert '<tspan fill="#0072B2">━</tspan>' in picture


def test_nothing_to_show_says_so() -> None:
    picture = picture_of(nothing_to_show())
    assert "Nothing to show yet" in picture
    assert "<line" not in picture


@pytest.fixture(scope="module")
def demonstration() -> Iterator[Store]:
    """The demonstration clinic."""
    store = memory_store()
    make_demonstration(store)
    yield store
    store.close()


@pytest.mark.parametrize("by", ["", *get_args(By)])
def test_every_chart_of_the_demonstration_can_be_drawn(demonstration: Store, by: str) -> None:
    state = EngagementState(demonstration, {"by": by})
    assert state.filters["by"] == by
    for name, chart in state.charts.items():
        picture = picture_of(chart.drawing)
        assert re.search("<(path|rect|circle)", picture), name
        assert "nan" not in picture, name


def test_every_chart_of_an_empty_store_says_that_there_is_nothing() -> None:
    for chart in EngagementState(memory_store()).charts.values():
        assert "Nothing to show yet" in picture_of(chart.drawing)


def test_an_axis_without_length_breaks_nothing() -> None:
    bars = _lying(_bar("absent", [1, 0], ["1", ""]), mode="stack")
    assert 'width="0.00%"' in picture_of(bars.arrange(xaxis={"range": [0, 0]}))
