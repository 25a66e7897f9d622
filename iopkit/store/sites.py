"""Verbs about sites: the places where programs run, what belongs to each, and who was given which."""

from collections.abc import Collection, Iterable

from sqlalchemy import distinct, func, select, union

from iopkit.model.care import Site
from iopkit.store import tables
from iopkit.store.verbs import Verbs


class SiteVerbs(Verbs):
    """Sites."""

    def add_sites(self, sites: Iterable[Site]) -> None:
        """Add places where programs run."""
        self._add(tables.sites, [one.model_dump() for one in sites])

    def list_sites(self) -> list[Site]:
        """All sites, by name; none in a clinic that has only one place."""
        rows = self._all(tables.sites, order=tables.sites.c.name)
        return [Site.model_validate(dict(row._mapping)) for row in rows]

    def set_program_site(self, program_id: str, site_id: str | None) -> None:
        """Say at which site a program runs."""
        self._update(tables.programs, {"site_id": site_id}, tables.programs.c.id == program_id)

    def set_staff_sites(self, staff_id: str, sites: Collection[str]) -> None:
        """Say which sites a member of staff is given."""
        table = tables.staff_sites
        self._remove(table, table.c.staff_id == staff_id)
        self._add(table, [{"staff_id": staff_id, "site_id": one} for one in sorted(sites)])

    def list_client_sites(self, among: Collection[str]) -> dict[str, str]:
        """The site of each of these clients that belongs to one."""
        of = tables.clients.c
        query = select(of.id, of.site_id).where(of.site_id.is_not(None))
        return {row.id: row.site_id for row in self._among(query, of.id, among)}

    def list_clients_of(self, sites: Collection[str]) -> set[str]:
        """The ids of the clients who belong to one of these sites."""
        of = tables.clients.c
        return {row.id for row in self._among(select(of.id), of.site_id, sites)}

    def count_clients_elsewhere(self, program_id: str, site_id: str | None) -> int:
        """How many clients of a program, or of its groups, belong to another site than this one."""
        episodes, clients = tables.episodes.c, tables.clients.c
        members, groups = tables.memberships, tables.groups
        ids = union(
            select(episodes.client_id).where(episodes.program_id == program_id),
            select(members.c.client_id)
            .join(groups, groups.c.id == members.c.group_id)
            .where(groups.c.program_id == program_id),
        )
        query = select(func.count()).select_from(tables.clients)
        elsewhere = clients.site_id.is_not(None) & clients.site_id.is_distinct_from(site_id)
        return self._connection.scalar(query.where(clients.id.in_(ids), elsewhere)) or 0

    def settle_clients(self) -> None:
        """Clients who belong to no site yet belong to that of their programs, where it is one."""
        episodes, programs, clients = tables.episodes.c, tables.programs, tables.clients.c
        members, groups = tables.memberships, tables.groups
        unsettled = select(clients.id).where(clients.site_id.is_(None))
        by_stay = (
            select(episodes.client_id, programs.c.site_id)
            .join(programs, programs.c.id == episodes.program_id)
            .where(episodes.client_id.in_(unsettled))
        )
        by_group = (
            select(members.c.client_id, programs.c.site_id)
            .join(groups, groups.c.id == members.c.group_id)
            .join(programs, programs.c.id == groups.c.program_id)
            .where(members.c.client_id.in_(unsettled))
        )
        where = union(by_stay, by_group).subquery()
        query = (
            select(where.c.client_id, func.min(where.c.site_id).label("site"))
            .where(where.c.site_id.is_not(None))
            .group_by(where.c.client_id)
            .having(func.count(distinct(where.c.site_id)) == 1)
        )
        settled: dict[str, set[str]] = {}
        for row in self._connection.execute(query).all():
            settled.setdefault(row.site, set()).add(row.client_id)
        for site, ids in settled.items():
            for some in self._batches(ids):
                self._update(tables.clients, {"site_id": site}, clients.id.in_(some))
