"""Session plans of different strands, run from the first step to the last with their worksheets filled."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from iopkit.actions.demonstration import make_demonstration
from iopkit.content.library import Library, read_library
from iopkit.model.codes import SessionStatus
from iopkit.model.plan import Plan
from iopkit.model.worksheet import Worksheet
from iopkit.store.store import Store
from tests.browser.conftest import Clinic, meets_today

NewPage = Callable[..., Page]
Serve = Callable[[Callable[[Store], None]], Clinic]


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library().require()


def _type(field: Locator, text: str) -> None:
    if text:
        field.fill(text)
        field.press("Tab")


def _answer(sheet: Locator, item: Any, value: Any) -> None:
    """Give an answer as a person would: each type of item has its own control."""

    def control(key: str) -> Locator:
        return sheet.locator(f'[data-key="{key}"]')

    match item.type:
        case "scale":
            control(f"{item.id}:{value}").click()
        case "choice":
            control(f"{item.id}:{item.options.index(value)}").check()
        case "choices":
            for one in value:
                control(f"{item.id}:{item.options.index(one)}").check()
        case "table":
            labelled = not isinstance(item.rows, int)
            for at, row in enumerate(value):
                for column, cell in enumerate(row):
                    if column or not labelled:
                        _type(control(f"{item.id}:{at}:{column}"), cell)
        case "weekly_grid":
            for row, cells in value.items():
                for day, cell in cells.items():
                    _type(control(f"{item.id}:{item.rows.index(row)}:{day}"), cell)
        case _:
            _type(control(item.id), str(value))


def _same(item: Any, stored: Any, example: Any) -> bool:
    """Rows that are empty may or may not be kept, and what was chosen stands in the order of the options."""
    if item.type == "table":
        return [list(row) for row in stored if any(row)] == [list(row) for row in example if any(row)]
    if item.type == "choices":
        return sorted(stored) == sorted(example)
    return bool(stored == (str(example) if item.type == "date" else example))


def _fill(page: Page, sheet: Worksheet, whom: str) -> None:
    """Open the step's worksheet, choose whom it is for, and copy its example."""
    page.locator('[data-key="sheet"]').click()
    form = page.locator(".iop-sheet section")
    expect(form.get_by_role("heading", name=sheet.title, exact=True)).to_be_visible()
    form.get_by_label("Filled for").select_option(whom)
    expect(form.get_by_label("Filled for")).to_have_value(whom)
    for item in sheet.items:
        _answer(form, item, sheet.example[item.id])
    expect(page.locator(".iop-saved")).to_have_text(re.compile(r"Saved \d+:\d\d:\d\d"))
    form.get_by_role("button", name="Done").click()
    expect(page.locator('[data-key="sheet"]')).to_contain_text("1 of")


def _run(page: Page, plan: Plan, library: Library, whom: str) -> list[Worksheet]:
    """Walk through every step; fills each worksheet where it is handed out."""
    filled: list[Worksheet] = []
    for at, step in enumerate(plan.steps):
        expect(page.locator(".iop-step h2")).to_have_text(step.title)
        if step.worksheet:
            sheet = next(one for one in library.worksheets(plan) if one.id == step.worksheet)
            if sheet not in filled:
                _fill(page, sheet, whom)
                filled.append(sheet)
        last = at + 1 == len(plan.steps)
        page.get_by_role("button", name="Finish: close the session" if last else "Next: ").click()
    return filled


@pytest.mark.parametrize(
    ("plan_id", "strand"),
    [
        ("core-02-mapping-triggers", "early recovery skills"),
        ("core-19-early-warning-signs", "relapse prevention"),
        ("core-29-free-time-and-joy", "living well"),
        ("core-33-when-we-disagree", "the group itself"),
    ],
)
def test_a_plan_is_run_to_its_end_and_its_worksheets_are_kept(
    served: Serve, new_page: NewPage, library: Library, plan_id: str, strand: str
) -> None:
    def fill(store: Store) -> None:
        make_demonstration(store)
        meets_today(store, plan_id)

    plan = library.get_plan(plan_id)
    assert plan.head.strand == strand
    clinic = served(fill)
    page = new_page()
    page.goto(clinic.run_group)
    page.locator(".iop-today", has_text="Morning A").get_by_role("button", name="Start").click()
    expect(page.locator(".iop-step h2")).to_have_text(plan.steps[0].title)
    found = re.search(r"session=([\w-]+)", page.url)
    assert found
    session = found.group(1)
    with clinic.store.read() as r:
        group, day = r.get_session(session).group, r.get_session(session).local_day
        client = r.list_members(group, day)[0].id

    filled = _run(page, plan, library, client)
    assert {one.id for one in filled} == {one.id for one in library.worksheets(plan)}
    page.get_by_role("button", name="Close the session now").click()
    expect(page.get_by_role("heading", name="Session closed")).to_be_visible()

    with clinic.store.read() as r:
        kept = {
            (one.worksheet, one.item): one.value for one in r.list_responses(session) if one.client == client
        }
        run = r.get_run(session)
        assert r.get_session(session).status is SessionStatus.HELD
    assert (run.plan.id, run.plan.head.version) == (plan_id, plan.head.version)
    for sheet in filled:
        for item in sheet.items:
            assert _same(item, kept[sheet.id, item.id], sheet.example[item.id]), (sheet.id, item.id)
