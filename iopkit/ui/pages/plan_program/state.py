"""What the program planner knows: which program is open, and where the next plan goes. No widget."""

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import traitlets

from iopkit.actions import plan_program
from iopkit.actions.plan_program import Place
from iopkit.content.library import Library
from iopkit.documents.binder import PAPERS, binder_pdf
from iopkit.documents.calendar_file import calendar_file
from iopkit.errors import NotAllowed, NotFound, quoted
from iopkit.model.program import Outline
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction
from iopkit.ui.pages.plan_program import shown
from iopkit.ui.shelf import Shelf

_FEWEST_DAYS = 3


class PlanProgramState(traitlets.HasTraits):
    """The page's state; the store holds every program, and ``refresh`` reads them again."""

    notice = traitlets.Unicode("")
    saved = traitlets.Unicode("")
    tag = traitlets.Unicode("")
    program_id = traitlets.Unicode("")
    programs: Any = traitlets.List()
    curricula: Any = traitlets.List()
    rules: Any = traitlets.List()
    total = traitlets.Unicode("")
    title = traitlets.Unicode("")
    weeks: Any = traitlets.List()
    days = traitlets.Int(_FEWEST_DAYS)
    target: Any = traitlets.List(help="week and day that the next plan goes to")
    filters: Any = traitlets.List()
    text = traitlets.Unicode("")
    plans: Any = traitlets.List()
    count = traitlets.Unicode("")
    export = traitlets.Dict()
    turn = traitlets.Int(0, help="grows when everything above has been read again")

    def __init__(self, store: Store, library: Library, *, program_id: str = "", staff: str = "") -> None:
        super().__init__()
        self._store, self._library, self._shelf = store, library, Shelf(library)
        self._version = 0
        self._shown_days, self._shown_weeks = _FEWEST_DAYS, 1
        self.curricula = shown.curricula(library)
        self._by = staff or None
        with store.read(self._by) as r:
            self.export = self._export_defaults(r)
            known = {one.id for one in plan_program.list_programs(r)}
        if program_id and program_id not in known:
            self.notice = "There is no such program any more. Choose another, or begin a new one."
        elif program_id:
            self._place(program_id)
        self.refresh()

    # -- which program --------------------------------------------------------------------

    def start(self, title: str, curricula: list[str]) -> None:
        """Begin a program, empty or with the days of curricula, and open it."""
        self._place(
            plan_program.start_program(self._store, self._library, title, list(map(str, curricula)), self._by)
        )
        self._stored()

    def open(self, program: str) -> None:
        """Open a program; with an empty id, go back to the list."""
        if program:
            with self._store.read(self._by) as r:
                plan_program.open_program(r, program)
        self._place(program)
        self.saved = ""
        self.refresh()

    def rename(self, title: str) -> None:
        """Call the open program something else."""
        plan_program.rename_program(self._store, self._open, title, self._version, self._by)
        self._stored()

    def remove(self) -> None:
        """Remove the open program; sessions that were run keep their plans."""
        plan_program.remove_program(self._store, self._open, self._version, self._by)
        self.open("")

    def hold_to(self, rules: list[str]) -> None:
        """Choose the rules that the open program is held to."""
        plan_program.hold_to_rules(
            self._store, self._library, self._open, list(map(str, rules)), self._version, self._by
        )
        self._stored()

    # -- days -----------------------------------------------------------------------------

    def aim(self, week: int, day: int) -> None:
        """Say where the next plans go."""
        if not 1 <= week <= plan_program.MOST_WEEKS or not 1 <= day <= plan_program.MOST_DAYS:
            raise NotAllowed(f"Week {week}, day {day} is no day of a program.")
        self.target = [int(week), int(day)]
        self.refresh()

    def put(self, plan: str, week: int | None = None, day: int | None = None) -> None:
        """Put a plan at the end of a day; of the day that was aimed at when none is named."""
        at = self.target if week is None or day is None else [int(week), int(day)]
        plan_program.put_plan(
            self._store, self._library, self._open, plan, Place(*at), self._version, self._by
        )
        self._stored()

    def take(self, week: int, day: int, position: int) -> None:
        """Take a plan off a day."""
        place = Place(int(week), int(day), int(position))
        plan_program.take_plan(self._store, self._open, place, self._version, self._by)
        self._stored()

    def move(self, week: int, day: int, position: int, to_week: int, to_day: int) -> None:
        """Move a plan to the end of another day."""
        place, to = Place(int(week), int(day), int(position)), Place(int(to_week), int(to_day))
        plan_program.move_plan(self._store, self._open, place, to, self._version, self._by)
        self._stored()

    def more_days(self) -> None:
        """Show one more day in each week."""
        if self.days >= plan_program.MOST_DAYS:
            raise NotAllowed("A week has seven days.")
        self._shown_days = self.days + 1
        self.refresh()

    def more_weeks(self) -> None:
        """Show one more week."""
        if len(self.weeks) >= plan_program.MOST_WEEKS:
            raise NotAllowed(f"A program has {plan_program.MOST_WEEKS} weeks at most.")
        self._shown_weeks = len(self.weeks) + 1
        self.refresh()

    def filter(self, name: str, value: str) -> None:
        """Look for other plans."""
        self._shelf.want(name, value)
        self.refresh()

    # -- to take along --------------------------------------------------------------------

    def binder(self, paper: str) -> tuple[str, bytes]:
        """A file's name and the whole program as one PDF.

        Raises
        ------
        NotAllowed
            The program is empty, or there is no such paper.
        """
        if paper not in PAPERS:
            raise NotAllowed(f"There is no paper {quoted(paper)}. Use {' or '.join(PAPERS)}.")
        outline = self._outline()
        rules = [self._library.rules[one] for one in outline.rules if one in self._library.rules]
        return f"{_file_name(outline)}.pdf", binder_pdf(outline, self._library, rules, paper)

    def calendar(self, first_day: str, weekdays: list[int], at: str, zone: str) -> tuple[str, bytes]:
        """A file's name and the program's days as iCalendar events.

        Raises
        ------
        NotAllowed
            The program is empty, or day, time, zone or weekdays do not do.
        """
        try:
            first, begins = date.fromisoformat(first_day), time.fromisoformat(at)
        except ValueError:
            raise NotAllowed("Give a first day and a time, such as 2026-01-05 and 09:00.") from None
        if first.year not in plan_program.YEARS:
            raise NotAllowed("The first day is in no year of ours. Give one such as 2026-01-05.")
        if zone not in available_timezones():
            raise NotAllowed(f"There is no time zone {quoted(zone)}. Give one such as America/Chicago.")
        outline = self._outline()
        content = calendar_file(
            outline,
            self._library,
            first_week=first,
            weekdays=sorted(map(int, weekdays)),
            at=begins,
            zone=zone,
        )
        return f"{_file_name(outline)}.ics", content

    # -- reading --------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the store again; somebody else may have changed the program, or removed it."""
        with self._store.read(self._by) as r:
            outlines = plan_program.list_programs(r)
            self.tag = "Demonstration data" if r.find_setting("demonstration") else ""
        self.programs = [shown.program(one) for one in outlines]
        outline = next((one for one in outlines if one.id == self.program_id), None)
        if outline is None:
            self._place("")
        else:
            self._show(outline)
        self.filters, self.text = self._shelf.filters(), self._shelf.wanted.text
        self.plans = self._shelf.rows()
        self.count = self._shelf.said(len(self.plans))
        self.turn += 1

    def _show(self, outline: Outline) -> None:
        self._version, self.title = outline.version, outline.title
        used = max((one.day for one in outline.days), default=0)
        self.days = max(self._shown_days, used)
        weeks = max(self._shown_weeks, outline.weeks)
        self.rules = shown.rules(outline, self._library)
        self.weeks = shown.weeks(outline, self._library, weeks, self.days)
        self.total = shown.total(outline, self._library)
        if not self.target:
            self.target = shown.first_free(self.weeks)

    def _stored(self) -> None:
        with self._store.read() as r:
            self.saved = shown.moment(r.now, self.export["zone"])
        self.refresh()

    def _place(self, program_id: str) -> None:
        """Open a program, from its beginning."""
        self.program_id, self.target = program_id, []
        self._shown_days, self._shown_weeks = _FEWEST_DAYS, 1
        self.title, self.weeks, self.rules, self.total = "", [], [], ""

    @property
    def _open(self) -> str:
        if not self.program_id:
            raise NotAllowed("Open a program first, or begin one.")
        return self.program_id

    def _outline(self) -> Outline:
        with self._store.read(self._by) as r:
            outline = plan_program.open_program(r, self._open)
        if outline.version != self._version:
            raise NotFound("Somebody else changed this program just now. Look at it, then export it.")
        return outline

    def _export_defaults(self, r: Transaction) -> dict[str, Any]:
        zones = [program.time_zone for program in r.list_programs()]
        zone = zones[0] if zones else r.default_time_zone()
        today = r.now.astimezone(ZoneInfo(zone)).date()
        return {
            "first_day": (today + timedelta(days=7 - today.weekday())).isoformat(),
            "at": "09:00",
            "zone": zone,
            "zones": sorted(one for one in available_timezones() if one.startswith(("America/", "Pacific/"))),
        }


def _file_name(outline: Outline) -> str:
    """The title as a file's name, whatever a person typed."""
    kept = "".join(letter if letter.isalnum() else "-" for letter in outline.title.lower())
    return "-".join(filter(None, kept.split("-"))) or "program"
