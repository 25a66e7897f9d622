"""Signing in and out in a browser: one press in a demonstration, a password elsewhere, and pages that fit."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from iopkit.model.codes import Role
from iopkit.store.store import Store
from tests.browser.conftest import Clinic, Watch
from tests.browser.test_every_page import _nasty_clinic, _overflow, _small

NewPage = Callable[..., Page]


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_pages_without_a_kernel_fit(clinic: Clinic, new_page: NewPage, width: int) -> None:
    page = new_page(width=width)
    for place in ("", "account", "audit", "sign-out"):
        page.goto(clinic.url + place)
        assert _overflow(page) <= 0
        assert _small(page) == []
    page = new_page(width=width, staff=None)
    page.goto(f"{clinic.url}sign-in")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert _overflow(page) <= 0
    assert _small(page) == []


def test_a_demonstration_is_entered_by_one_press_and_left_by_another(
    clinic: Clinic, new_page: NewPage
) -> None:
    page = new_page(staff=None)
    page.goto(clinic.run_group)
    expect(page).to_have_url(re.compile("/sign-in"))
    page.get_by_role("button", name="facilitator").first.click()
    expect(page.locator(".iop-today, .iop-empty").first).to_be_visible()
    assert len(clinic.kernels()) == 1
    page.goto(clinic.url)
    expect(page.get_by_role("link", name="Run a group")).to_be_visible()
    expect(page.get_by_role("link", name="Audit")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="Run a group")).to_have_count(0)


def test_with_the_keyboard_alone_and_a_password(
    served: Callable[[Callable[[Store], None]], Clinic], new_page: NewPage, watch: Watch
) -> None:
    watch.forgive("403 (Forbidden)")
    clinic = served(_nasty_clinic)
    page = new_page(staff=None)
    page.goto(clinic.url)
    page.keyboard.type("owl")
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The name, the password or the code is not right")
    page.keyboard.type("owl")
    page.keyboard.press("Tab")
    page.keyboard.type(clinic.passwords["owl"])
    page.keyboard.press("Enter")
    expect(page.get_by_text("Owl")).to_be_visible()


def test_a_page_that_is_not_for_a_role_says_so(clinic: Clinic, new_page: NewPage, watch: Watch) -> None:
    watch.forgive("403 (Forbidden)")
    page = new_page(staff=clinic.anybody(Role.AUTHOR))
    page.goto(clinic.run_group)
    expect(page.get_by_text("Your role does not open this page.")).to_be_visible()
    assert clinic.kernels() == []
