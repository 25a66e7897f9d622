"""What the organisation page knows: the sites' numbers as they are now. No widget."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import traitlets

from iopkit.actions.viewing import record_view
from iopkit.charts.attendance import attendance_chart
from iopkit.charts.chart import Chart
from iopkit.model.access import Act
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction
from iopkit.ui.pages.organisation import shown
from iopkit.ui.words import day


class OrganisationState(traitlets.HasTraits):
    """A row for each site, one for all together, and attendance by week and site."""

    rows: Any = traitlets.List()
    chart: Any = traitlets.Instance(Chart)
    definition = traitlets.Unicode("")
    notice = traitlets.Unicode("")
    tag = traitlets.Unicode("")
    sub = traitlets.Unicode("")
    turn = traitlets.Int(0)

    def __init__(self, store: Store, *, staff: str = "") -> None:
        super().__init__()
        self._store, self._staff = store, staff or None
        self.refresh()

    def refresh(self) -> None:
        """Read the store again and draw everything from it."""
        with self._store.read(self._staff) as r:
            self.tag = "Demonstration data" if r.find_setting("demonstration") else ""
            looked = shown.look(r, _today(r))
        self.sub = f"Read from the store just now; as of {looked.as_of:%Y-%m-%d}"
        self.definition = _definition(looked)
        self.rows = shown.rows(looked)
        self.chart = attendance_chart(looked.visits, "site")
        self.turn += 1
        record_view(self._store, Act.SEE_ENGAGEMENT, self._staff, detail={"page": "organisation"})


def _definition(looked: shown.Looked) -> str:
    since, week = (day(pd.Timestamp(one)) for one in (looked.since, shown.last_monday(looked.as_of)))
    return (
        f"In treatment and to call are of today. Admitted, discharged, sessions and visits are since "
        f"{since}, {shown.WEEKS} weeks ago; hours of the week of {week}. Visits kept are present, late or "
        f"left early, of those expected. Day {shown.ENGAGED_DAY} is over all stays, with its 95 % interval. "
        "To call are clients in treatment whose last two marked sessions were both missed. Of fewer than "
        f"{shown.FEW} a share is said as a count."
    )


def _today(r: Transaction) -> date:
    zones = [program.time_zone for program in r.list_programs()]
    return r.now.astimezone(ZoneInfo(zones[0] if zones else r.default_time_zone())).date()
