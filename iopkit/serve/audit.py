"""The audit's pages: who saw, changed, printed or exported what; and, for one client, who learned of them."""

from dataclasses import dataclass
from typing import Any

from iopkit.actions import auditing
from iopkit.actions.access import reached_staff
from iopkit.model.access import Act
from iopkit.model.audit import AuditRow
from iopkit.model.codes import Role
from iopkit.serve.identity import store_of
from iopkit.serve.local_time import day_of, shown
from iopkit.serve.plain_handler import PlainHandler, slowly
from iopkit.store.store import Store


@dataclass(frozen=True)
class Line:
    """One row of the audit, in words; ``clients`` are ids with what they are called."""

    at: str
    by: str
    act: str
    session: str
    clients: list[tuple[str, str]]
    detail: str


class AuditHandler(PlainHandler):
    """Searching the audit: by person, act, client and day."""

    async def get(self) -> None:
        """Show the form, and what fits."""
        given = {name: self.asked(name).strip() for name in ("person", "act", "client", "day")}
        store, staff = store_of(self), self.stay.staff
        words = await slowly(Words, store, staff)
        day = day_of(given["day"], words.zone) if given["day"] else None
        says = "" if day or not given["day"] else f"{given['day']!r} is no day; write it as 2026-11-03."
        asked = auditing.Search(given["person"], given["act"], given["client"], *(day or (None, None)))
        found = await slowly(auditing.search, store, staff, asked)
        self.show(
            "audit.html",
            says=says,
            given=given,
            people=words.people,
            acts=await slowly(auditing.acts, store, staff),
            rows=[words.line(row) for row in found.rows],
            more=found.more,
            zone=words.zone,
        )


class DisclosuresHandler(PlainHandler):
    """The accounting of disclosures of one client, to print."""

    async def get(self, client_id: str) -> None:
        """Show it."""
        store, staff = store_of(self), self.stay.staff
        rows = await slowly(auditing.disclosures, store, staff, client_id)
        words = await slowly(Words, store, staff)
        self.show(
            "disclosures.html",
            client=words.client(client_id),
            client_id=client_id,
            rows=[words.line(row) for row in rows],
            zone=words.zone,
            now=shown(store.clock(), words.zone),
        )


class Words:
    """Turns ids into what people call them. Administrators reach no client: to them clients are ids."""

    def __init__(self, store: Store, staff: str) -> None:
        with store.read(staff) as r:
            person = r.find_person(staff)
            names_told = person is not None and person.staff.role is not Role.ADMINISTRATOR
            self.zone = r.default_time_zone()
            reached = reached_staff(r, Act.SEARCH_AUDIT)
            self.staff = {one.id: one.name for one in r.list_staff()}
            self.people = {one: name for one, name in self.staff.items() if reached is None or one in reached}
            self._clients = {one.id: one.shown for one in r.list_clients()} if names_told else {}
            self._sessions = {one.id: one for one in r.list_sessions()}

    def client(self, client_id: str) -> str:
        """What a client is called."""
        return self._clients.get(client_id, client_id)

    def line(self, row: AuditRow) -> Line:
        """A row, in words."""
        session = self._sessions.get(row.session or "")
        when = shown(session.starts_at, session.time_zone)[:16] if session else ""
        return Line(
            at=shown(row.at, self.zone),
            by=self.staff.get(row.by or "", row.by or "nobody signed in"),
            act=row.act.replace("_", " "),
            session=f"{session.group_name}, {when}" if session else row.session or "",
            clients=[(one, self.client(one)) for one in row.client_ids],
            detail=_said(row.said),
        )


def _said(detail: dict[str, Any]) -> str:
    return "; ".join(f"{name}: {_value(value)}" for name, value in sorted(detail.items()) if value != "")


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value(one)}" for name, one in value.items())
    return ", ".join(map(_value, value)) if isinstance(value, list) else str(value)
