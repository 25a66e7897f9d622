"""The home page: the pages that somebody may open, without a kernel and without a script."""

from typing import NamedTuple

from iopkit.actions.access import may_see
from iopkit.model.access import Act, Page, reach
from iopkit.serve.identity import store_of
from iopkit.serve.page import NOTEBOOKS
from iopkit.serve.plain_handler import PlainHandler

_ADDRESSES = {page: f"voila/render/{path}" for path, page in NOTEBOOKS.items()}


class Door(NamedTuple):
    """A page, and what it is for."""

    title: str
    address: str
    says: str


DOORS = {
    Page.RUN_GROUP: Door(
        "Run a group",
        _ADDRESSES[Page.RUN_GROUP],
        "For facilitators: today's groups, the steps of the session, the roster.",
    ),
    Page.ENGAGEMENT: Door(
        "Engagement",
        _ADDRESSES[Page.ENGAGEMENT],
        "For supervisors: who comes, for how many hours, and who stays.",
    ),
    Page.ORGANISATION: Door(
        "Organisation",
        _ADDRESSES[Page.ORGANISATION],
        "For those who see several sites: each site beside the others, and all together.",
    ),
    Page.BROWSE_CURRICULA: Door(
        "Curricula",
        _ADDRESSES[Page.BROWSE_CURRICULA],
        "For trainers and authors: find a session plan, read it, print it with its worksheets.",
    ),
    Page.PLAN_PROGRAM: Door(
        "Plan a program",
        _ADDRESSES[Page.PLAN_PROGRAM],
        "Put session plans into weeks, see the hours that payers ask for, print the binder.",
    ),
}
_AUDIT = Door("Audit", "audit", "Who saw, changed, printed or exported what, and when.")


class HomeHandler(PlainHandler):
    """Links to the pages that open for whoever asks."""

    def get(self) -> None:
        """Show the home page."""
        staff = self.stay.staff
        with store_of(self).read(staff) as r:
            person = r.find_person(staff)
            doors = [door for page, door in DOORS.items() if may_see(r, staff, page)]
        if person and person.active and reach(person.staff.role, Act.SEARCH_AUDIT):
            doors.append(_AUDIT)
        self.show("home.html", person=person, doors=doors)
