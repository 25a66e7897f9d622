"""A computer that sleeps in the middle of a group, and one whose clock is set while the page is open."""

import os
import signal
import time

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_for
from tests.browser.connection.conftest import (
    NewPage,
    Served,
    answers_of,
    back,
    cell,
    is_the_same_window,
    mark_the_window,
    presence,
    start,
    type_into_the_first_cell,
)

ASLEEP = 40
HOUR = 3_600_000


def _everything(server: Served) -> list[psutil.Process]:
    """Server, kernels and browser: all that stands still when a laptop is closed."""
    served = psutil.Process(server.clinic.server.pid)
    browsers = [one for one in psutil.Process().children(recursive=True) if "chrom" in one.name()]
    return [served, *served.children(recursive=True), *browsers]


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot stop a process for a while")
def test_a_laptop_that_sleeps_in_the_middle_goes_on_where_it_was(server: Served, new_page: NewPage) -> None:
    page, clinic = new_page(), server.clinic
    session = start(page, clinic)
    type_into_the_first_cell(page)
    mark_the_window(page)
    asleep = _everything(server)
    for one in asleep:
        one.send_signal(signal.SIGSTOP)
    time.sleep(ASLEEP)
    for one in asleep:
        one.send_signal(signal.SIGCONT)
    back(page, 30)
    assert is_the_same_window(page)
    expect(cell(page, "people:0:0")).to_have_value("Ann, my sister")
    cell(page, "people:0:0").press("Tab")
    expect(page.locator(".iop-sheet [aria-busy]")).to_have_count(0)
    presence(page, 0, "Here").click()
    expect(presence(page, 0, "Here")).to_have_attribute("aria-pressed", "true")
    assert answers_of(clinic, session)["people"][0][0] == "Ann, my sister"
    with clinic.store.read() as r:
        assert [one.status for one in r.list_attendance(session)] == ["present"]


def _set_by(page: Page, jump: int) -> int:
    """Set the browser's clock and keep what the page's clock shows from then on; gives the minutes before."""
    left = page.locator(".iop-left")
    minutes = int(left.inner_text().split(":")[0])
    left.evaluate(
        """(left, jump) => {
          const now = Date.now;
          Date.now = () => now() + jump;
          window.shown = [];
          new MutationObserver(() => window.shown.push(left.textContent)).observe(left, { childList: true });
        }""",
        jump,
    )
    return minutes


def test_a_browsers_clock_that_is_set_back_does_not_move_the_groups_clock(
    server: Served, new_page: NewPage
) -> None:
    page = new_page()
    start(page, server.clinic)
    minutes = _set_by(page, -HOUR)
    wait_for(page, "() => window.shown.length > 12")
    shown = page.evaluate("() => window.shown")
    assert {one.count(":") for one in shown} == {1}
    assert {int(one.split(":")[0]) for one in shown} <= {minutes, minutes - 1}, shown


def test_a_browsers_clock_that_is_set_on_is_noticed_and_the_server_asked(
    server: Served, new_page: NewPage
) -> None:
    page = new_page()
    start(page, server.clinic)
    minutes = _set_by(page, HOUR)
    wait_for(
        page,
        "(minutes) => window.shown.length > 4 && [0, 1].includes(minutes - parseInt(window.shown.at(-1)))",
        minutes,
        within=8,
    )
