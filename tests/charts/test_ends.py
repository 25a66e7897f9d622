import pytest

from iopkit.charts.colours import stroke
from iopkit.charts.ends import End, name_the_lines
from iopkit.charts.look import new_drawing


def named(*names, height=0.5):
    ends = [End(name, "n 9", stroke(place), height) for place, name in enumerate(names)]
    return name_the_lines(new_drawing(280), ends, top=1.04).figure()


def test_short_names_stand_at_the_ends_with_room_in_the_margin():
    figure = named("Day", "Evening")
    assert len(figure.layout.annotations) == 2
    assert not figure.layout.showlegend
    assert figure.layout.margin.r > new_drawing(280).layout["margin"]["r"]


def test_of_two_lines_that_end_together_the_first_is_named_above():
    heights = {note.text.split("</span> ")[1][:3]: note.y for note in named("Day", "Eve").layout.annotations}
    assert heights["Day"] > heights["Eve"]


@pytest.mark.parametrize("names", [("A", "B", "C", "D", "E"), ("A name that is long", "B")])
def test_many_or_long_names_go_into_a_legend(names):
    figure = named(*names)
    assert figure.layout.showlegend
    assert not figure.layout.annotations
    assert figure.layout.height > 280


def test_escaped_names_are_measured_as_they_are_seen():
    assert named("&lt;&amp;&gt;", "B").layout.annotations
