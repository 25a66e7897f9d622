"""Script typed into any field that a person or a client can fill is stored, shown as text, and never run."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from iopkit.actions.demonstration import make_demonstration
from iopkit.store.store import Store
from tests.browser.conftest import Clinic, meets_today

NewPage = Callable[..., Page]
Serve = Callable[[Callable[[Store], None]], Clinic]
NASTY = "<img src=x onerror=window.stolen=1><script>window.stolen=1</script>"


def _type(field: Locator) -> None:
    field.fill(NASTY)
    field.press("Tab")


def _is_safe(page: Page) -> bool:
    """Nothing ran, and no element came out of what was typed."""
    assert page.locator("img[src=x]").count() == 0
    return page.evaluate("window.stolen") is None


def test_script_typed_by_a_client_or_a_colleague_is_text(served: Serve, new_page: NewPage) -> None:
    def fill(store: Store) -> None:
        make_demonstration(store)
        meets_today(store, "core-02-mapping-triggers")

    clinic, page = served(fill), new_page()
    page.goto(clinic.run_group)
    page.locator(".iop-today", has_text="Morning A").get_by_role("button", name="Start").click()
    expect(page.locator(".iop-step h2")).to_be_visible()
    session = page.url.partition("session=")[2]

    page.locator(".iop-roster > li").first.get_by_role("button", name="Out", exact=True).click()
    page.locator(".iop-who").first.click()
    _type(page.get_by_label("Reason of").first)
    expect(page.locator(".iop-roster > li").first).to_contain_text(NASTY)

    page.get_by_role("navigation", name="Steps").get_by_role("button", name="Your outside map").click()
    page.locator('.iop-step [data-key="sheet"]').click()
    sheet = page.locator(".iop-sheet section")
    expect(sheet).to_be_visible()
    fields = sheet.locator("textarea, input[type=text]")
    keys = [one.get_attribute("data-key") for one in fields.all()]
    assert len(keys) > 20
    for key in (keys[0], keys[len(keys) // 2], keys[-1]):
        _type(sheet.locator(f'[data-key="{key}"]'))
    sheet.get_by_role("button", name="Done").click()
    expect(sheet).to_have_count(0)
    page.reload()
    expect(page.locator(".iop-step h2")).to_be_visible()
    page.locator('.iop-step [data-key="sheet"]').click()
    expect(page.locator(f'.iop-sheet [data-key="{keys[-1]}"]')).to_have_value(NASTY)
    assert _is_safe(page)

    page.get_by_role("button", name="Close session").click()
    page.get_by_role("button", name="Close the session now").click()
    expect(page.get_by_role("heading", name="Session closed")).to_be_visible()
    assert _is_safe(page)
    with clinic.store.read() as r:
        assert NASTY in [one.reason for one in r.list_attendance(session)]
        assert NASTY in str([one.value for one in r.list_responses(session)])

    page.goto(clinic.engagement)
    expect(page.locator(".iop-picture[data-drawn]")).to_have_count(6)
    assert _is_safe(page)


def test_script_typed_into_a_programs_title_is_text(served: Serve, new_page: NewPage) -> None:
    clinic, page = served(make_demonstration), new_page()
    page.goto(f"{clinic.url}voila/render/notebooks/plan_program.ipynb")
    page.get_by_label("Title").fill(NASTY)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name=NASTY)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=NASTY)).to_be_visible()
    assert _is_safe(page)
    page.goto(f"{clinic.url}audit")
    assert _is_safe(page)
