"""Wires the pages: the store, the library, and what the page's address says."""

import os
from typing import Any
from urllib.parse import parse_qs

from iopkit.content.kept_library import current_library
from iopkit.errors import IopkitError
from iopkit.store.opening import open_store
from iopkit.store.steady_clock import SteadyClock
from iopkit.store.store import Store
from iopkit.ui.presses import clean


def address_query() -> dict[str, str]:
    """What stands behind the question mark of the page's address; empty in JupyterLab."""
    given = parse_qs(os.environ.get("QUERY_STRING", ""))
    return {name: clean(values[0]) for name, values in given.items()}


def signed_in() -> str:
    """Who opened this page, as the server says it; empty in JupyterLab.

    It is the server that starts the kernel and gives it its environment; who could change that has the
    computer, and the store's file, already.
    """
    return os.environ.get("IOPKIT_STAFF", "")


def run_group() -> Any:
    """The page where a facilitator runs a group session."""
    from iopkit.ui.pages.run_group import RunGroupPage, RunGroupState

    def page() -> Any:
        query = address_query()
        where = {"session_id": query.get("session", ""), "sheet_id": query.get("sheet", "")}
        store = open_store()
        store.clock = SteadyClock()
        state = RunGroupState(store, current_library(), **where, staff=signed_in())
        return _with_name(RunGroupPage(state), store)

    return _page_or_reason("Run a group", page)


def engagement() -> Any:
    """The page where a supervisor sees who comes, for how long, and who stays."""
    from iopkit.ui.pages.engagement import EngagementPage, EngagementState

    def page() -> Any:
        store = open_store()
        return _with_name(EngagementPage(EngagementState(store, address_query(), staff=signed_in())), store)

    return _page_or_reason("Engagement", page)


def organisation() -> Any:
    """The page where whoever sees several sites sees them beside each other."""
    from iopkit.ui.pages.organisation import OrganisationPage, OrganisationState

    def page() -> Any:
        store = open_store()
        return _with_name(OrganisationPage(OrganisationState(store, staff=signed_in())), store)

    return _page_or_reason("Organisation", page)


def browse_curricula() -> Any:
    """The page where authors and trainers find, read and print session plans."""
    from iopkit.ui.pages.browse_curricula import BrowseCurriculaPage, BrowseCurriculaState

    def page() -> Any:
        return BrowseCurriculaPage(BrowseCurriculaState(current_library(), address_query()))

    return _page_or_reason("Curricula", page)


def plan_program() -> Any:
    """The page where a program is planned: session plans on days, hours against rules, exports."""
    from iopkit.ui.pages.plan_program import PlanProgramPage, PlanProgramState

    def page() -> Any:
        program = address_query().get("program", "")
        store = open_store()
        state = PlanProgramState(store, current_library(), program_id=program, staff=signed_in())
        return _with_name(PlanProgramPage(state), store)

    return _page_or_reason("Plan a program", page)


def _with_name(page: Any, store: Store) -> Any:
    """The page, with the name of whoever is signed in at its head: computers of a clinic are shared."""
    with store.read() as r:
        names = {one.id: one.name for one in r.list_staff()}
    page.header.who = names.get(signed_in(), "")
    return page


def _page_or_reason(title: str, make: Any) -> Any:
    """The page; when it cannot be made, a page that says why."""
    try:
        return make()
    except IopkitError as error:
        from iopkit.ui.kit.header import PageHeader
        from iopkit.ui.kit.page import PageBox

        return PageBox([PageHeader(title=title, notice=str(error))])
