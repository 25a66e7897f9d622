from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from iopkit.model.worksheet import (
    ChoiceItem,
    ChoicesItem,
    DateItem,
    Item,
    ScaleItem,
    TableItem,
    TextItem,
    WeeklyGridItem,
    Worksheet,
)

NAP = {"id": "nap", "ask": "Did you rest?"}
TEXT = TextItem(type="text", **NAP)
SCALE = ScaleItem(type="scale", **NAP)
CHOICE = ChoiceItem(type="choice", options=("yes", "no"), **NAP)
CHOICES = ChoicesItem(type="choices", options=("bed", "sofa", "bus"), **NAP)
TABLE = TableItem(type="table", columns=("When", "Where"), rows=2, **NAP)
LABELLED = TableItem(type="table", columns=("Place", "Plan"), rows=("Home", "Outside"), **NAP)
GRID = WeeklyGridItem(type="weekly_grid", rows=("Morning", "Night"), days=("Sat", "Sun"), **NAP)
DATE = DateItem(type="date", **NAP)

SCALE_SAYS = "the answer is a whole number from 0 to 10"
CHOICE_SAYS = "the answer is one of: yes, no"
CHOICES_SAYS = "the answers are among: bed, sofa, bus"
TABLE_SAYS = "the answer is at most 2 rows of 2 texts"
GRID_SAYS = "the answer has rows Morning, Night and days Sat, Sun"
DATE_SAYS = "the answer is a date such as 2026-01-15"


@pytest.mark.parametrize(
    ("item", "value"),
    [
        (TEXT, ""),
        (TEXT, "On the bus"),
        (SCALE, 0),
        (SCALE, 10),
        (CHOICE, "no"),
        (CHOICES, []),
        (CHOICES, ["bus", "bed"]),
        (TABLE, []),
        (TABLE, [["noon", "bed"], ["", ""]]),
        (LABELLED, [["Home", "sleep"], ["Outside", "walk"]]),
        (GRID, {}),
        (GRID, {"Night": {"Sun": "film"}}),
        (DATE, "2024-02-29"),
    ],
)
def test_an_answer_that_fits_has_no_fault(item: Item, value: Any) -> None:
    assert item.fault(value) is None


@pytest.mark.parametrize(
    ("item", "value", "says"),
    [
        (TEXT, 7, "the answer is text"),
        (TEXT, None, "the answer is text"),
        (SCALE, 11, SCALE_SAYS),
        (SCALE, -1, SCALE_SAYS),
        (SCALE, 6.5, SCALE_SAYS),
        (SCALE, "6", SCALE_SAYS),
        (SCALE, True, SCALE_SAYS),
        (SCALE, None, SCALE_SAYS),
        (CHOICE, "perhaps", CHOICE_SAYS),
        (CHOICE, ["yes"], CHOICE_SAYS),
        (CHOICES, "bed", CHOICES_SAYS),
        (CHOICES, ["bed", "floor"], CHOICES_SAYS),
        (CHOICES, [["bed"]], CHOICES_SAYS),
        (TABLE, [["noon"]], TABLE_SAYS),
        (TABLE, [["noon", 3]], TABLE_SAYS),
        (TABLE, [["", ""]] * 3, TABLE_SAYS),
        (TABLE, "noon", TABLE_SAYS),
        (LABELLED, [["Home", "sleep", "more"]], TABLE_SAYS),
        (GRID, {"Noon": {"Sat": "x"}}, GRID_SAYS),
        (GRID, {"Night": {"Mon": "x"}}, GRID_SAYS),
        (GRID, {"Night": {"Sat": 3}}, GRID_SAYS),
        (GRID, {"Night": "film"}, GRID_SAYS),
        (GRID, [], GRID_SAYS),
        (DATE, "2026-02-30", DATE_SAYS),
        (DATE, "tomorrow", DATE_SAYS),
        (DATE, "", DATE_SAYS),
        (DATE, 20260115, DATE_SAYS),
        (DATE, "20260115", DATE_SAYS),
        (DATE, "2026-W03-4", DATE_SAYS),
        (DATE, None, DATE_SAYS),
    ],
)
def test_an_answer_that_does_not_fit_is_said_to_be_none(item: Item, value: Any, says: str) -> None:
    assert item.fault(value) == says


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(value=ANYTHING)
def test_no_value_that_a_browser_can_send_makes_an_item_fail(value: Any) -> None:
    for item in (TEXT, SCALE, CHOICE, CHOICES, TABLE, GRID, DATE):
        assert item.fault(value) is None or item.fault(value).startswith("the answer")


def worksheet(**fields: Any) -> Worksheet:
    items = [{"id": "nap", "type": "choice", "ask": "Did you rest?", "options": ["yes", "no"]}]
    return Worksheet.model_validate(
        {"format": 1, "id": "rest", "title": "My rest", "licence": "CC0-1.0", "items": items, **fields}
    )


def test_a_worksheet_is_filled_by_each_client_unless_it_is_for_the_group() -> None:
    assert worksheet().respondent == "client"
    assert worksheet(**{"for": "group"}).respondent == "group"


def test_an_item_is_found_by_its_id() -> None:
    assert worksheet().item("nap").ask == "Did you rest?"
    assert worksheet().item("sleep") is None


def test_an_example_that_fits_its_items_is_kept() -> None:
    assert worksheet(example={"nap": "yes"}, required=["nap"]).example == {"nap": "yes"}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"example": {"sleep": "yes"}}, "the example answers sleep, which no item has as its id"),
        ({"example": {"nap": "maybe"}}, "the example for nap is 'maybe'; the answer is one of: yes, no"),
        ({"required": ["sleep", "nap"]}, "required names sleep, which no item has as its id"),
        ({"items": [{"id": "a", "type": "text", "ask": "?"}] * 2}, "two items have the id a"),
        ({"items": []}, "at least 1 item"),
    ],
)
def test_a_worksheet_that_contradicts_itself_is_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        worksheet(**fields)


def test_a_table_counts_its_rows_by_number_or_by_label() -> None:
    assert (TABLE.row_count, LABELLED.row_count) == (2, 2)
    assert TableItem(type="table", columns=("a", "b"), **NAP).row_count == 3
