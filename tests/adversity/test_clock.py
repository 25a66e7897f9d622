"""A clock that is set back an hour in the middle of a session, and daylight saving both ways.

Three things are kept apart. The clocks of a time zone jump twice a year: nothing moves, as moments are kept
in UTC. The computer's own clock is set back while a page is open: the page's clock goes on by the time that
really went by, and everybody's minutes are right. A page is opened after that: it knows no better than the
computer, so it stands still at the last moment that the session knows, says so, and nothing is negative.

The plan, from tests/curricula/good: teach 10 minutes, a break of 5, a worksheet of 15.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher

from iopkit.actions import accounts, auditing, passwords, run_session, sign_in, take_roll
from iopkit.content.library import Library, read_library
from iopkit.errors import Refused
from iopkit.model.care import Group, Membership, Program
from iopkit.model.codes import AttendanceStatus, Role
from iopkit.model.group_session import Attendance, GroupSession, Run
from iopkit.model.people import Client
from iopkit.model.timing import behind, time_left, whole_minutes
from iopkit.store.opening import memory_store
from iopkit.store.steady_clock import SteadyClock
from iopkit.ui.guard import Guard
from iopkit.ui.pages.run_group.state import RunGroupState

PLAN = "mini-a-walk"
PRESENT, LATE, LEFT = AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY
HOUR = timedelta(hours=1)
NEW_YORK = ZoneInfo("America/New_York")
MORNING = datetime(2026, 1, 5, 14, tzinfo=UTC)
#: Half an hour before the clocks of New York jump forward from 2 to 3, and back from 2 to 1.
SPRING, AUTUMN = datetime(2026, 3, 8, 6, 30, tzinfo=UTC), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


class Computer:
    """A computer whose clock can be set, and the time that really goes by."""

    def __init__(self, now: datetime) -> None:
        self.now, self.seconds = now, 1000.0

    def passes(self, minutes: float) -> None:
        """Let time go by."""
        self.now += timedelta(minutes=minutes)
        self.seconds += 60 * minutes

    def is_set(self, by: timedelta) -> None:
        """Set its clock, back when ``by`` is negative."""
        self.now += by

    def page_clock(self) -> SteadyClock:
        """The clock of a page that is opened now."""
        return SteadyClock(lambda: self.now, lambda: self.seconds)


class Clinic:
    """A group of three whose session of an hour starts at a moment; a page is open on it."""

    def __init__(self, starts: datetime, library: Library) -> None:
        self.library, self.starts, self.computer = library, starts, Computer(starts)
        self.store = memory_store()
        self.store.clock = lambda: self.computer.now
        day = starts.astimezone(NEW_YORK).date()
        clients = ("heron", "otter", "wren")
        with self.store.write() as w:
            w.add_programs([Program(id="night", name="Night", time_zone="America/New_York")])
            w.add_clients([Client(id=one) for one in clients])
            w.add_groups([Group(id="a", name="A", program="night")])
            joined = day - timedelta(days=30)
            w.add_memberships([Membership(group="a", client=one, joined_on=joined) for one in clients])
            w.add_sessions([GroupSession(id="s", group="a", starts_at=starts, ends_at=starts + HOUR)])
        self.password = accounts.add_account(self.store, "owl", role=Role.FACILITATOR, groups=["a"])

    def open_page(self) -> RunGroupState:
        """Open the page anew, in a kernel with a clock of its own; it is the one that presses from now on."""
        self.store.clock = self.computer.page_clock()
        return RunGroupState(self.store, self.library, session_id="s", staff="owl")

    def start(self) -> RunGroupState:
        """Open the page and start the session."""
        self.store.clock = self.computer.page_clock()
        page = RunGroupState(self.store, self.library, staff="owl")
        page.start("s", PLAN)
        return page

    @property
    def run(self) -> Run:
        with self.store.read() as r:
            return r.get_run("s")

    @property
    def session(self) -> GroupSession:
        with self.store.read() as r:
            return r.get_session("s")

    def mark_of(self, client: str) -> Attendance:
        """What the roll says of a client."""
        with self.store.read() as r:
            return next(one for one in r.list_attendance("s") if one.client == client)

    def mark(self, client: str, status: AttendanceStatus, seen: int = 0) -> None:
        """Press on a client."""
        take_roll.mark_attendance(self.store, "s", client, status, seen, "owl")

    def taken(self) -> list[list[float]]:
        """How many minutes each go at each step took."""
        return [
            [(end - start).total_seconds() / 60 for start, end in one.stretches if end]
            for one in self.run.steps
        ]

    def assert_nothing_is_negative(self) -> None:
        """Every go, every stay, every minute; and the audit stands in the order of what was done."""
        run, session = self.run, self.session
        with self.store.read() as r:
            marks, rows, now = r.list_attendance("s"), list(r.audit_rows()), r.now
        assert [one for goes in self.taken() for one in goes if one < 0] == []
        assert [one for one in run.steps if one.seconds(now) < 0] == []
        assert [one for one in marks if one.minutes is not None and one.minutes < 0] == []
        assert [one for one in marks if one.arrived_at and one.left_at and one.left_at < one.arrived_at] == []
        assert [one for one in marks if one.left_at and one.left_at < run.started_at] == []
        assert whole_minutes(session, run, now) >= 0
        assert run.closed_at is None or run.closed_at >= run.started_at
        assert [row.id for row in rows] == list(range(1, len(rows) + 1))
        assert auditing.verify(self.store) == []


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(Path(__file__).parents[1] / "curricula" / "good").require()


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """How slow a password is checked has tests of its own."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clinic_at(library: Library) -> Iterator[Callable[[datetime], Clinic]]:
    made: list[Clinic] = []

    def make(starts: datetime) -> Clinic:
        made.append(Clinic(starts, library))
        return made[-1]

    yield make
    for one in made:
        one.store.close()


@pytest.fixture
def clinic(clinic_at: Callable[[datetime], Clinic]) -> Clinic:
    return clinic_at(MORNING)


def run_half_an_hour(clinic: Clinic, jump: timedelta) -> RunGroupState:
    """Teach 10 minutes, a break of 5, then 15 to the close; the clock jumps in the middle of the break.

    Heron is there throughout, Otter comes after 4 minutes, Wren goes 6 minutes before the end.
    """
    page = clinic.start()
    clinic.mark("heron", PRESENT)
    clinic.mark("wren", PRESENT)
    clinic.computer.passes(4)
    clinic.mark("otter", LATE)
    clinic.computer.passes(6)
    page.next()
    clinic.computer.passes(2)
    clinic.computer.is_set(jump)
    clinic.computer.passes(3)
    page.next()
    clinic.computer.passes(9)
    clinic.mark("wren", LEFT, 1)
    clinic.computer.passes(6)
    page.refresh()
    page.close()
    return page


def assert_everybodys_minutes_are_right(clinic: Clinic) -> None:
    assert clinic.taken() == [[10], [5], [15]]
    # Worked by hand: 30 without the break of 5; 4 less; 6 less.
    assert [clinic.mark_of(one).minutes for one in ("heron", "otter", "wren")] == [25, 21, 19]
    assert clinic.mark_of("otter").arrived_at == clinic.starts + timedelta(minutes=4)
    assert clinic.mark_of("wren").left_at == clinic.starts + timedelta(minutes=24)
    clinic.assert_nothing_is_negative()


@pytest.mark.parametrize("jump", [timedelta(), -HOUR, -timedelta(days=400), -timedelta(seconds=3)])
def test_a_clock_set_back_while_the_page_is_open_changes_nobodys_minutes(
    clinic: Clinic, jump: timedelta
) -> None:
    page = run_half_an_hour(clinic, jump)
    assert_everybodys_minutes_are_right(clinic)
    assert page.saved == "9:30:00"
    assert page.notice == ""


@pytest.mark.parametrize("starts", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_daylight_saving_changes_nobodys_minutes(
    clinic_at: Callable[[datetime], Clinic], starts: datetime
) -> None:
    # The zone's clocks jump in the middle of the break.
    clinic = clinic_at(starts + timedelta(minutes=18))
    page = run_half_an_hour(clinic, timedelta())
    assert_everybodys_minutes_are_right(clinic)
    assert page.notice == ""


@pytest.mark.parametrize(
    ("starts", "ends", "shown", "offsets"),
    [(SPRING, "3:30 am", "3:00:00", (-300, -240)), (AUTUMN, "1:30 am", "1:00:00", (-240, -300))],
    ids=["spring", "autumn"],
)
def test_the_page_shows_the_zones_own_time_and_the_clock_runs_on(
    clinic_at: Callable[[datetime], Clinic], starts: datetime, ends: str, shown: str, offsets: tuple[int, int]
) -> None:
    clinic = clinic_at(starts)
    page = clinic.start()
    assert page.clock["offset"] == offsets[0]
    assert f"1:30 am to {ends}" in page.sub
    clinic.computer.passes(29)
    clinic.mark("otter", LATE)
    page.refresh()
    assert page.clock["left"] == -19 * 60_000
    clinic.computer.passes(1)
    page.more(60)
    assert page.clock["offset"] == offsets[1]
    assert page.clock["left"] == 40 * 60_000
    assert page.saved == shown
    clinic.computer.passes(1)
    assert clinic.session.minutes == 60
    assert whole_minutes(clinic.session, clinic.run, clinic.computer.now) == 31
    assert clinic.mark_of("otter").arrived_at == starts + timedelta(minutes=29)


def test_a_page_opened_after_the_clock_was_set_back_says_so_and_counts_nothing_below_zero(
    clinic: Clinic,
) -> None:
    page = clinic.start()
    clinic.mark("heron", PRESENT)
    clinic.computer.passes(12)
    clinic.mark("otter", LATE)
    clinic.mark("wren", PRESENT)
    page.next()
    clinic.computer.passes(2)
    clinic.computer.is_set(-HOUR)
    page = clinic.open_page()
    assert page.notice == (
        "This computer's clock says 8:14 am, and this session went on until 9:12 am: the clock was set back. "
        "Set it right, and look at everybody's minutes before you close. Nothing that was saved is lost."
    )
    now, run = clinic.computer.now, clinic.run
    assert time_left(run, now) == timedelta(minutes=5)  # the break, from 9:12 on
    assert page.clock["left"] == 5 * 60_000
    assert behind(clinic.session, run, now) == timedelta(minutes=2)
    assert whole_minutes(clinic.session, run, now) == 12
    clinic.mark("otter", LEFT, 1)
    page.next()
    page.pause()
    page.resume()
    clinic.computer.passes(30)
    page.finish()
    page.close()
    assert clinic.taken() == [[12], [0], [0, 0]]
    assert [clinic.mark_of(one).minutes for one in ("heron", "otter", "wren")] == [12, 0, 12]
    assert clinic.run.closed_at == clinic.starts + timedelta(minutes=12)
    clinic.assert_nothing_is_negative()


def test_once_the_clock_is_right_again_the_minutes_are_too(clinic: Clinic) -> None:
    clinic.start()
    clinic.mark("heron", PRESENT)
    clinic.computer.is_set(-HOUR)
    clinic.computer.passes(10)
    page = clinic.open_page()
    page.next()
    clinic.computer.passes(5)
    clinic.computer.is_set(HOUR)
    page.next()
    clinic.computer.passes(15)
    assert Guard(page).run(page.refresh)
    assert page.notice == ""
    page.close()
    # What was pressed meanwhile stands at the last moment known: the break got the ten minutes of the talk.
    assert clinic.taken() == [[0], [15], [15]]
    assert clinic.run.closed_at == clinic.starts + timedelta(minutes=30)
    clinic.assert_nothing_is_negative()


def test_two_pages_with_clocks_an_hour_apart_write_no_time_that_goes_back(clinic: Clinic) -> None:
    page = clinic.start()
    steady = clinic.store.clock
    clinic.computer.passes(8)
    clinic.computer.is_set(-HOUR)
    later = clinic.open_page()  # its clock is an hour behind that of the first
    behindhand = clinic.store.clock
    for turn, (one, clock) in enumerate([(page, steady), (later, behindhand)] * 3):
        clinic.store.clock = clock
        clinic.computer.passes(2)
        one.refresh()
        one.go((turn + 1) % 3)
        clinic.assert_nothing_is_negative()
    starts = sorted(start for one in clinic.run.steps for start, _ in one.stretches)
    # The first page's last press: 8 minutes, and 5 times 2. The other's last one stands there too.
    assert starts[-2:] == [clinic.starts + timedelta(minutes=18)] * 2


def test_the_audit_keeps_the_order_of_what_was_done_and_verifies(clinic: Clinic) -> None:
    clinic.store.clock = lambda: clinic.computer.now
    run_session.start_session(clinic.store, clinic.library, "s", PLAN, "owl")
    clinic.mark("heron", PRESENT)
    clinic.computer.is_set(-HOUR)
    clinic.mark("otter", PRESENT)
    with clinic.store.read() as r:
        rows = list(r.audit_rows())[-3:]
    assert [row.act for row in rows] == ["start_session", "mark_attendance", "mark_attendance"]
    assert [row.at - MORNING for row in rows] == [timedelta(), timedelta(), -HOUR]
    assert auditing.verify(clinic.store) == []


# -- signing in ---------------------------------------------------------------------------


@pytest.fixture
def token(clinic: Clinic) -> str:
    return sign_in.sign_in(clinic.store, "owl", clinic.password)


def test_a_clock_set_back_an_hour_ends_no_stay(clinic: Clinic, token: str) -> None:
    clinic.computer.passes(20)
    clinic.computer.is_set(-HOUR)
    stay = sign_in.stay_of(clinic.store, token)
    assert stay is not None
    assert not stay.locked
    sign_in.saw(clinic.store, stay)
    clinic.computer.passes(31)
    assert sign_in.stay_of(clinic.store, token) is None


def test_a_stay_that_nobody_uses_lives_no_longer_than_the_jump(clinic: Clinic, token: str) -> None:
    clinic.computer.is_set(-HOUR)
    clinic.computer.passes(91)
    assert sign_in.stay_of(clinic.store, token) is None


def test_a_stay_from_a_year_that_has_not_come_ends(clinic: Clinic, token: str) -> None:
    clinic.computer.is_set(-timedelta(days=365))
    assert sign_in.stay_of(clinic.store, token) is None


def test_in_the_middle_of_a_group_it_is_locked_and_does_not_end(clinic: Clinic, token: str) -> None:
    run_session.start_session(clinic.store, clinic.library, "s", PLAN, "owl")
    clinic.computer.is_set(-timedelta(days=365))
    stay = sign_in.stay_of(clinic.store, token)
    assert stay is not None
    assert stay.locked
    sign_in.unlock(clinic.store, stay, clinic.password)
    again = sign_in.stay_of(clinic.store, token)
    assert again is not None
    assert not again.locked


def test_a_lock_out_lasts_a_quarter_of_an_hour_whatever_the_clock_does(clinic: Clinic) -> None:
    for _ in range(sign_in.FAILURES):
        with pytest.raises(Refused):
            sign_in.sign_in(clinic.store, "owl", "wrong")
    clinic.computer.is_set(-HOUR)
    with pytest.raises(Refused):
        sign_in.sign_in(clinic.store, "owl", clinic.password)
    clinic.computer.passes(14)
    with pytest.raises(Refused):
        sign_in.sign_in(clinic.store, "owl", clinic.password)
    clinic.computer.passes(1)
    assert sign_in.sign_in(clinic.store, "owl", clinic.password)


def test_the_page_clock_follows_a_computer_that_slept() -> None:
    computer = Computer(MORNING)
    clock = computer.page_clock()
    assert clock() == MORNING
    computer.is_set(HOUR)  # the processor's own count stood still meanwhile
    computer.passes(1)
    assert clock() == MORNING + HOUR + timedelta(minutes=1)
    computer.is_set(-HOUR)
    computer.passes(1)
    assert clock() == MORNING + HOUR + timedelta(minutes=2)
