"""Verbs about people and about what the store knows of itself."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Row, select

from iopkit.errors import NotFound, quoted
from iopkit.model.codes import Role
from iopkit.model.people import Client, Staff
from iopkit.store import tables
from iopkit.store.verbs import Verbs


class PeopleVerbs(Verbs):
    """Staff, clients and settings."""

    def find_setting(self, key: str) -> str | None:
        """What a setting says, such as ``demonstration`` or ``time_zone``."""
        row = self._one(tables.settings, tables.settings.c.key == key)
        return row.value if row else None

    def set_setting(self, key: str, value: str) -> None:
        """Give a setting its value."""
        self._set(tables.settings, {"key": key}, {"value": value})

    def add_staff(self, people: Iterable[Staff]) -> None:
        """Add people who work here."""
        self._add(tables.staff, [one.model_dump(mode="json") for one in people])

    def list_staff(self) -> list[Staff]:
        """Everybody who works here, by name."""
        return [
            Staff.model_validate(dict(row._mapping))
            for row in self._all(tables.staff, order=tables.staff.c.name)
        ]

    def set_role(self, staff_id: str, role: Role) -> None:
        """Say what a member of staff does."""
        self._update(tables.staff, {"role": role.value}, tables.staff.c.id == staff_id)

    def add_clients(self, clients: Iterable[Client]) -> None:
        """Add clients."""
        self._add(tables.clients, [_client_row(one) for one in clients])

    def list_clients(self) -> list[Client]:
        """All clients, by id."""
        return [client_of(row) for row in self._all(tables.clients, order=tables.clients.c.id)]

    def get_client(self, client_id: str) -> Client:
        """The client of that id.

        Raises
        ------
        NotFound
            There is none.
        """
        row = self._one(tables.clients, tables.clients.c.id == client_id)
        if row is None:
            raise NotFound(f"No client {quoted(client_id)} in this store.")
        return client_of(row)

    def list_client_ids(self, among: Collection[str] | None = None) -> set[str]:
        """The ids of all clients, or those among these ids that are a client's."""
        of = tables.clients.c.id
        if among is None:
            return set(self._connection.scalars(select(of)))
        return {row.id for row in self._among(select(of), of, among)}


def _client_row(client: Client) -> dict[str, Any]:
    row = client.model_dump(mode="json", exclude={"site"})
    return {**row, "populations": ";".join(row["populations"]), "site_id": client.site}


def client_of(row: Row[Any]) -> Client:
    """A client from a row of the clients table."""
    fields = dict(row._mapping)
    populations = tuple(code for code in fields.pop("populations").split(";") if code)
    return Client.model_validate({"site": fields.pop("site_id"), **fields, "populations": populations})
