import json

import pytest

from iopkit.content.library import Library
from iopkit.store.store import Store
from iopkit.ui.pages.run_group import RunGroupPage, RunGroupState


@pytest.fixture
def page(clinic: Store, library: Library) -> RunGroupPage:
    return RunGroupPage(RunGroupState(clinic, library))


def _started(page: RunGroupPage) -> RunGroupPage:
    page.picker.press("start", session="today", plan="core-01-how-cravings-work")
    return page


def test_start_leads_from_the_list_into_the_room(page: RunGroupPage) -> None:
    assert page.children[1] is page.picker
    _started(page)
    assert page.state.screen == "room"
    assert page.header.query == "session=today"
    assert page.step.step["title"] == "Coming in"
    assert [row["name"] for row in page.roster.rows] == ["Heron M.", "Otter B.", "Wren D."]


def test_every_press_is_answered_also_one_that_fails(page: RunGroupPage) -> None:
    _started(page)
    page.roster.press("mark", press="a", client="heron", status="present", version=0)
    assert (page.roster.ack, page.roster.refused) == ("a", "")
    page.roster.press("mark", press="b", client="heron", status="absent", version=0)
    assert (page.roster.ack, page.roster.refused) == ("b", "b")
    assert page.header.notice.startswith("Somebody else marked this client")
    assert page.roster.rows[0]["status"] == "present"


def test_after_a_broken_connection_a_piece_says_which_presses_arrived(
    page: RunGroupPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _started(page)
    page.roster.press("mark", press="a", client="heron", status="present", version=0)
    page.roster.press("mark", press="b", client="heron", status="absent", version=0)
    said: list[dict[str, object]] = []
    monkeypatch.setattr(page.roster, "send", said.append)
    page.roster._received(page.roster, {"heard": ["a", "b", "c"]}, [])
    page.roster._received(page.roster, {"heard": "a"}, [])
    assert said == [{"heard": {"a": "kept", "b": "refused", "c": "lost"}}, {"heard": {}}]
    assert page.roster.ack == "b"


def test_looking_again_leaves_the_notice_where_it_is(page: RunGroupPage) -> None:
    _started(page)
    page.roster.press("mark", client="stoat", status="present", version=0)
    page.header.press("look", number=10_000)
    assert page.header.notice == "'stoat' is no member of Morning A on 2026-11-23."
    page.step.press("look")
    assert page.header.notice.startswith("'stoat'")


@pytest.mark.expects_failure
@pytest.mark.parametrize(
    "message",
    [
        {"verb": "mark", "client": "heron", "status": "asleep", "version": 0},
        {"verb": "mark"},
        {"verb": "drop_tables"},
        {},
    ],
)
def test_a_message_that_no_button_sends_stores_nothing(
    page: RunGroupPage, clinic: Store, message: dict[str, object]
) -> None:
    _started(page)
    page.roster._received(page.roster, message, [])
    assert "Not saved" in page.header.notice or "Nothing was stored" in page.header.notice
    with clinic.read() as r:
        assert r.list_attendance("today") == []


def test_a_client_of_another_group_cannot_be_marked(page: RunGroupPage, clinic: Store) -> None:
    _started(page)
    page.roster.press("mark", client="stoat", status="present", version=0)
    assert page.header.notice == "'stoat' is no member of Morning A on 2026-11-23."


def test_saved_stands_there_only_after_a_press_was_stored(page: RunGroupPage) -> None:
    assert page.header.saved == ""
    _started(page)
    assert page.header.saved == "9:00:00"


def test_everything_that_is_sent_can_be_sent(page: RunGroupPage) -> None:
    _started(page)
    page.step.press("next")
    page.step.press("next")
    page.step.press("sheet", worksheet="core-01-chain")
    page.step.press("finish")
    for piece in (page.header, page.spine, page.step, page.roster, page.sheet, page.summary):
        shown = {name: value for name, value in piece.get_state().items() if not name.startswith("_")}
        json.dumps({name: value for name, value in shown.items() if name not in ("layout", "tooltip")})
