"""A facilitator's stories, in the real page."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from iopkit.actions.demonstration import make_demonstration
from iopkit.model.codes import AttendanceStatus, SessionStatus
from iopkit.model.group_session import Attendance, Response
from iopkit.store import tables
from iopkit.store.store import Store
from tests.browser.conftest import Clinic, Watch, meets_today

NewPage = Callable[..., Page]
Serve = Callable[[Callable[[Store], None]], Clinic]


def _open(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".iop-page h1")).to_be_visible(timeout=60_000)


def _start(page: Page, clinic: Clinic, first_step: str = "Coming in") -> str:
    """Start the group's session of today; gives its id."""
    _open(page, clinic.run_group)
    page.locator(".iop-today", has_text="Morning A").get_by_role("button", name="Start").click()
    expect(page.locator(".iop-step h2")).to_have_text(first_step)
    found = re.search(r"session=([\w-]+)", page.url)
    assert found
    return found.group(1)


def _person(page: Page, place: int) -> Locator:
    return page.locator(".iop-roster > li").nth(place)


def _mark(page: Page, place: int, word: str) -> None:
    button = _person(page, place).locator(".iop-person").get_by_role("button", name=word, exact=True)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def _seconds_left(page: Page) -> int:
    text = page.locator(".iop-left").inner_text()
    minutes, seconds = text.rsplit(":", 1)
    return int(minutes) * 60 + int(seconds)


def test_a_session_outlives_its_kernel_and_ends_in_the_dashboard(
    clinic: Clinic, new_page: NewPage, watch: Watch
) -> None:
    page = new_page()
    session = _start(page, clinic)
    expect(page.get_by_text("Demonstration data")).to_be_visible()

    _mark(page, 0, "Here")
    _mark(page, 1, "Late")
    _mark(page, 2, "Out")
    expect(page.locator(".iop-saved")).to_have_text(re.compile(r"Saved \d+:\d\d:\d\d"))
    _person(page, 0).locator(".iop-who").click()
    craving = _person(page, 0).get_by_role("group", name="Craving of")
    craving.get_by_role("button", name="7", exact=True).click()
    expect(craving.get_by_role("button", name="7", exact=True)).to_have_attribute("aria-pressed", "true")
    level = _person(page, 0).get_by_role("group", name="Participation of")
    level.get_by_role("button", name="3", exact=True).click()
    expect(level.get_by_role("button", name="3", exact=True)).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name="Next: The chain on the board").click()
    expect(page.locator(".iop-step h2")).to_have_text("The chain on the board")
    page.get_by_role("button", name="Next: Your own chain").click()
    page.get_by_role("button", name="My chain").click()
    answer = page.get_by_role("textbox", name="Thought: what did your mind say?")
    answer.fill("nobody would notice <b>&</b>")
    answer.press("Tab")
    expect(page.get_by_role("button", name="My chain")).to_have_text(re.compile(r"1 of \d+ started"))
    page.get_by_role("button", name="+5 min").click()
    expect(page.locator(".iop-clock")).to_contain_text("left of 30 minutes")
    before = _seconds_left(page)

    with clinic.store.read() as r:
        marks = {one.client: one.status.value for one in r.list_attendance(session)}
        assert sorted(marks.values()) == ["absent", "late", "present"]
        assert [one.craving for one in r.list_check_ins(session)] == [7]
        assert [one.level for one in r.list_participation(session)] == [3]
        assert [one.value for one in r.list_responses(session)] == ["nobody would notice <b>&</b>"]

    watch.forgive("WebSocket")
    watch.forgive("Failed to load resource")
    watch.forgive("Canceled")
    watch.forgive("kernel")
    assert clinic.kill_kernels() == 1
    expect(page.locator(".iop-came-back")).to_contain_text("This page started again", timeout=60_000)
    expect(page.locator(".iop-step h2")).to_have_text("Your own chain")
    assert before - 120 < _seconds_left(page) < before
    for place, word in enumerate(("Here", "Late", "Out")):
        pressed = _person(page, place).locator(".iop-person").get_by_role("button", name=word, exact=True)
        expect(pressed).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name=re.compile("Doors in the chain")).click()
    expect(page.locator(".iop-step h2")).to_have_text("Doors in the chain")
    page.get_by_role("button", name="Close session").click()
    expect(page.locator(".iop-close .iop-watch")).to_contain_text("Not marked yet")
    page.get_by_role("button", name="Close the session now").click()
    expect(page.get_by_role("heading", name="Session closed")).to_be_visible()
    expect(page.locator(".iop-text")).to_contain_text(re.compile(r"2 of \d+ members came"))
    expect(page.locator(".iop-text")).to_contain_text("First break: skipped")

    with clinic.store.read() as r:
        held = r.get_session(session)
        came = [one for one in r.list_attendance(session) if one.status.came]
        assert held.status is SessionStatus.HELD
        assert [one.minutes is not None for one in came] == [True, True]
        group = held.group

    _open(page, f"{clinic.engagement}?group={group}")
    today = f"{held.local(held.starts_at).day} {held.local(held.starts_at):%b}"
    roll = page.locator(".iop-chart", has_text="Who came").first
    roll.locator("summary").click()
    expect(roll.locator("thead")).to_contain_text(today)
    expect(roll.locator(".iop-picture[data-drawn]")).to_be_visible()


def test_two_facilitators_are_both_kept_or_one_is_told(clinic: Clinic, new_page: NewPage) -> None:
    page = new_page()
    session = _start(page, clinic)
    with clinic.store.write() as w:  # a colleague marks, and this page has not heard of it yet
        held = w.get_session(session)
        first = w.list_members(held.group, held.local_day)[0].id
        w.set_attendance(Attendance(session=session, client=first, status=AttendanceStatus.PRESENT))
    _person(page, 0).locator(".iop-person").get_by_role("button", name="Out", exact=True).click()
    expect(page.locator(".iop-notice")).to_contain_text("Somebody else marked this client")
    here = _person(page, 0).locator(".iop-person").get_by_role("button", name="Here", exact=True)
    expect(here).to_have_attribute("aria-pressed", "true")

    _mark(page, 1, "Late")
    with clinic.store.read() as r:
        assert sorted(one.status.value for one in r.list_attendance(session)) == ["late", "present"]


def test_who_fills_a_table_faster_than_the_server_loses_no_cell(clinic: Clinic, new_page: NewPage) -> None:
    page = new_page()
    session = _start(page, clinic)
    page.get_by_role("navigation", name="Steps").get_by_role("button", name="Doors in the chain").click()
    page.get_by_role("button", name="My early exits").click()
    expect(page.locator("[data-key='people:0:0']")).to_be_visible()
    page.evaluate(
        """() => {
          const typed = { '0:0': 'Ann', '0:1': 'after six', '1:0': 'Bo', '2:1': 'any time' };
          for (const [key, text] of Object.entries(typed)) {
            const cell = document.querySelector(`[data-key="people:${key}"]`);
            cell.value = text;
            cell.dispatchEvent(new Event('input'));
            cell.dispatchEvent(new Event('change'));
          }
        }"""
    )
    page.get_by_label("Filled for").select_option(index=2)
    expect(page.locator("[data-key='people:0:0']")).to_have_value("")
    with clinic.store.read() as r:
        (kept,) = r.list_responses(session)
    assert kept.value == [["Ann", "after six"], ["Bo", ""], ["", "any time"]]


def test_what_is_typed_while_the_page_is_drawn_again_is_kept(clinic: Clinic, new_page: NewPage) -> None:
    page = new_page()
    session = _start(page, clinic)
    page.get_by_role("navigation", name="Steps").get_by_role("button", name="Doors in the chain").click()
    page.get_by_role("button", name="My early exits").click()
    words = page.get_by_role("textbox", name="What are your first words on the phone?")
    words.focus()
    page.keyboard.type("It is me,")
    answer = page.evaluate_handle("document.activeElement")
    with clinic.store.write() as w:  # a colleague answers another question, and the page is drawn again
        theirs = {"worksheet": "core-01-early-exits", "item": "sure", "value": 7, "version": 0}
        client = page.get_by_label("Filled for").input_value()
        w.set_response(Response(session=session, client=client, **theirs))
    expect(page.get_by_role("button", name="7", exact=True).last).to_have_attribute(
        "aria-pressed", "true", timeout=30_000
    )
    assert not page.evaluate("(was) => was.isConnected", answer)
    expect(words).to_have_value("It is me,")
    page.keyboard.press("Tab")
    expect(page.locator(".iop-sheet [aria-busy]")).to_have_count(0)
    page.reload()
    page.get_by_role("button", name="My early exits").click()
    expect(words).to_have_value("It is me,")


_FILL_AT_ONCE = """(sheet) => {
  for (const day of ["Mon", "Tue", "Wed", "Thu", "Fri"]) {
    const cell = sheet.querySelector(`[data-key="week:0:${day}"]`);
    cell.focus();
    cell.value = `${day} 7`;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
    cell.blur();
  }
  sheet.querySelector('[data-key="sheet/done"]').click();
}"""


def test_cells_filled_faster_than_the_server_are_all_kept(served: Serve, new_page: NewPage) -> None:
    def fill(store: Store) -> None:
        make_demonstration(store)
        meets_today(store, "core-02-mapping-triggers")

    clinic, page = served(fill), new_page()
    session = _start(page, clinic, "One place since yesterday")
    with clinic.store.read() as r:
        plan = r.get_run(session).plan
    step = next(one for one in plan.steps if one.worksheet == "core-02-trigger-map")
    page.get_by_role("navigation", name="Steps").get_by_role("button", name=step.title).click()
    page.locator('[data-key="sheet"]').click()
    sheet = page.locator(".iop-sheet section")
    expect(sheet.locator('[data-key="week:0:Mon"]')).to_be_visible()
    sheet.evaluate(_FILL_AT_ONCE)
    expect(sheet).to_have_count(0)
    with clinic.store.read() as r:
        kept = {one.item: one.value for one in r.list_responses(session)}
    assert kept["week"]["Morning"] == {day: f"{day} 7" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")}


def _let_minutes_pass(clinic: Clinic, minutes: float) -> None:
    """Move the start of what runs now back in the store, as if that time had gone by."""
    with clinic.store.write() as w:
        stretches = tables.step_stretches
        for row in w._all(stretches, stretches.c.ended_at.is_(None)):
            earlier = row.started_at - timedelta(minutes=minutes)
            w._update(stretches, {"started_at": earlier}, stretches.c.id == row.id)


def test_the_clock_turns_amber_at_a_fifth_and_red_at_a_twentieth(clinic: Clinic, new_page: NewPage) -> None:
    page = new_page()
    _start(page, clinic)
    left = page.locator(".iop-left")
    expect(left).to_have_attribute("data-tone", "calm")
    for minutes, tone in ((20.1, "amber"), (3.8, "red")):
        _let_minutes_pass(clinic, minutes)
        page.reload()
        expect(left).to_have_attribute("data-tone", tone)
    _let_minutes_pass(clinic, 2)
    page.reload()
    expect(left).to_have_text(re.compile(r"^\+\d:\d\d$"))


def test_a_group_can_be_run_with_the_keyboard_alone(clinic: Clinic, new_page: NewPage) -> None:
    page = new_page()
    _open(page, clinic.run_group)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Start":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".iop-step h2")).to_have_text("Coming in")
    here = _person(page, 0).locator(".iop-person").get_by_role("button", name="Here", exact=True)
    here.focus()
    page.keyboard.press("Space")
    expect(here).to_have_attribute("aria-pressed", "true")
    expect(here).to_be_focused()
