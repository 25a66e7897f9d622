from typing import Any

import pytest

from iopkit.errors import NotAllowed
from iopkit.ui.presses import by_verb, clean


class Desk:
    """Remembers what was done."""

    def __init__(self) -> None:
        self.did: list[Any] = []
        self.handle = by_verb(
            {"mark": self.mark, "note": self.note, "leave": lambda: self.did.append("left")}
        )

    def mark(self, client: str, version: int = 0) -> None:
        self.did.append((client, version))

    def note(self, value: Any) -> None:
        self.did.append(value)


def test_a_verb_gets_what_it_asks_for_and_its_own_defaults() -> None:
    desk = Desk()
    desk.handle({"verb": "mark", "client": "heron"})
    desk.handle({"verb": "mark", "client": "heron", "version": "3"})
    desk.handle({"verb": "leave"})
    assert desk.did == [("heron", 0), ("heron", 3), "left"]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"verb": "drop"},
        {"verb": ["mark"]},
        {"verb": "mark"},
        {"verb": "mark", "client": 5},
        {"verb": "mark", "client": "heron", "version": "many"},
        {"verb": "mark", "client": "heron", "seen": 1},
        {"verb": "leave", "now": True},
        {"verb": "note", "value": [[[[[[[[]]]]]]]]},
    ],
)
def test_everything_else_is_refused_and_nothing_is_called(message: dict[str, Any]) -> None:
    desk = Desk()
    with pytest.raises(NotAllowed, match=r"^Not saved: this page sent something that iopkit does not know\."):
        desk.handle(message)
    assert desk.did == []


def test_a_value_may_be_of_any_shape_that_a_worksheet_has() -> None:
    desk = Desk()
    week = {"walk": {"Mon": "to the river", "Tue": ""}}
    desk.handle({"verb": "note", "value": week})
    assert desk.did == [week]


def test_half_an_emoji_and_a_zero_byte_are_mended() -> None:
    assert clean({"a\0": ["x\ud83d", "whole \N{HERB}"]}) == {
        "a": ["x\N{REPLACEMENT CHARACTER}", "whole \N{HERB}"]
    }


def test_the_two_halves_of_an_emoji_are_put_together() -> None:
    assert clean("\ud83c\udf3f") == "\N{HERB}"


@pytest.mark.parametrize("number", [2**31, -(2**31), 1e300, float("inf"), float("nan")])
def test_a_number_that_no_database_keeps_is_refused(number: float) -> None:
    with pytest.raises(NotAllowed, match="this number cannot be kept"):
        clean({"version": number})


def test_a_text_without_end_is_refused_with_its_length() -> None:
    with pytest.raises(NotAllowed, match="this text has 20,001 signs, and 20,000 is the most"):
        clean("x" * 20_001)
