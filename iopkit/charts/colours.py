"""The colours of charts: Okabe and Ito's, which people with any colour vision can tell apart."""

from typing import NamedTuple

BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
ORANGE = "#E69F00"
GREY = "#8A979C"
PALE = "#CBD5D2"


class Stroke(NamedTuple):
    """How one cohort's line is drawn: colour, dash and marker differ together."""

    colour: str
    dash: str
    symbol: str


#: The first four stand out at 3:1 on the light and on the dark card; yellow and black never would.
_COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, SKY, ORANGE)
_DASHES = ("solid", "7px,4px", "2px,3px", "10px,3px,2px,3px", "14px,4px")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "triangle-down", "cross")


def stroke(place: int) -> Stroke:
    """The stroke of the cohort in this place; 210 of them are all different."""
    return Stroke(*(kinds[place % len(kinds)] for kinds in (_COLOURS, _DASHES, _SYMBOLS)))


def faint(colour: str, opacity: float) -> str:
    """The colour with an opacity in [0, 1], for a band behind its line."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
