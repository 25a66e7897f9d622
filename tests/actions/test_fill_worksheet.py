from typing import Any

import pytest

from iopkit.actions.fill_worksheet import answer_item
from iopkit.actions.run_session import close_session, start_session
from iopkit.content.library import Library
from iopkit.errors import ChangedElsewhere, NotAllowed
from iopkit.model.group_session import Response
from iopkit.store.store import Store


@pytest.fixture
def running(clinic: Store, library: Library) -> Store:
    start_session(clinic, library, "s", "mini-a-walk", None)
    return clinic


def answer(store: Store, value: Any, client: str | None = "heron", **fields: Any) -> None:
    given = {"session": "s", "worksheet": "mini-walk-plan", "item": "where", "version": 0, **fields}
    answer_item(store, Response(client=client, value=value, **given), "owl")


def answers(store: Store) -> list[tuple[str | None, Any, int]]:
    with store.read() as r:
        return [(one.client, one.value, one.version) for one in r.list_responses("s")]


def test_an_answer_is_kept_at_once_for_a_client_and_for_the_group(running: Store) -> None:
    answer(running, "to the river")
    answer(running, "to the park", None)
    assert answers(running) == [("heron", "to the river", 1), (None, "to the park", 1)]


def test_an_answer_can_be_changed_by_who_saw_it(running: Store) -> None:
    answer(running, "to the river")
    answer(running, "", version=1)
    assert answers(running) == [("heron", "", 2)]


@pytest.mark.parametrize("seen", [0, 3])
def test_who_saw_an_older_answer_is_told_and_the_newer_one_stands(running: Store, seen: int) -> None:
    answer(running, "to the river")
    with pytest.raises(ChangedElsewhere, match="Somebody else answered this question"):
        answer(running, "home", version=seen)
    assert answers(running) == [("heron", "to the river", 1)]


@pytest.mark.parametrize("fields", [{"worksheet": "early-exits"}, {"item": "when"}])
def test_a_question_that_the_session_does_not_have_is_refused(running: Store, fields: dict[str, str]) -> None:
    with pytest.raises(NotAllowed, match="This question is not on a worksheet of this session"):
        answer(running, "soon", **fields)


def test_an_answer_that_does_not_fit_is_refused_with_its_question(running: Store) -> None:
    with pytest.raises(NotAllowed) as raised:
        answer(running, 11, item="sure")
    assert str(raised.value) == (
        'Not saved: in "How sure are you?" the answer is a whole number from 0 to 10.'
    )
    assert answers(running) == []


@pytest.mark.parametrize("client", ["bear", "zz"])
def test_who_is_no_member_that_day_has_no_answers(running: Store, client: str) -> None:
    with pytest.raises(NotAllowed, match=f"'{client}' is no member of Morning A that day"):
        answer(running, "home", client)


def test_a_session_that_was_not_started_has_no_worksheets(clinic: Store) -> None:
    with pytest.raises(NotAllowed, match="has not been started yet"):
        answer(clinic, "home")


def test_a_worksheet_can_be_finished_after_the_close(running: Store) -> None:
    close_session(running, "s", 1, None)
    answer(running, "to the river")
    assert answers(running) == [("heron", "to the river", 1)]
