"""Verbs about programs, episodes, groups and their members."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Row, or_, select

from iopkit.errors import NotFound, quoted
from iopkit.model.care import Episode, Group, Membership, Program
from iopkit.model.people import Client
from iopkit.store import tables
from iopkit.store.people import client_of
from iopkit.store.stays import days_of
from iopkit.store.verbs import Verbs


class CareVerbs(Verbs):
    """Programs, episodes, groups, memberships, meetings."""

    def add_programs(self, programs: Iterable[Program]) -> None:
        """Add programs."""
        rows = [one.model_dump(mode="json") for one in programs]
        self._add(tables.programs, [_renamed(row, site="site_id") for row in rows])

    def list_programs(self) -> list[Program]:
        """All programs, by name."""
        rows = self._all(tables.programs, order=tables.programs.c.name)
        return [Program.model_validate(_renamed(dict(row._mapping), site_id="site")) for row in rows]

    def add_episodes(self, episodes: Iterable[Episode]) -> None:
        """Add stays of clients in programs."""
        self._add(tables.episodes, [_episode_row(one) for one in episodes])

    def list_episodes(self, clients: Collection[str] | None = None) -> list[Episode]:
        """All stays, or those of these clients, by admission."""
        table = tables.episodes
        if clients is None:
            return [_episode(row) for row in self._all(table, order=table.c.admitted_on)]
        found = map(_episode, self._among(select(table), table.c.client_id, clients))
        return sorted(found, key=lambda one: one.admitted_on)

    def list_episode_ids(self, among: Collection[str]) -> set[str]:
        """Those of these ids that are an episode's."""
        of = tables.episodes.c.id
        return {row.id for row in self._among(select(of), of, among)}

    def add_groups(self, groups: Iterable[Group]) -> None:
        """Add groups and who facilitates them; the staff must be there already."""
        for group in groups:
            row = group.model_dump(mode="json", exclude={"program", "site", "facilitators"})
            self._add(tables.groups, [{**row, "program_id": group.program}])
            self._add(
                tables.group_facilitators,
                [
                    {"group_id": group.id, "staff_id": staff, "position": position}
                    for position, staff in enumerate(group.facilitators)
                ],
            )

    def list_groups(self) -> list[Group]:
        """All groups, by name, each with the site of its program."""
        facilitators: dict[str, list[str]] = {}
        for row in self._all(tables.group_facilitators, order=tables.group_facilitators.c.position):
            facilitators.setdefault(row.group_id, []).append(row.staff_id)
        programs = tables.programs
        query = (
            select(tables.groups, programs.c.site_id)
            .outerjoin(programs, programs.c.id == tables.groups.c.program_id)
            .order_by(tables.groups.c.name)
        )
        rows = self._connection.execute(query)
        return [_group(row, tuple(facilitators.get(row.id, ()))) for row in rows]

    def get_group(self, group_id: str) -> Group:
        """The group of that id.

        Raises
        ------
        NotFound
            There is none; the message names those there are.
        """
        groups = {group.id: group for group in self.list_groups()}
        if group_id not in groups:
            raise NotFound(
                f"No group {quoted(group_id)} in this store. Its groups: {', '.join(groups) or 'none'}."
            )
        return groups[group_id]

    def add_meetings(self, group_id: str, meetings: Iterable[tuple[int, str, str]]) -> None:
        """Add a group's weekly meetings: weekday (0 is Monday), start and end such as 09:00."""
        self._add(
            tables.meetings,
            [
                {"group_id": group_id, "weekday": day, "starts": starts, "ends": ends}
                for day, starts, ends in meetings
            ],
        )

    def list_meetings(self, group_id: str) -> list[tuple[int, str, str]]:
        """A group's weekly meetings: weekday, start, end."""
        rows = self._all(
            tables.meetings, tables.meetings.c.group_id == group_id, order=tables.meetings.c.weekday
        )
        return [(row.weekday, row.starts, row.ends) for row in rows]

    def add_memberships(self, memberships: Iterable[Membership]) -> None:
        """Add clients' times in groups."""
        rows = [
            {
                "group_id": one.group,
                "client_id": one.client,
                "joined_on": one.joined_on,
                "left_on": one.left_on,
            }
            for one in memberships
        ]
        self._add(tables.memberships, rows)

    def list_memberships(self, clients: Collection[str] | None = None) -> list[Membership]:
        """All times of clients in groups, or those of these clients."""
        table = tables.memberships
        rows: Iterable[Row[Any]] = (
            self._all(table, order=table.c.id)
            if clients is None
            else self._among(select(table), table.c.client_id, clients)
        )
        return [
            Membership(group=row.group_id, client=row.client_id, joined_on=row.joined_on, left_on=row.left_on)
            for row in rows
        ]

    def list_members(self, group_id: str, day: date) -> list[Client]:
        """Clients who are members of a group on a day, by the name they are shown by."""
        table = tables.memberships
        query = select(table.c.client_id).where(
            table.c.group_id == group_id,
            table.c.joined_on <= day,
            or_(table.c.left_on.is_(None), table.c.left_on >= day),
        )
        rows = self._all(tables.clients, tables.clients.c.id.in_(query))
        return sorted(map(client_of, rows), key=lambda client: client.shown.casefold())


def _episode_row(episode: Episode) -> dict[str, Any]:
    row = episode.model_dump(exclude={"client", "program"})
    days = days_of(episode.admitted_on, episode.discharged_on)
    return {**row, "client_id": episode.client, "program_id": episode.program, "days": days}


def _episode(row: Row[Any]) -> Episode:
    fields = _renamed(dict(row._mapping), client_id="client", program_id="program")
    del fields["days"]
    return Episode.model_validate(fields)


def _renamed(fields: dict[str, Any], **names: str) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in fields.items()}


def _group(row: Row[Any], facilitators: tuple[str, ...]) -> Group:
    fields = _renamed(dict(row._mapping), program_id="program", site_id="site")
    return Group.model_validate({**fields, "facilitators": facilitators})
