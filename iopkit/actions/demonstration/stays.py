"""Who comes when, for how long, and how it ends."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from iopkit.actions.demonstration.national import LONGEST_DAYS, STAYS
from iopkit.model.care import Episode
from iopkit.model.codes import DischargeReason, Population
from iopkit.model.people import Client

#: Nine months.
DAYS_BACK = 273
#: Share of clients who are in treatment today. A clinic of steady size would have a fifth of all
#: those it saw in nine months; this one has grown.
ENROLLED = 0.42
#: Admissions up to a day grow as this power of the time since the clinic opened.
GROWTH = 1.6
#: So many clients are there in the first week, for the first group to begin with.
FIRST_INTAKE = 7
COME_BACK = 0.08
#: Days away before a client comes back, from and up to.
AWAY = (14, 90)

_REASONS = tuple(STAYS)
_FIGURES = tuple(STAYS.values())


@dataclass(frozen=True)
class Stay:
    """One episode as it will have been: ``leaves_on`` may still be to come."""

    client: Client
    track: str
    admitted_on: date
    leaves_on: date
    reason: DischargeReason

    def left_on(self, today: date) -> date | None:
        """The day of discharge; None while the client is still here."""
        return self.leaves_on if self.leaves_on < today else None


@dataclass(frozen=True)
class _Ends:
    """Reasons (places in the national figures) and days, drawn for many stays."""

    reason: npt.NDArray[np.int64]
    days: npt.NDArray[np.int64]


def draw_stays(rng: np.random.Generator, clients: list[Client], today: date) -> list[Stay]:
    """Every client's stays that began before today, by admission.

    National figures describe discharges, so the discharges are what is drawn from them: reason by
    the national shares, days from admission to discharge by a lognormal with that reason's median.
    They are drawn evenly over both, not each for itself, so that a small clinic shows them too.
    Clients in treatment today are drawn as a visitor would meet them: long stays more often, and
    each at any point of the stay.
    """
    enrolled = round(ENROLLED * len(clients))
    spans = _over(rng, len(clients) - enrolled, today) + _under_way(rng, enrolled, today)
    order = rng.permutation(len(spans))
    stays = [
        Stay(client, _track(rng, client), *spans[place]) for client, place in zip(clients, order, strict=True)
    ]
    again = [back for stay in stays if (back := _come_back(rng, stay, today))]
    return sorted([*stays, *again], key=lambda stay: (stay.admitted_on, stay.client.id))


def episodes(stays: list[Stay], programs: list[str], level_of_care: str, today: date) -> list[Episode]:
    """What the store keeps of the stays; ``programs`` says where each one was."""
    return [
        Episode(
            id=f"e{number:04d}",
            client=stay.client.id,
            program=program,
            track=stay.track,
            level_of_care=level_of_care,
            admitted_on=stay.admitted_on,
            discharged_on=stay.left_on(today),
            discharge_reason=stay.reason if stay.left_on(today) else None,
        )
        for number, (stay, program) in enumerate(zip(stays, programs, strict=True), start=1)
    ]


_Span = tuple[date, date, DischargeReason]


def _over(rng: np.random.Generator, count: int, today: date) -> list[_Span]:
    """Stays that ended between the clinic's opening and yesterday."""
    ends = _draw_ends(rng, count)
    room = DAYS_BACK - ends.days - 1
    admitted = np.floor(room * rng.random(count) ** (1 / GROWTH)).astype(np.int64)
    first = np.argsort(admitted)[:FIRST_INTAKE]
    admitted[first] = np.minimum(admitted[first], rng.integers(0, 7, len(first)))
    return _spans(ends, _since_weekday(DAYS_BACK - admitted, today), today)


def _under_way(rng: np.random.Generator, count: int, today: date) -> list[_Span]:
    """Stays that have begun and not ended: one is met the more often the longer it is."""
    many = _draw_ends(rng, 20 * count + 1)
    met = rng.choice(len(many.days), count, p=many.days / many.days.sum())
    so_far = _since_weekday(rng.integers(1, many.days[met] + 1), today)
    return _spans(_Ends(many.reason[met], np.maximum(many.days[met], so_far)), so_far, today)


def _draw_ends(rng: np.random.Generator, count: int) -> _Ends:
    discharges = np.array([one.discharges for one in _FIGURES])
    shares = np.cumsum(discharges[:-1]) / discharges.sum()
    reason = np.searchsorted(shares, _evenly(rng, count), side="right")
    quantile = np.concatenate([_evenly(rng, int(size)) for size in np.bincount(reason)])
    median = np.array([one.median_days for one in _FIGURES])[reason]
    spread = np.array([one.spread for one in _FIGURES])[reason]
    days = np.clip(np.round(median * np.exp(spread * ndtri(quantile))), 1, LONGEST_DAYS)
    order = rng.permutation(count)
    return _Ends(reason[order], days.astype(np.int64)[order])


def _evenly(rng: np.random.Generator, count: int) -> npt.NDArray[np.float64]:
    """So many numbers between 0 and 1, rising, one in each of as many equal parts."""
    return (np.arange(count) + rng.random()) / max(count, 1)


def _since_weekday(days_ago: npt.NDArray[np.int64], today: date) -> npt.NDArray[np.int64]:
    """Admissions are on weekdays: at a weekend, on the Friday before."""
    weekday = (today.weekday() - days_ago) % 7
    return days_ago + np.maximum(weekday - 4, 0)


def _spans(ends: _Ends, days_ago: npt.NDArray[np.int64], today: date) -> list[_Span]:
    admitted = [today - timedelta(days=int(ago)) for ago in days_ago]
    return [
        (day, day + timedelta(days=int(days)), _REASONS[reason])
        for day, days, reason in zip(admitted, ends.days, ends.reason, strict=True)
    ]


def _come_back(rng: np.random.Generator, stay: Stay, today: date) -> Stay | None:
    """A second stay of a client who left some time ago; it may be over by now, or not."""
    again = stay.leaves_on + timedelta(days=int(rng.integers(*AWAY)))
    comes = rng.random() < COME_BACK and stay.reason is not DischargeReason.DIED
    if not comes or again >= today:
        return None
    days_ago = _since_weekday(np.array([(today - again).days]), today)
    return Stay(stay.client, stay.track, *_spans(_draw_ends(rng, 1), days_ago, today)[0])


def _track(rng: np.random.Generator, client: Client) -> str:
    if Population.CO_OCCURRING in client.populations and rng.random() < 0.7:
        return "co-occurring"
    return "stimulant" if rng.random() < 0.3 else "standard"
