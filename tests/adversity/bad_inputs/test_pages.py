"""Messages that no page of ours sends: unknown verbs, missing and extra keys, wrong types, nested data.

Each example opens a page on a fresh store and presses up to eight times, as a browser does that sends what it
likes: every press starts from a message that the page does send and replaces, adds or takes away some of it.
A press that is refused shows a sentence and changes no row; one that fails inside iopkit is logged by the
guard, and that counts as a traceback. Everything that the page would show then must be fit to be sent.
"""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ipywidgets import Widget

from iopkit.actions import plan_program
from iopkit.store.store import Store
from iopkit.ui.kit.piece import Piece
from iopkit.ui.pages.browse_curricula import BrowseCurriculaPage, BrowseCurriculaState
from iopkit.ui.pages.engagement import EngagementPage, EngagementState
from iopkit.ui.pages.plan_program import PlanProgramPage, PlanProgramState
from iopkit.ui.pages.run_group import RunGroupPage, RunGroupState
from iopkit.ui.presses import clean
from tests.adversity.bad_inputs import clinic
from tests.adversity.bad_inputs.anything import SETTINGS, texts, values
from tests.adversity.bad_inputs.clinic import PLAN, SHEET
from tests.adversity.bad_inputs.watched import TALLY, Watched, assert_sentence

Press = tuple[str, Any]  # a piece's name and what is sent to it
Page = Any

_MARK = {"client": "heron", "version": 0}
RUN_GROUP: list[Press] = [
    ("picker", {"verb": "start", "session": "next", "plan": PLAN}),
    ("picker", {"verb": "open", "session": "s"}),
    ("picker", {"verb": "start_unscheduled", "group": "a", "plan": PLAN}),
    ("picker", {"verb": "facilitator", "staff": ""}),
    ("header", {"verb": "finish"}),
    ("header", {"verb": "leave"}),
    ("header", {"verb": "look", "number": 1}),
    ("spine", {"verb": "go", "position": 1}),
    ("step", {"verb": "next", "at": 0}),
    ("step", {"verb": "back"}),
    ("step", {"verb": "more", "minutes": 5}),
    ("step", {"verb": "pause"}),
    ("step", {"verb": "resume"}),
    ("step", {"verb": "sheet", "worksheet": SHEET}),
    ("roster", {"verb": "mark", "status": "late", **_MARK}),
    ("roster", {"verb": "change", "field": "arrived", "value": "09:10", **_MARK}),
    ("roster", {"verb": "change", "field": "minutes", "value": "20", **_MARK}),
    ("roster", {"verb": "change", "field": "mode", "value": "virtual", **_MARK}),
    ("roster", {"verb": "change", "field": "reason", "value": "court", **_MARK}),
    ("roster", {"verb": "check_in", "moment": "start", "field": "mood", "value": 3, **_MARK}),
    ("roster", {"verb": "check_in", "moment": "end", "field": "used", "value": "no", **_MARK}),
    ("roster", {"verb": "participation", "level": 2, **_MARK}),
    ("sheet", {"verb": "answer", "worksheet": SHEET, "item": "where", "value": "here", **_MARK}),
    (
        "sheet",
        {"verb": "answer", "worksheet": SHEET, "item": "week", "value": {"walk": {"Mon": "x"}}, **_MARK},
    ),
    ("sheet", {"verb": "whom", "client": "otter"}),
    ("sheet", {"verb": "shut"}),
    ("summary", {"verb": "stay"}),
    ("summary", {"verb": "close"}),
]
PLAN_PROGRAM: list[Press] = [
    ("choice", {"verb": "start", "title": "Autumn", "curricula": ["mini"]}),
    ("choice", {"verb": "open", "program": ""}),
    ("board", {"verb": "aim", "week": 1, "day": 2}),
    ("board", {"verb": "put", "plan": PLAN, "week": 1, "day": 2}),
    ("board", {"verb": "take", "week": 1, "day": 1, "position": 0}),
    ("board", {"verb": "move", "week": 1, "day": 1, "position": 0, "to_week": 1, "to_day": 3}),
    ("board", {"verb": "more_days"}),
    ("board", {"verb": "more_weeks"}),
    ("board", {"verb": "rename", "title": "Winter"}),
    ("board", {"verb": "remove"}),
    ("rules", {"verb": "hold_to", "rules": ["asam-2.1"]}),
    ("shelf", {"verb": "filter", "name": "text", "value": "walk"}),
    ("shelf", {"verb": "filter", "name": "week", "value": ""}),
    ("shelf", {"verb": "pick", "plan": PLAN}),
    ("export", {"verb": "binder", "paper": "foolscap"}),
    (
        "export",
        {
            "verb": "calendar",
            "first_day": "2026-01-05",
            "weekdays": [0, 1, 2],
            "at": "09:00",
            "zone": "America/New_York",
        },
    ),
    ("header", {"verb": "leave"}),
]
ENGAGEMENT: list[Press] = [
    ("filters", {"verb": "filter", "name": name, "value": value})
    for name, value in (
        ("program", "day"),
        ("group", "a"),
        ("cohort", "2026 Q1"),
        ("since", "2026-01-01"),
        ("until", "2026-01-31"),
        ("by", "program"),
    )
]
BROWSE: list[Press] = [
    ("shelf", {"verb": "filter", "name": "text", "value": "walk"}),
    ("shelf", {"verb": "pick", "plan": PLAN}),
    ("paper", {"verb": "print", "part": "everything"}),
    ("paper", {"verb": "read_as", "mode": "client"}),
]


@st.composite
def presses(draw: st.DrawFn, ours: list[Press]) -> list[Press]:
    """Up to eight presses in a row, most of them nearly right."""
    found = []
    for piece, message in draw(st.lists(st.sampled_from(ours), min_size=1, max_size=8)):
        sent: Any = dict(message)
        for how in draw(st.lists(st.sampled_from(["other", "gone", "more", "elsewhere"]), max_size=2)):
            key = draw(st.sampled_from(sorted(message)))
            if how == "other":
                sent[key] = draw(values)
            elif how == "gone":
                sent.pop(key, None)
            elif how == "more":
                sent[draw(texts)] = draw(values)
            else:
                piece = draw(st.sampled_from(sorted({name for name, _ in ours})))
        if draw(st.integers(0, 40)) == 0:
            sent = draw(values)
        found.append((piece, sent))
    return found


#: What was found by others of these inputs; each is refused in words of its own now.
FOUND: dict[str, list[Press]] = {
    "run_group": [
        ("roster", {}),
        ("roster", {"verb": "drop_tables"}),
        ("roster", {"verb": ["mark"]}),
        ("roster", {"verb": "mark"}),
        ("roster", {"verb": "mark", "client": {"id": "heron"}, "status": "late", "version": 0}),
        ("roster", {"verb": "mark", "client": "heron", "status": "asleep", "version": 0}),
        ("roster", {"verb": "mark", "client": "heron", "status": "late", "version": 10**30}),
        ("roster", {"verb": "mark", "client": "heron\ud800", "status": "late", "version": 0}),
        ("roster", {"verb": "change", "field": "minutes", "value": "²", **_MARK}),
        ("roster", {"verb": "change", "field": "minutes", "value": "9" * 5000, **_MARK}),
        ("roster", {"verb": "change", "field": "mode", "value": "by post", **_MARK}),
        ("roster", {"verb": "check_in", "moment": "start", "field": "mood", "value": 11, **_MARK}),
        ("roster", {"verb": "check_in", "moment": "noon", "field": "mood", "value": 1, **_MARK}),
        ("sheet", {"verb": "whom", "client": "bear"}),
        ("sheet", {"verb": "answer", "worksheet": "", "item": "where", "value": "here", **_MARK}),
        ("sheet", {"verb": "answer", "worksheet": SHEET, "item": "where", "value": "x" * 30_000, **_MARK}),
        ("header", {"verb": "leave"}),
        ("step", {"verb": "next"}),
        ("header", {"verb": "finish"}),
        ("summary", {"verb": "stay"}),
    ],
    "plan_program": [
        ("board", {"verb": "aim", "week": 999, "day": -1}),
        ("rules", {"verb": "hold_to", "rules": None}),
        (
            "export",
            {
                "verb": "calendar",
                "first_day": "9999-12-31",
                "weekdays": [0, 1, 2],
                "at": "09:00",
                "zone": "UTC",
            },
        ),
        ("export", {"verb": "calendar", "first_day": 5, "weekdays": ["x"], "at": None, "zone": []}),
        ("shelf", {"verb": "filter", "name": [], "value": 3}),
    ],
    "engagement": [
        ("filters", {"verb": "filter", "name": "since", "value": "0001-01-01"}),
        ("filters", {"verb": "filter", "name": "until", "value": "9999-12-31"}),
        ("filters", {"verb": "filter", "name": "since", "value": "2026-W01-1"}),
        ("filters", {"verb": "filter", "name": "cohort", "value": "x" * 3_000}),
        ("filters", {"verb": "filter", "name": ["since"], "value": 5}),
        ("filters", {"verb": "sort"}),
    ],
}


#: A page's address is cleaned before a page sees it.
_addressed = texts.map(clean)


class _Log(logging.Handler):
    """What the guard logged: failures that nobody foresaw."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.seen.append(self.format(record))


@pytest.fixture(scope="module")
def log() -> Iterator[_Log]:
    handler = _Log()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def _store(fill: Callable[[Store], None]) -> Iterator[Watched]:
    watched = Watched(fill)
    yield watched
    watched.put_back()
    watched.store.close()


@pytest.fixture(scope="module")
def guarded() -> Iterator[Watched]:
    """The clinic where people sign in, with a program on paper."""

    def fill(store: Store) -> None:
        clinic.quick_passwords()
        clinic.with_accounts(store)
        plan_program.start_program(store, clinic.library(), "Spring", ["mini"], "wolf")

    yield from _store(fill)


@pytest.fixture(scope="module")
def own() -> Iterator[Watched]:
    """The clinic on one's own computer."""
    yield from _store(clinic.without_accounts)


def _press_all(watched: Watched, log: _Log, page: Page, sent: list[Press]) -> None:
    """Press; what is refused must leave no row, and no press may end in a traceback."""
    for name, content in sent:
        TALLY.inputs += 1
        before = watched.rows()
        piece: Piece = getattr(page, name)
        try:
            piece._received(piece, content, [])
        except Exception:
            TALLY.tracebacks += 1
            raise
        if log.seen:
            TALLY.tracebacks += 1
            said, log.seen = log.seen, []
            raise AssertionError("\n".join(said))
        if page.state.notice:
            TALLY.refused += 1
            watched.must_be(before)
            for line in page.state.notice.split("\n"):
                assert_sentence(line)
    _can_be_sent(page)


def _can_be_sent(page: Page) -> None:
    """Fail when something on the page is not JSON in UTF-8, as Jupyter sends it."""
    for piece in vars(page).values():
        if isinstance(piece, Piece):
            state = {name: value for name, value in piece.get_state().items() if name not in ("_esm", "_css")}
            json.dumps(state, ensure_ascii=False, allow_nan=False, default=str).encode()


def _within(watched: Watched, log: _Log, make: Callable[[], Page], sent: list[Press]) -> None:
    try:
        _press_all(watched, log, make(), sent)
    finally:
        Widget.close_all()
        watched.put_back()


@settings(SETTINGS, max_examples=250)
@given(sent=presses(RUN_GROUP), session=st.sampled_from(["s", "s", "next", ""]))
def test_running_a_group_with_accounts(guarded: Watched, log: _Log, sent: list[Press], session: str) -> None:
    def make() -> Page:
        return RunGroupPage(RunGroupState(guarded.store, clinic.library(), session_id=session, staff="owl"))

    _within(guarded, log, make, sent)


@settings(SETTINGS, max_examples=120)
@given(sent=presses(RUN_GROUP), session=st.one_of(st.sampled_from(["s", "next", ""]), texts), sheet=texts)
def test_running_a_group_on_ones_own_computer(
    own: Watched, log: _Log, sent: list[Press], session: str, sheet: str
) -> None:
    def make() -> Page:
        return RunGroupPage(RunGroupState(own.store, clinic.library(), session_id=session, sheet_id=sheet))

    _within(own, log, make, sent)


@settings(SETTINGS, max_examples=150)
@example(sent=FOUND["plan_program"], is_open=True)
@given(sent=presses(PLAN_PROGRAM), is_open=st.booleans())
def test_planning_a_program(guarded: Watched, log: _Log, sent: list[Press], is_open: bool) -> None:
    with guarded.store.read() as r:
        outline = r.list_outlines()[0].id if is_open else ""

    def make() -> Page:
        state = PlanProgramState(guarded.store, clinic.library(), program_id=outline, staff="wolf")
        return PlanProgramPage(state)

    _within(guarded, log, make, sent)


@settings(SETTINGS, max_examples=8)
@example(sent=FOUND["engagement"])
@given(sent=presses(ENGAGEMENT))
def test_looking_at_engagement(own: Watched, log: _Log, sent: list[Press]) -> None:
    _within(own, log, lambda: EngagementPage(EngagementState(own.store)), sent)


@settings(SETTINGS, max_examples=80)
@given(
    given_query=st.dictionaries(st.sampled_from(["plan", "mode", "text", "week", "strand"]), _addressed),
    sent=presses(BROWSE),
)
def test_browsing_curricula(own: Watched, log: _Log, given_query: dict[str, str], sent: list[Press]) -> None:
    def make() -> Page:
        return BrowseCurriculaPage(BrowseCurriculaState(clinic.library(), given_query))

    _within(own, log, make, sent)


@settings(SETTINGS, max_examples=12)
@given(
    query=st.dictionaries(st.sampled_from(["program", "group", "cohort", "since", "until", "by"]), _addressed)
)
def test_engagement_opened_with_any_address(own: Watched, query: dict[str, str]) -> None:
    own.attempt(lambda: EngagementState(own.store, query))
