"""How far somebody reaches, decided here alone: by their role, by what is theirs, and by their sites."""

from iopkit.model.access import Act, Reach, reach
from iopkit.model.account import Person
from iopkit.model.care import Group
from iopkit.model.codes import Role
from iopkit.store.transaction import Transaction

#: Reach that does not depend on what is somebody's own.
OF_ALL = (Reach.EVERYTHING, Reach.SYNTHETIC)


def in_reach(person: Person, how_far: Reach | None, group: Group) -> bool:
    """Whether a group's clients and sessions are within somebody's reach."""
    own = group.id in person.groups if how_far is Reach.OWN_GROUPS else group.program in person.programs
    return within(person, how_far, group.site, own)


def within(person: Person, how_far: Reach | None, site: str | None, own: bool) -> bool:
    """Whether something of a site, which is somebody's ``own`` or not, is within their reach."""
    if person.sites and site not in person.sites:
        return False
    if how_far is Reach.OWN_PROGRAMS:  # whoever supervises a site supervises what runs there, now and later
        return own or site in person.sites
    return own if how_far is Reach.OWN_GROUPS else how_far in OF_ALL


def groups_of(t: Transaction, person: Person, how_far: Reach | None) -> list[Group]:
    """The groups within somebody's reach, by name."""
    return [one for one in t.list_groups() if in_reach(person, how_far, one)]


def sites_of(t: Transaction, person: Person, act: Act) -> frozenset[str] | None:
    """The sites given; else all to whom records of all are open, and to others those of what is theirs."""
    if person.sites:
        return person.sites
    how_far = reach(person.staff.role, act)
    if how_far is Reach.SYNTHETIC or person.staff.role is Role.ADMINISTRATOR:
        return None
    led = () if how_far is Reach.OWN_PROGRAMS else t.list_groups()
    supervised = () if how_far is Reach.OWN_GROUPS else t.list_programs()
    sites = {one.site for one in led if one.id in person.groups}
    sites |= {one.site for one in supervised if one.id in person.programs}
    return frozenset(site for site in sites if site is not None)
