from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from iopkit.errors import ChangedElsewhere, StoreError
from iopkit.model.group_session import Response
from iopkit.model.measure import Administration, Score
from iopkit.store.store import Store


def answer(client: str | None, value: Any, version: int = 0, item: str = "where") -> Response:
    return Response(session="s1", worksheet="walk", client=client, item=item, value=value, version=version)


def answers(store: Store) -> list[tuple[str | None, str, Any, int]]:
    with store.read() as r:
        return [(one.client, one.item, one.value, one.version) for one in r.list_responses("s1")]


@pytest.mark.parametrize(
    "value", ["by the river", 7, [], ["a", "b"], [["noon", ""]], {"Night": {"Sun": "film"}}, "Åse's 🦉", ""]
)
def test_any_answer_comes_back_as_it_was(clinic: Store, value: Any) -> None:
    with clinic.write() as w:
        w.set_response(answer("heron", value))
    assert answers(clinic) == [("heron", "where", value, 1)]


@pytest.mark.parametrize("who", ["heron", None])
def test_an_answer_is_kept_once_for_a_client_and_once_for_the_group(clinic: Store, who: str | None) -> None:
    with clinic.write() as w:
        w.set_response(answer(who, "park"))
    for stale in (0, 5):
        with pytest.raises(ChangedElsewhere, match="Somebody else answered"), clinic.write() as w:
            w.set_response(answer(who, "wood", stale))
    assert answers(clinic) == [(who, "where", "park", 1)]


@pytest.mark.parametrize("who", ["heron", None])
def test_an_answer_can_be_changed_by_who_saw_it(clinic: Store, who: str | None) -> None:
    with clinic.write() as w:
        w.set_response(answer(who, "park"))
        w.set_response(answer(who, "wood", 1))
    assert answers(clinic) == [(who, "where", "wood", 2)]


def test_clients_and_group_answer_beside_each_other(clinic: Store) -> None:
    with clinic.write() as w:
        for client in (None, "heron", "otter"):
            w.set_response(answer(client, "park"))
        w.set_response(answer("heron", "soon", item="when"))
    assert [row[:2] for row in answers(clinic)] == [
        (None, "where"),
        ("heron", "where"),
        ("otter", "where"),
        ("heron", "when"),
    ]


def test_an_answer_of_an_unknown_client_is_refused(clinic: Store) -> None:
    with pytest.raises(StoreError, match="Not saved: the store refused it"), clinic.write() as w:
        w.set_response(answer("zz", "park"))
    assert answers(clinic) == []


def test_fillings_of_a_measure_come_back_with_their_scores_oldest_first(clinic: Store) -> None:
    given = datetime(2026, 1, 5, 15, tzinfo=UTC)
    later = Administration(
        id="m2",
        measure="made-up",
        client="heron",
        session="s1",
        given_at=given,
        answers={"q1": 2},
        scores=(Score(scale="a", value=1.5), Score(scale="total", value=9, band="high")),
    )
    first = Administration(id="m1", measure="made-up", client="heron", given_at=given - timedelta(days=7))
    with clinic.write() as w:
        w.add_administrations([later, first])
        w.add_administrations([Administration(id="m3", measure="made-up", client="otter", given_at=given)])
    with clinic.read() as r:
        assert r.list_administrations("heron") == [first, later]
        frame = r.scores_frame("made-up")
        assert r.scores_frame("other").empty
    assert frame[["administration", "client", "scale", "value"]].values.tolist() == [
        ["m2", "heron", "a", 1.5],
        ["m2", "heron", "total", 9.0],
    ]
