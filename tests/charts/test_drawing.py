import pytest

from iopkit.charts.drawing import Drawing, numbers


def test_arranging_changes_what_is_named_and_leaves_the_rest() -> None:
    drawing = Drawing().arrange(xaxis={"range": [0, 1], "title": {"text": "Days"}}, height=280)
    drawing.arrange(xaxis={"title": {"standoff": 4}})
    assert drawing.layout == {
        "xaxis": {"range": [0, 1], "title": {"text": "Days", "standoff": 4}},
        "height": 280,
    }


def test_what_one_drawing_was_given_is_not_changed_through_another() -> None:
    axis = {"title": {"text": "Week of"}}
    one, other = Drawing().arrange(xaxis=axis), Drawing().arrange(xaxis=axis)
    one.arrange(xaxis={"title": {"text": "Days"}})
    assert other.layout["xaxis"]["title"]["text"] == axis["title"]["text"] == "Week of"


def test_as_a_figure_it_is_what_plotly_knows() -> None:
    drawing = Drawing([{"type": "scatter", "y": [1]}]).line_across(9, {"width": 1}, "2").write(text="n 9")
    figure = drawing.figure()
    assert (figure.layout.shapes[0].yref, figure.layout.annotations[0].text) == ("y2", "n 9")
    with pytest.raises(ValueError, match="wdith"):
        Drawing().line_across(9, {"wdith": 1}).figure()


def test_a_number_that_is_not_known_is_a_gap() -> None:
    assert numbers([0.5, float("nan"), 3]) == [0.5, None, 3.0]
