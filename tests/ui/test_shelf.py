import pytest

from iopkit.content.library import Library
from iopkit.errors import NotAllowed
from iopkit.ui.shelf import Shelf


@pytest.fixture
def shelf(library: Library) -> Shelf:
    return Shelf(library)


def test_a_shelf_begins_with_every_plan(shelf: Shelf, library: Library) -> None:
    assert [one["id"] for one in shelf.rows()] == list(library.plans)
    assert shelf.said(len(library.plans)) == f"{len(library.plans)} session plans"


def test_filters_offer_only_what_the_library_has(shelf: Shelf) -> None:
    names = [one["name"] for one in shelf.filters()]
    assert names == ["curriculum", "strand", "modality", "week"]
    for one in shelf.filters():
        assert one["options"][0][0] == ""
        for value, _ in one["options"]:
            shelf.want(one["name"], value)
            assert shelf.rows()
            shelf.want(one["name"], "")


def test_found_words_are_shown_where_they_stand(shelf: Shelf) -> None:
    shelf.want("text", "naloxone spray")
    (first, *_) = shelf.rows()
    assert "naloxone" in first["excerpt"].lower()
    assert first["where"]
    assert first["summary"] == ""


def test_nothing_found_says_what_to_do(shelf: Shelf) -> None:
    shelf.want("text", "zeppelin flugelhorn")
    assert shelf.rows() == []
    assert shelf.said(0) == "No plan has all of this. Take a filter away, or search for fewer words."


@pytest.mark.parametrize(
    ("name", "value"), [("colour", "blue"), ("strand", "gardening"), ("week", "99"), ("__class__", "")]
)
def test_what_is_no_filter_is_refused_and_the_search_stays(shelf: Shelf, name: str, value: str) -> None:
    shelf.want("text", "sleep")
    before = shelf.rows()
    with pytest.raises(NotAllowed):
        shelf.want(name, value)
    assert shelf.rows() == before


def test_a_long_search_is_cut(shelf: Shelf) -> None:
    shelf.want("text", "a" * 10_000)
    assert len(shelf.wanted.text) == 200
