from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from iopkit.actions.run_session import (
    add_minutes,
    close_session,
    go_to_step,
    pause,
    resume,
    start_session,
    start_unscheduled,
)
from iopkit.content.library import Library
from iopkit.errors import ChangedElsewhere, NotAllowed, NotFound
from iopkit.model.codes import SessionStatus
from iopkit.model.group_session import Outcome, Run
from iopkit.store.store import Store

Clock = Callable[[str], None]
At = Callable[[str], datetime]
PLAN = "mini-a-walk"
DONE, SKIPPED = Outcome.DONE, Outcome.SKIPPED


@pytest.fixture
def running(clinic: Store, library: Library) -> Store:
    start_session(clinic, library, "s", PLAN, "owl")
    return clinic


def run_of(store: Store) -> Run:
    with store.read() as r:
        return r.get_run("s")


def outcomes(store: Store) -> dict[int, Outcome | None]:
    return {one.position: one.outcome for one in run_of(store).steps}


def test_starting_opens_the_first_step_and_keeps_plan_and_facilitator(running: Store, at: At) -> None:
    run = run_of(running)
    assert (run.step, run.started_at, run.facilitator, run.version) == (0, at("14:00"), "owl", 1)
    assert [sheet.id for sheet in run.worksheets] == ["mini-walk-plan"]
    assert [(one.position, one.stretches) for one in run.steps] == [(0, ((at("14:00"), None),))]
    with running.read() as r:
        assert r.get_session("s").plan == PLAN


def test_a_session_that_was_started_is_left_as_it_runs(
    running: Store, library: Library, clock: Clock
) -> None:
    clock("14:09")
    before = run_of(running)
    start_session(running, library, "s", PLAN, None)
    assert run_of(running) == before


@pytest.mark.parametrize("status", [SessionStatus.CANCELLED, SessionStatus.HELD])
def test_only_a_scheduled_session_can_be_started(
    clinic: Store, library: Library, status: SessionStatus
) -> None:
    with clinic.write() as w:
        w.set_session_status("s", status)
    says = f"This session is {status.value}; only a scheduled one can be started"
    with pytest.raises(NotAllowed, match=says):
        start_session(clinic, library, "s", PLAN, None)


def test_an_unknown_session_plan_or_group_cannot_be_started(clinic: Store, library: Library) -> None:
    with pytest.raises(NotFound, match="No group session 'zz'"):
        start_session(clinic, library, "zz", PLAN, None)
    with pytest.raises(NotFound, match="There is no session plan 'zz'"):
        start_session(clinic, library, "s", "zz", None)
    with pytest.raises(NotFound, match="No group 'zz' in this store. Its groups: a."):  # noqa: RUF043
        start_unscheduled(clinic, library, "zz", PLAN, None)


def test_a_group_that_meets_unscheduled_gets_a_session_as_long_as_its_plan(
    clinic: Store, library: Library, at: At
) -> None:
    clinic.clock = lambda: at("16:20") + timedelta(seconds=42)
    session_id = start_unscheduled(clinic, library, "a", PLAN, "owl")
    with clinic.read() as r:
        session, run = r.get_session(session_id), r.get_run(session_id)
    assert (session.starts_at, session.ends_at, session.plan) == (at("16:20"), at("16:50"), PLAN)
    assert (run.started_at, run.step) == (at("16:20") + timedelta(seconds=42), 0)


def test_the_step_left_behind_is_done_and_its_clock_stops(running: Store, clock: Clock, at: At) -> None:
    clock("14:11")
    go_to_step(running, "s", 1, 1, None)
    first, second = run_of(running).steps
    assert (first.outcome, first.stretches) == (DONE, ((at("14:00"), at("14:11")),))
    assert (second.outcome, second.stretches) == (None, ((at("14:11"), None),))
    assert (run_of(running).step, run_of(running).version) == (1, 2)


def test_steps_jumped_over_are_skipped(running: Store) -> None:
    go_to_step(running, "s", 2, 1, None)
    assert outcomes(running) == {0: DONE, 1: SKIPPED, 2: None}


def test_a_step_that_is_gone_back_to_is_open_again(running: Store, clock: Clock, at: At) -> None:
    go_to_step(running, "s", 2, 1, None)
    clock("14:05")
    go_to_step(running, "s", 1, 2, None)
    assert outcomes(running) == {0: DONE, 1: None, 2: None}
    clock("14:08")
    go_to_step(running, "s", 2, 3, None)
    assert outcomes(running) == {0: DONE, 1: DONE, 2: None}
    assert run_of(running).steps[2].stretches == ((at("14:00"), at("14:05")), (at("14:08"), None))


def test_going_to_the_step_in_hand_changes_nothing(running: Store) -> None:
    before = run_of(running)
    go_to_step(running, "s", 0, 1, None)
    assert run_of(running) == before


@pytest.mark.parametrize(("position", "shown"), [(3, 4), (-1, 0)])
def test_a_step_that_the_plan_does_not_have_is_refused(running: Store, position: int, shown: int) -> None:
    with pytest.raises(NotAllowed, match=f"There is no step {shown}; this plan has 3"):
        go_to_step(running, "s", position, 1, None)


def test_added_minutes_add_up_and_outlive_moving_on(running: Store) -> None:
    add_minutes(running, "s", 5, 1, None)
    add_minutes(running, "s", 10, 2, None)
    go_to_step(running, "s", 1, 3, None)
    assert run_of(running).steps[0].extra_minutes == 15


@pytest.mark.parametrize("minutes", [0, 61, -5])
def test_one_to_sixty_minutes_can_be_added(running: Store, minutes: int) -> None:
    with pytest.raises(NotAllowed, match=f"{minutes} minutes cannot be added; add 1 to 60"):
        add_minutes(running, "s", minutes, 1, None)


def test_a_pause_holds_the_clock_until_it_is_resumed(running: Store, clock: Clock, at: At) -> None:
    clock("14:04")
    pause(running, "s", 1, None)
    assert run_of(running).paused
    clock("14:07")
    resume(running, "s", 2, None)
    run = run_of(running)
    assert (run.paused, run.version) == (False, 3)
    assert run.steps[0].stretches == ((at("14:00"), at("14:04")), (at("14:07"), None))


def test_resuming_what_runs_changes_nothing(running: Store) -> None:
    before = run_of(running)
    resume(running, "s", 1, None)
    assert run_of(running) == before


def test_moving_on_ends_a_pause(running: Store) -> None:
    pause(running, "s", 1, None)
    go_to_step(running, "s", 1, 2, None)
    assert not run_of(running).paused


MOVES: list[Callable[[Store, int], None]] = [
    lambda store, seen: go_to_step(store, "s", 2, seen, None),
    lambda store, seen: add_minutes(store, "s", 5, seen, None),
    lambda store, seen: pause(store, "s", seen, None),
    lambda store, seen: close_session(store, "s", seen, None),
]


@pytest.mark.parametrize("move", MOVES)
def test_who_saw_an_older_state_is_told_and_nothing_is_changed(
    running: Store, clock: Clock, move: Callable[[Store, int], None]
) -> None:
    go_to_step(running, "s", 1, 1, None)
    clock("14:05")
    before = run_of(running)
    with pytest.raises(ChangedElsewhere, match="Somebody else moved this session on"):
        move(running, 1)
    assert run_of(running) == before


@pytest.mark.parametrize("move", [*MOVES, lambda store, seen: resume(store, "s", seen, None)])
def test_a_closed_session_is_not_moved(running: Store, move: Callable[[Store, int], None]) -> None:
    close_session(running, "s", 1, None)
    before = run_of(running)
    with pytest.raises(NotAllowed, match="This session is closed"):
        move(running, 2)
    assert run_of(running) == before


@pytest.mark.parametrize("move", MOVES)
def test_a_session_that_was_not_started_is_not_moved(
    clinic: Store, move: Callable[[Store, int], None]
) -> None:
    with pytest.raises(NotAllowed, match="has not been started yet"):
        move(clinic, 1)
