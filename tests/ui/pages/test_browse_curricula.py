import io
from urllib.parse import parse_qsl

import pytest
from pypdf import PdfReader

from iopkit.content.library import Library
from iopkit.errors import NotAllowed, NotFound
from iopkit.ui.pages.browse_curricula import BrowseCurriculaPage, BrowseCurriculaState

PLAN = "core-30-where-i-come-from"


@pytest.fixture
def state(library: Library) -> BrowseCurriculaState:
    return BrowseCurriculaState(library)


@pytest.fixture
def page(state: BrowseCurriculaState) -> BrowseCurriculaPage:
    return BrowseCurriculaPage(state)


def test_a_plan_is_shown_whole(state: BrowseCurriculaState, library: Library) -> None:
    state.open(PLAN)
    plan = library.get_plan(PLAN)
    assert state.plan["line"] == "Core · week 10, day 3 · living well · 180 min"
    assert state.plan["length"] == "205 minutes, 25 of them breaks"
    assert [one["title"] for one in state.plan["steps"]] == [step.title for step in plan.steps]
    assert [one["begins"] for one in state.plan["steps"]][:3] == ["0:00", "0:20", "0:40"]
    assert [one["title"] for one in state.plan["sheets"]] == ["Where I stand", "One root to lean on"]
    titles = [one["title"] for one in state.plan["notes"]]
    assert titles == ["When it gets difficult", "Adaptations", "What it rests on"]
    for _, citation in state.plan["notes"][-1]["entries"]:
        assert citation


def test_an_address_leads_back_to_the_same_place(state: BrowseCurriculaState, library: Library) -> None:
    state.filter("strand", "living well")
    state.filter("text", "brother")
    state.open(PLAN)
    state.read_as("client")
    again = BrowseCurriculaState(library, dict(parse_qsl(state.query)))
    assert (again.plans, again.plan, again.mode, again.text) == (
        state.plans,
        state.plan,
        "client",
        "brother",
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [({"strand": "gardening"}, "gardening"), ({"plan": "core-99"}, "There is no session plan 'core-99'")],
)
def test_an_address_that_leads_nowhere_is_told_and_shows_the_shelf(
    library: Library, given: dict[str, str], says: str
) -> None:
    state = BrowseCurriculaState(library, given)
    assert says in state.notice
    assert len(state.plans) == len(library.plans)


def test_a_plan_and_its_worksheets_are_printed(state: BrowseCurriculaState) -> None:
    state.open(PLAN)
    name, content = state.printed("session")
    assert name == f"{PLAN}.pdf"
    assert "Where I come from" in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    name, content = state.printed("worksheets")
    assert name == f"{PLAN}-worksheets.pdf"
    assert len(PdfReader(io.BytesIO(content)).pages) == 2


def test_what_cannot_be_done_is_refused(state: BrowseCurriculaState) -> None:
    with pytest.raises(NotAllowed, match="Choose a session plan first"):
        state.printed("session")
    with pytest.raises(NotFound):
        state.open("core-99")
    with pytest.raises(NotAllowed, match="cannot be read as 'poem'"):
        state.read_as("poem")


def test_pressing_a_plan_opens_it_and_a_filter_narrows(page: BrowseCurriculaPage) -> None:
    page.shelf.press("filter", name="week", value="10")
    assert len(page.shelf.plans) == 3
    page.shelf.press("pick", plan=PLAN)
    assert (page.paper.plan["id"], page.shelf.chosen) == (PLAN, PLAN)
    page.paper.press("read_as", mode="about")
    assert page.paper.mode == "about"
    assert f"plan={PLAN}" in page.header.query


def test_a_press_that_no_button_sends_is_told_on_the_page(page: BrowseCurriculaPage) -> None:
    page.shelf.press("pick", plan="../../etc/passwd")
    assert page.header.notice
    assert page.paper.plan == {}


def test_a_printed_file_is_handed_to_the_person(
    page: BrowseCurriculaPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = []
    monkeypatch.setattr(page.paper, "hand_over", lambda *given: handed.append(given))
    page.shelf.press("pick", plan=PLAN)
    page.paper.press("print", part="worksheets")
    ((name, content, kind),) = handed
    assert (name, content[:5], kind) == (f"{PLAN}-worksheets.pdf", b"%PDF-", "application/pdf")
