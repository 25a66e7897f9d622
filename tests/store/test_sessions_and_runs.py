from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iopkit.content.library import Library, read_library
from iopkit.errors import ChangedElsewhere, NotAllowed, NotFound
from iopkit.model.care import Group
from iopkit.model.codes import SessionStatus
from iopkit.model.group_session import GroupSession, Outcome, StepRun
from iopkit.store.store import Store

NOW = datetime(2026, 1, 5, 14, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(Path(__file__).parents[1] / "curricula" / "good").require()


@pytest.fixture
def running(clinic: Store, library: Library) -> Store:
    plan = library.get_plan("mini-a-walk")
    with clinic.write("owl") as w:
        w.add_run("s1", plan, library.worksheets(plan))
        w.add_stretch("s1", 0)
    return clinic


def test_a_session_comes_with_its_groups_name_and_its_programs_time_zone(clinic: Store) -> None:
    with clinic.read() as r:
        session = r.get_session("s1")
    assert session == GroupSession(
        id="s1",
        group="a",
        group_name="Morning A",
        program="day",
        time_zone="America/New_York",
        starts_at=datetime(2026, 1, 5, 14, tzinfo=UTC),
        ends_at=datetime(2026, 1, 5, 17, tzinfo=UTC),
    )


def test_a_group_without_a_program_keeps_the_stores_time_zone(clinic: Store) -> None:
    zones = []
    with clinic.write() as w:
        w.add_groups([Group(id="b", name="Own B")])
        w.add_sessions([GroupSession(id="s2", group="b", starts_at=NOW, ends_at=NOW + timedelta(hours=1))])
        zones.append(w.get_session("s2").time_zone)
        w.set_setting("time_zone", "Asia/Tokyo")
        zones.append(w.get_session("s2").time_zone)
    assert zones == ["UTC", "Asia/Tokyo"]


def test_sessions_are_listed_from_a_moment_to_another_by_start(clinic: Store) -> None:
    hours = [9, 14, 16, 18]
    with clinic.write() as w:
        for hour in reversed([9, 16, 18]):
            start = datetime(2026, 1, 5, hour, tzinfo=UTC)
            end = start + timedelta(hours=1)
            w.add_sessions([GroupSession(id=f"h{hour}", group="a", starts_at=start, ends_at=end)])
    since, until = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (14, 18))
    with clinic.read() as r:
        assert [one.starts_at.hour for one in r.list_sessions()] == hours
        assert [one.id for one in r.list_sessions(since, until)] == ["s1", "h16"]


def test_a_session_that_is_not_there_is_named(clinic: Store) -> None:
    with clinic.read() as r, pytest.raises(NotFound, match="No group session 'zz' in this store"):
        r.get_session("zz")


def test_status_and_plan_of_a_session_can_be_set(clinic: Store) -> None:
    with clinic.write() as w:
        w.set_session_status("s1", SessionStatus.CANCELLED)
        w.set_session_plan("s1", "mini-a-walk")
    with clinic.read() as r:
        session = r.get_session("s1")
    assert (session.status, session.plan) == (SessionStatus.CANCELLED, "mini-a-walk")


def test_a_session_without_a_run_says_to_start_it(clinic: Store) -> None:
    with clinic.read() as r:
        assert r.find_run("s1") is None
        with pytest.raises(NotAllowed, match="has not been started yet"):
            r.get_run("s1")


def test_a_run_keeps_the_plan_and_the_worksheets_as_they_were(running: Store, library: Library) -> None:
    plan = library.get_plan("mini-a-walk")
    with running.read() as r:
        run = r.get_run("s1")
    assert (run.plan, run.worksheets) == (plan, library.worksheets(plan))
    assert (run.step, run.started_at, run.facilitator, run.version) == (0, NOW, "owl", 1)
    assert run.steps == (StepRun(position=0, stretches=((NOW, None),)),)


def test_a_run_that_was_changed_elsewhere_is_not_changed(running: Store) -> None:
    with running.write() as w:
        w.set_run("s1", 1, step=1)
    with pytest.raises(ChangedElsewhere, match="Somebody else moved this session on"), running.write() as w:
        w.set_run("s1", 1, step=2)
    with running.read() as r:
        assert (r.get_run("s1").step, r.get_run("s1").version) == (1, 2)


def test_a_step_may_run_in_several_goes(running: Store) -> None:
    later, last = NOW + timedelta(minutes=4), NOW + timedelta(minutes=9)
    running.clock = lambda: later
    with running.write() as w:
        w.set_stretch_ended("s1")
    running.clock = lambda: last
    with running.write() as w:
        w.add_stretch("s1", 0)
        w.set_step("s1", 0, Outcome.DONE, 5)
        w.set_step("s1", 1, Outcome.SKIPPED)
    with running.read() as r:
        first, second = r.get_run("s1").steps
    assert first == StepRun(
        position=0, extra_minutes=5, outcome=Outcome.DONE, stretches=((NOW, later), (last, None))
    )
    assert second == StepRun(position=1, outcome=Outcome.SKIPPED)
