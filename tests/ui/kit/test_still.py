"""What stands on a page before its script runs."""

from html import escape

import pytest

from iopkit.content.library import Library
from iopkit.store.store import Store
from iopkit.ui.kit.page import PageBox, still_of
from iopkit.ui.kit.roster import Roster
from iopkit.ui.kit.still import Html, h, table
from iopkit.ui.pages.browse_curricula import BrowseCurriculaPage, BrowseCurriculaState
from iopkit.ui.pages.engagement import EngagementPage, EngagementState
from iopkit.ui.pages.plan_program import PlanProgramPage, PlanProgramState
from iopkit.ui.pages.run_group import RunGroupPage, RunGroupState

NASTY = "<img src=x onerror='stolen=1'>\"&"


def test_text_and_values_are_escaped_wherever_they_stand() -> None:
    made = h("p", {"title": NASTY}, NASTY, [NASTY, h("b", None, NASTY)])
    assert "<img" not in made
    assert made.count("&lt;img") == 4
    assert "'" not in made.replace("&#x27;", "")
    assert h("p", None, Html("<i>clean</i>")) == "<p><i>clean</i></p>"
    assert "<img" not in table({"columns": [NASTY], "rows": [[NASTY], [NASTY]]})


def test_what_is_not_given_is_left_out() -> None:
    assert h("input", {"type": "date", "disabled": True, "value": None, "hidden": False}) == (
        '<input type="date" disabled>'
    )
    assert h("p", None, None, False, "", 0) == "<p>0</p>"


def test_the_roster_stands_with_its_marks_and_nothing_in_it_can_be_pressed() -> None:
    row = {"client": "c", "name": NASTY, "line": "12 min", "tone": "warn", "short": "late"}
    still = Roster(rows=[row], count="1 of 1").placed_still()
    assert still.startswith('<div class="iop-roster-box">')
    assert "<img" not in still
    assert still.count("<button") == still.count(" disabled") == 4
    assert 'class="is-on tone-warn" aria-pressed="true" disabled>Late' in still


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOPKIT_PAGE", "run_group")


def _bundle(page: PageBox) -> tuple[str, dict[str, object]]:
    given = page._repr_mimebundle_()
    return given["text/html"], given["application/vnd.iopkit.page+json"]


def test_a_served_page_brings_its_picture_and_the_states_of_all_its_widgets(
    clinic: Store, library: Library, served: None
) -> None:
    page = RunGroupPage(RunGroupState(clinic, library))
    html, told = _bundle(page)
    assert "Morning A" in html
    assert told["page"] == page.model_id
    states = told["states"]
    assert states[page.model_id]["children"] == [f"IPY_MODEL_{one.model_id}" for one in page.children]
    assert states[page.roster.model_id]["_esm"] == "roster.js"  # it has no place yet
    assert states[page.header.model_id]["_esm"] == "header.js"
    assert "_css" not in states[page.header.model_id]


def test_in_a_served_page_every_widgets_script_is_named_once_in_the_bundle(served: None) -> None:
    import iopkit.ui.kit as kit
    from iopkit.ui.kit.piece import _HERE, Piece

    assert kit
    named = {one.drawn_by for one in Piece.__subclasses__()}
    pieces = (_HERE.parents[1] / "serve" / "frontend" / "pieces.js").read_text("utf-8")
    assert all(f'"{name}": ' in pieces for name in named)


def test_the_dashboard_stands_with_its_words_and_tables(clinic: Store, served: None) -> None:
    page = EngagementPage(EngagementState(clinic))
    html, _ = _bundle(page)
    for card in page.charts.values():
        assert h("h2", None, card.title) in html
        assert h("p", None, card.summary) in html
    assert "Still in treatment at day 34" in html
    assert "<select disabled>" in html


def test_in_jupyterlab_a_notebook_keeps_no_picture_and_no_state(clinic: Store) -> None:
    page = EngagementPage(EngagementState(clinic))
    assert set(page._repr_mimebundle_()) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert "export default" in page.header._esm
    assert "import " not in page.header._esm.partition("function render")[0]
    assert still_of(page).startswith('<div class="widget-box widget-vbox iop-page">')


def test_the_library_stands_with_its_plans_and_the_open_one(
    clinic: Store, library: Library, served: None
) -> None:
    state = BrowseCurriculaState(library)
    plan = state.plans[0]
    html, _ = _bundle(BrowseCurriculaPage(state))
    assert "Choose a session plan" in html
    state.open(plan["id"])
    html, _ = _bundle(BrowseCurriculaPage(state))
    assert html.count(f">{plan['title']}<") == 2
    assert all(f"{at}. {escape(one['title'])}<" in html for at, one in enumerate(state.plan["steps"], 1))
    assert html.count("<button") == html.count(" disabled>") - html.count("<select disabled>") - 1


def test_the_planner_stands_with_its_programs_then_with_weeks_and_rules(
    clinic: Store, library: Library, served: None
) -> None:
    state = PlanProgramState(clinic, library)
    state.start("Evening & spring", ["core"])
    html, _ = _bundle(PlanProgramPage(state))
    assert "Week 12" in html
    assert "Hours against rules" in html
    assert "The next plan goes here" in html
    state.open("")
    html, _ = _bundle(PlanProgramPage(state))
    assert "Evening &amp; spring" in html
