"""What the run-a-group page knows: ids, choices, and what follows from the store. No widget."""

from contextlib import suppress
from typing import Any

import traitlets

from iopkit.actions import fill_worksheet, run_session, take_roll
from iopkit.actions.access import require
from iopkit.actions.viewing import record_view
from iopkit.content.library import Library
from iopkit.documents.session_summary import SessionRecord
from iopkit.errors import ChangedElsewhere, NotAllowed, NotFound, quoted
from iopkit.model.access import Act
from iopkit.model.codes import AttendanceStatus
from iopkit.model.group_session import GroupSession, Response
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction
from iopkit.ui.pages.run_group import shown_close, shown_room, shown_roster, shown_today
from iopkit.ui.pages.run_group.typed import Typed, correction, said_in, word
from iopkit.ui.words import clock


class RunGroupState(traitlets.HasTraits):
    """The page's state; the store holds every fact, and ``refresh`` reads them again.

    ``screen`` is ``choose``, ``room`` or ``close``. The other traits are what the
    widgets show, ready to be shown. ``staff`` is who has signed in; without a sign-in, as in
    JupyterLab on one's own computer, people say who they are.
    """

    screen = traitlets.Unicode("choose")
    session_id = traitlets.Unicode("")
    facilitator = traitlets.Unicode("")
    notice = traitlets.Unicode("")
    saved = traitlets.Unicode("")
    tag = traitlets.Unicode("")
    title = traitlets.Unicode("Run a group")
    sub = traitlets.Unicode("")
    closed = traitlets.Bool(False)
    choices = traitlets.Dict()
    spine: Any = traitlets.List()
    step = traitlets.Dict()
    clock = traitlets.Dict()
    roster = traitlets.Dict()
    sheet = traitlets.Dict()
    summary = traitlets.Dict()
    turn = traitlets.Int(0, help="grows when everything above has been read again")

    def __init__(
        self, store: Store, library: Library, *, session_id: str = "", sheet_id: str = "", staff: str = ""
    ) -> None:
        super().__init__()
        self._store, self._library = store, library
        self._signed_in = self.facilitator = staff
        self._run_version = 0
        self._read_at = 0
        self._open_sheet, self._sheet_client = "", ""
        if session_id:
            self._reopen(session_id, sheet_id)
        else:
            self.refresh()

    # -- choosing -------------------------------------------------------------------------

    def start(self, session: str, plan: str) -> None:
        """Start a scheduled session with a plan."""
        run_session.start_session(self._store, self._library, session, plan, self._by)
        self._enter(session)

    def start_unscheduled(self, group: str, plan: str) -> None:
        """Start a session that is not on the calendar."""
        self._enter(run_session.start_unscheduled(self._store, self._library, group, plan, self._by))

    def open(self, session: str) -> None:
        """Go back into a session that was started before, as who started it unless somebody else said so."""
        with self._store.read(self._by) as r:
            require(r, Act.SEE_SESSION, session=session)
            run = r.get_run(session)
        self.facilitator = self.facilitator or run.facilitator or ""
        self.session_id = session
        self.screen = "room"
        self.refresh()
        self._seen()

    def leave(self) -> None:
        """Go back to today's groups."""
        self.session_id, self.screen, self.sheet = "", "choose", {}
        self._open_sheet, self._sheet_client = "", ""
        self.refresh()

    def choose_facilitator(self, staff: str) -> None:
        """Say who presses from now on, where nobody has signed in."""
        if self._signed_in:
            raise NotAllowed("You have signed in. Sign out first to let somebody else press.")
        with self._store.read() as r:
            known = {one.id for one in r.list_staff()}
        if staff and staff not in known:
            raise NotAllowed("This person is not on the staff list. Choose a name from it.")
        self.facilitator = staff
        self.refresh()

    # -- steps ----------------------------------------------------------------------------

    def go(self, position: int) -> None:
        """Move to a step."""
        run_session.go_to_step(self._store, self.session_id, int(position), self._run_version, self._by)
        self._stored()

    def next(self, at: int | None = None) -> None:
        """Move to the step after the one that is shown; ``at`` is the one that the person saw."""
        self.go(self._step_seen(at) + 1)

    def back(self, at: int | None = None) -> None:
        """Move to the step before the one that is shown; ``at`` is the one that the person saw."""
        self.go(self._step_seen(at) - 1)

    def more(self, minutes: int = 5) -> None:
        """Give the step more time."""
        run_session.add_minutes(self._store, self.session_id, minutes, self._run_version, self._by)
        self._stored()

    def pause(self) -> None:
        """Hold the clock."""
        run_session.pause(self._store, self.session_id, self._run_version, self._by)
        self._stored()

    def resume(self) -> None:
        """Let the clock run on."""
        run_session.resume(self._store, self.session_id, self._run_version, self._by)
        self._stored()

    def finish(self) -> None:
        """Look at what the session came to, before it is closed."""
        self._require_session()
        self.screen = "close"
        self.refresh()

    def stay(self) -> None:
        """Go back into the room without closing."""
        self._require_session()
        self.screen = "room"
        self.refresh()

    def close(self) -> None:
        """Close the session."""
        run_session.close_session(self._store, self.session_id, self._run_version, self._by)
        self._open_sheet, self.screen = "", "close"
        self._stored()

    # -- people ---------------------------------------------------------------------------

    def mark(self, client: str, status: str, version: int) -> None:
        """Mark a client's attendance."""
        marked = word(AttendanceStatus, status)
        take_roll.mark_attendance(self._store, self.session_id, client, marked, int(version), self._by)
        self._stored()

    def change(self, client: str, field: str, value: Typed, version: int) -> None:
        """Correct arrival, leaving (HH:MM), minutes, mode or reason of a client."""
        with self._store.read() as r:
            fields = correction(r.get_session(self.session_id), field, value)
        take_roll.change_attendance(self._store, self.session_id, client, fields, int(version), self._by)
        self._stored()

    def check_in(self, client: str, moment: str, field: str, value: Typed, version: int) -> None:
        """Keep a client's mood, craving or use."""
        said = said_in(self.session_id, client, moment, field, value, int(version))
        take_roll.record_check_in(self._store, said, self._by)
        self._stored()

    def participation(self, client: str, level: int, version: int) -> None:
        """Keep how far a client took part."""
        take_roll.rate_participation(self._store, self.session_id, client, level, int(version), self._by)
        self._stored()

    # -- worksheets -----------------------------------------------------------------------

    def open_sheet(self, worksheet: str) -> None:
        """Open a worksheet of this session, for the group at first or for the first client."""
        with self._store.read() as r:
            sheet = r.get_run(self.session_id).worksheet(worksheet)
        if sheet is None:
            raise NotFound("This worksheet does not belong to this session. Choose the one of the step.")
        members = self.roster.get("rows", [])
        self._open_sheet = worksheet
        self._sheet_client = "" if sheet.respondent == "group" or not members else members[0]["client"]
        self.refresh()

    def whom(self, client: str) -> None:
        """Fill the open worksheet for a client, or for the group when empty."""
        if client and client not in {row["client"] for row in self.roster.get("rows", [])}:
            raise NotFound(f"{quoted(client)} is not in this session. Choose somebody from the list.")
        self._sheet_client = client
        self.refresh()

    def answer(self, worksheet: str, client: str, item: str, value: Any, version: int) -> None:
        """Keep one answer of a client, or of the group when ``client`` is empty.

        The worksheet may be put away, or the session closed, before the last answers arrive.
        """
        if not (self.session_id and worksheet.strip() and item.strip()):
            raise NotAllowed("This question is not on a worksheet of this session. Nothing was stored.")
        response = Response(
            session=self.session_id,
            worksheet=worksheet,
            client=client or None,
            item=item,
            value=value,
            version=int(version),
        )
        fill_worksheet.answer_item(self._store, response, self._by)
        self._stored()

    def shut_sheet(self) -> None:
        """Put the worksheet away; its answers are stored already."""
        self._open_sheet = ""
        self.refresh()

    # -- reading --------------------------------------------------------------------------

    def look(self, number: int | None = None) -> None:
        """Show what somebody else may have changed.

        ``number`` is that of the audit's last row when the change was noticed: what was read since then,
        such as after a press of one's own, need not be read again.
        """
        if number is None or int(number) > self._read_at:
            self.refresh()

    def refresh(self) -> None:
        """Read everything that is shown again from the store."""
        with self._store.read(self._by) as r:
            self._read_at = r.audit_head()[0]
            self.tag = "Demonstration data" if r.find_setting("demonstration") else ""
            if self.screen == "choose":
                self._show_today(r)
            else:
                self._show_session(r)
        self.turn += 1

    def _show_today(self, r: Transaction) -> None:
        self.choices = shown_today.choices(
            r, self._library, self.facilitator, signed_in=bool(self._signed_in)
        )
        self.title, self.sub, self.closed = "Run a group", "", False

    def _show_session(self, r: Transaction) -> None:
        require(r, Act.SEE_SESSION, session=self.session_id)
        session, run = r.get_session(self.session_id), r.get_run(self.session_id)
        room = self._room(r, session)
        responses = r.list_responses(session.id)
        self._run_version = run.version
        self.closed = run.closed_at is not None
        self.notice = self.notice or shown_room.set_back(session, run, r.now)
        if self.closed:
            self.screen = "close"
        self.title, self.sub = shown_room.heading(session, run.plan)
        self.roster = {
            "rows": shown_roster.rows(room),
            "count": shown_roster.count(room),
            "moment": room.moment.value,
        }
        self.spine = shown_room.spine(session, run, r.now)
        self.step = shown_room.step_card(run, responses, len(room.members))
        self.clock = shown_room.clock_of(session, run, r.now)
        self.sheet = shown_close.sheet(run, responses, room.members, self._open_sheet, self._sheet_client)
        self.summary = shown_close.summary(self._record(r, room, responses)) if self.screen == "close" else {}

    def _room(self, r: Transaction, session: GroupSession) -> shown_roster.Room:
        return shown_roster.Room(
            session=session,
            run=r.get_run(session.id),
            members=r.list_members(session.group, session.local_day),
            attendance={one.client: one for one in r.list_attendance(session.id)},
            check_ins={(one.client, one.moment): one for one in r.list_check_ins(session.id)},
            participation={one.client: one for one in r.list_participation(session.id)},
            now=r.now,
        )

    def _record(self, r: Transaction, room: shown_roster.Room, responses: list[Response]) -> SessionRecord:
        names = {one.id: one.name for one in r.list_staff()}
        return SessionRecord(
            session=room.session,
            run=room.run,
            members=room.members,
            attendance=room.attendance,
            check_ins=room.check_ins,
            participation=room.participation,
            responses=responses,
            facilitator=names.get(room.run.facilitator or ""),
        )

    # -- small things ---------------------------------------------------------------------

    @property
    def query(self) -> str:
        """Where the page is, as it stands in its address: nobody's name and nobody's id."""
        sheet = f"&sheet={self._open_sheet}" if self.sheet else ""
        return f"session={self.session_id}{sheet}" if self.session_id else ""

    def _require_session(self) -> None:
        if not self.session_id:
            raise NotAllowed("Choose a session first. Nothing was changed.")

    def _step_seen(self, at: int | None) -> int:
        """The step in hand, if it is the one that the person saw when they pressed."""
        self._require_session()
        position: int = self.step["position"]
        if at is not None and at != position:
            raise ChangedElsewhere("The group is on another step already. Nothing was changed by this press.")
        return position

    @property
    def _by(self) -> str | None:
        return self.facilitator or None

    def _reopen(self, session_id: str, sheet_id: str) -> None:
        """Open the session that the page's address names, and its worksheet; say so when there is none."""
        try:
            self.open(session_id)
        except (NotFound, NotAllowed) as error:
            self.leave()
            self.notice = str(error)
            return
        if sheet_id and not self.closed:
            with suppress(NotFound):  # the address may be older than the session's plan
                self.open_sheet(sheet_id)

    def _enter(self, session_id: str) -> None:
        self.session_id, self.screen = session_id, "room"
        self._stored()
        self._seen()

    def _seen(self) -> None:
        """Write into the audit whose records the roster shows."""
        clients = [row["client"] for row in self.roster["rows"]]
        record_view(self._store, Act.SEE_SESSION, self._by, session=self.session_id, clients=clients)

    def _stored(self) -> None:
        """After a press is in the store: read again, and only then say that it is saved."""
        self.refresh()
        with self._store.read() as r:
            session = r.get_session(self.session_id)
            now = session.local(r.now)
        self.saved = f"{clock(now)}:{now.second:02d}"
