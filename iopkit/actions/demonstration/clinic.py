"""Make the demonstration clinic, whole or not at all."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from iopkit.actions.demonstration import house
from iopkit.actions.demonstration.drawing import Care, Record, draw_clinic
from iopkit.actions.demonstration.names import MOST_CLIENTS
from iopkit.errors import NotAllowed
from iopkit.model.account import Account
from iopkit.model.codes import Role
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction

TIME_ZONE = "America/New_York"


@dataclass(frozen=True)
class Summary:
    """How many rows were made of each kind; ``enrolled`` are episodes not yet ended."""

    programs: int
    groups: int
    staff: int
    clients: int
    episodes: int
    enrolled: int
    sessions: int
    attendance: int
    check_ins: int
    participation: int


def make_demonstration(
    store: Store,
    *,
    seed: int = 1,
    clients: int = 120,
    today: date | None = None,
    time_zone: str | None = None,
) -> Summary:
    """Fill an empty store with nine months of a synthetic clinic, and mark it as a demonstration.

    Three programs at two sites, with two groups each, open and rolling; a group opens when those before it
    have filled, and a clinic that has seen more than 120 clients has more groups. Reasons for discharge
    and median stays are the national ones of intensive outpatient treatment in 2004
    (``demonstration.national`` names the source). The rest, from cravings to reasons for absence,
    is plausible and no more: nothing can be learnt from it about treatment. The same seed, day and
    number of clients give the same rows; only the times of marking are the store's own.

    Parameters
    ----------
    clients
        How many people, 1 to about 4,000; some of them come back for a second episode.
    today
        The day on which the clinic stands: sessions before it are held or cancelled, from it on
        scheduled. Without one, the present day in the time zone.
    time_zone
        Of all programs. Without one the store's setting ``time_zone``, then America/New_York.

    Raises
    ------
    NotAllowed
        The store is in use already, or there is no such clinic or time zone.
    """
    _refuse_impossible(seed, clients)
    with store.write() as w:
        _refuse_used(w)
        zone = _zone(time_zone or w.find_setting("time_zone") or TIME_ZONE)
        care, record = draw_clinic(seed, clients, today or w.now.astimezone(zone).date(), zone.key)
        w.set_setting("demonstration", "yes")
        w.set_setting("time_zone", zone.key)
        _keep_care(w, care, zone.key)
        _keep_record(w, record)
        w.record("make_demonstration", detail={"seed": seed, "clients": clients})
    return _summary(care, record)


def _keep_care(w: Transaction, care: Care, time_zone: str) -> None:
    w.add_sites(house.SITES)
    w.add_programs(house.programs(time_zone))
    w.add_staff(house.staff())
    _keep_accounts(w, {program.id for program in house.programs(time_zone)})
    w.add_groups(one.group for one in care.standing)
    for one in care.standing:
        w.add_meetings(one.group.id, one.meetings)
    w.add_clients(care.clients)
    w.add_episodes(care.episodes)
    w.add_memberships(care.memberships)
    w.add_sessions(care.sessions)


def _keep_accounts(w: Transaction, programs: set[str]) -> None:
    """Let everybody in by one press: these accounts have no password. Supervisors see all programs."""
    for staff in house.staff():
        w.add_account(Account(staff=staff.id))
        if staff.role is Role.SUPERVISOR:
            w.set_supervised(staff.id, programs)


def _keep_record(w: Transaction, record: Record) -> None:
    w.add_attendance(record.attendance)
    w.add_check_ins(record.check_ins)
    w.add_participation(record.participation)


def _summary(care: Care, record: Record) -> Summary:
    return Summary(
        programs=len(house.HOURS),
        groups=len(care.standing),
        staff=len(house.staff()),
        clients=len(care.clients),
        episodes=len(care.episodes),
        enrolled=sum(one.discharged_on is None for one in care.episodes),
        sessions=len(care.sessions),
        attendance=len(record.attendance),
        check_ins=len(record.check_ins),
        participation=len(record.participation),
    )


def _refuse_impossible(seed: int, clients: int) -> None:
    if not 1 <= clients <= MOST_CLIENTS:
        raise NotAllowed(f"clients is {clients}; a demonstration clinic takes 1 to {MOST_CLIENTS}.")
    if seed < 0:
        raise NotAllowed(f"seed is {seed}; use 0 or more.")


def _refuse_used(w: Transaction) -> None:
    held = {"clients": w.list_client_ids(), "programs": w.list_programs(), "groups": w.list_groups()}
    found = [f"{len(rows)} {noun}" for noun, rows in held.items() if rows]
    if found:
        raise NotAllowed(
            f"This store already holds {' and '.join(found)}; it was not touched. A demonstration needs "
            "an empty store: set IOPKIT_DATABASE to a new one."
        )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NotAllowed(f"time_zone is {name!r}; use an IANA name such as {TIME_ZONE}.") from None
