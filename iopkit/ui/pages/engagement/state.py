"""What the engagement page knows: the filters, and what follows from them. No widget."""

import re
from datetime import date, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import traitlets

from iopkit.actions.access import reached_groups
from iopkit.actions.viewing import record_view
from iopkit.charts.attendance import attendance_chart
from iopkit.charts.hours import hours_chart
from iopkit.charts.reasons import absences_chart, ends_chart
from iopkit.charts.retention import stays_chart
from iopkit.errors import NotAllowed, quoted
from iopkit.metrics.cohorts import By
from iopkit.model.access import Act
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction
from iopkit.ui.pages.engagement import shown

#: Names of the filters, in the order of the page; all of them stand in its address.
FILTERS = ("site", "program", "group", "cohort", "since", "until", "by")
_WEEKS_BACK = 13
_YEARS = range(1900, 2101)


class EngagementState(traitlets.HasTraits):
    """The filters and the charts that follow; the store is read as it is now.

    ``since`` and ``until`` bound the sessions that are looked at (local dates, both included);
    ``cohort`` is an admission quarter such as ``2026 Q3``, or empty for all.
    """

    filters = traitlets.Dict()
    choices: Any = traitlets.List()
    tiles: Any = traitlets.List()
    charts = traitlets.Dict()
    missed: Any = traitlets.List()
    notice = traitlets.Unicode("")
    tag = traitlets.Unicode("")
    sub = traitlets.Unicode("")
    turn = traitlets.Int(0)

    def __init__(self, store: Store, given: dict[str, str] | None = None, *, staff: str = "") -> None:
        super().__init__()
        self._store = store
        self._staff = staff or None
        with store.read() as r:
            today = self._today(r)
        self.filters = {
            "site": "",
            "program": "",
            "group": "",
            "cohort": "",
            "since": (today - timedelta(weeks=_WEEKS_BACK)).isoformat(),
            "until": today.isoformat(),
            "by": "",
        }
        self._take(given or {})
        self.refresh()

    def filter(self, name: str, value: str) -> None:
        """Change one filter.

        Raises
        ------
        NotAllowed
            There is no such filter, or the value is not one of its choices; nothing changes.
        """
        if name not in FILTERS:
            raise NotAllowed(f"{quoted(name)} is no filter of this page.")
        changed = {**self.filters, name: value}
        if name in ("site", "program"):
            changed["group"] = ""
        if name == "site":
            changed["program"] = ""
        self._checked(changed)
        self.filters = changed
        self.refresh()

    def refresh(self) -> None:
        """Read the store again and draw everything from it."""
        with self._store.read(self._staff) as r:
            self.tag = "Demonstration data" if r.find_setting("demonstration") else ""
            looked = shown.look(r, self.filters, self._today(r))
        self.choices = looked.choices
        self._draw(looked)
        self.turn += 1
        filters = {name: value for name, value in self.filters.items() if value}
        seen = shown.people(looked, self.filters["group"])
        record_view(self._store, Act.SEE_ENGAGEMENT, self._staff, clients=seen, detail={"filters": filters})

    def _draw(self, looked: shown.Looked) -> None:
        by, as_of = self._by, looked.as_of
        self.sub = f"Read from the store just now; as of {as_of:%Y-%m-%d}"
        self.tiles = shown.tiles(looked)
        self.missed = shown.missed(looked)
        self.charts = {
            "attendance": attendance_chart(looked.visits, by),
            "hours": hours_chart(looked.visits, by=by, as_of=as_of),
            "retention": stays_chart(looked.stays, as_of, by),
            "ends": ends_chart(looked.episodes, looked.since, as_of, by),
            "absences": absences_chart(looked.visits, by),
            "roll": shown.roll(looked.attendance, self.filters["group"]),
        }

    def _take(self, given: dict[str, str]) -> None:
        """Use what the address says, where it makes sense."""
        changed = self.filters | {name: value for name, value in given.items() if name in FILTERS}
        try:
            self._checked(changed)
        except NotAllowed as error:
            self.notice = str(error)
        else:
            self.filters = changed

    def _checked(self, filters: dict[str, str]) -> None:
        for name in ("since", "until"):
            if not _is_day(filters[name]):
                raise NotAllowed(f"{quoted(filters[name])} is no date; give one such as 2026-01-15.")
        if filters["since"] > filters["until"]:
            raise NotAllowed("The first day is after the last one. Change one of the two.")
        if filters["by"] not in ("", *get_args(By)):
            raise NotAllowed(f"Cohorts cannot be compared by {quoted(filters['by'])}.")
        if filters["cohort"] and not _is_quarter(filters["cohort"]):
            raise NotAllowed(f"{quoted(filters['cohort'])} is no quarter; give one such as 2026 Q3.")
        with self._store.read(self._staff) as r:
            reached = reached_groups(r, Act.SEE_ENGAGEMENT)
            sites = {one.id for one in shown.sites_within(r)}
            site = filters["site"]
            programs = {one.id for one in shown.programs_within(r, reached) if site in ("", one.site)}
            groups = {one.id for one in shown.within(r, reached) if site in ("", one.site)}
        if site not in {"", *sites} or (filters["by"] == "site" and not sites):
            raise NotAllowed("There is no such site among yours. Choose one from the list.")
        if filters["program"] not in {"", *programs} or filters["group"] not in {"", *groups}:
            raise NotAllowed("There is no such program or group. Choose one from the list.")

    @property
    def query(self) -> str:
        """The filters as they stand in the page's address."""
        return "&".join(f"{name}={value.replace(' ', '+')}" for name, value in self.filters.items() if value)

    @property
    def several_sites(self) -> bool:
        """Whether there is more than one site to choose from."""
        return any(one["name"] == "site" for one in self.choices)

    @property
    def _by(self) -> By | None:
        return self.filters["by"] or None

    def _today(self, r: Transaction) -> date:
        zones = [program.time_zone for program in r.list_programs()]
        return r.now.astimezone(ZoneInfo(zones[0] if zones else r.default_time_zone())).date()


def _is_quarter(text: str) -> bool:
    """Whether a text is a quarter as the page writes it, in such a year."""
    found = re.fullmatch(r"(\d{4}) Q[1-4]", text, re.ASCII)
    return found is not None and int(found[1]) in _YEARS


def _is_day(text: str) -> bool:
    """Whether a text is a day as the page writes it, in a year that a clinic's records can be in."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and day.year in _YEARS
