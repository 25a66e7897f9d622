"""Wires the pages: the store, the library, and what the page's address says."""

import os
from typing import Any
from urllib.parse import parse_qs

from iopkit.content.library import read_library
from iopkit.errors import IopkitError
from iopkit.store.opening import open_store
from iopkit.store.steady_clock import SteadyClock
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
        state = RunGroupState(store, read_library(), **where, staff=signed_in())
        return RunGroupPage(state)

    return _page_or_reason("Run a group", page)


def engagement() -> Any:
    """The page where a supervisor sees who comes, for how long, and who stays."""
    from iopkit.ui.pages.engagement import EngagementPage, EngagementState

    def page() -> Any:
        return EngagementPage(EngagementState(open_store(), address_query(), staff=signed_in()))

    return _page_or_reason("Engagement", page)


def browse_curricula() -> Any:
    """The page where authors and trainers find, read and print session plans."""
    from iopkit.ui.pages.browse_curricula import BrowseCurriculaPage, BrowseCurriculaState

    def page() -> Any:
        return BrowseCurriculaPage(BrowseCurriculaState(read_library(), address_query()))

    return _page_or_reason("Curricula", page)


def plan_program() -> Any:
    """The page where a program is planned: session plans on days, hours against rules, exports."""
    from iopkit.ui.pages.plan_program import PlanProgramPage, PlanProgramState

    def page() -> Any:
        program = address_query().get("program", "")
        state = PlanProgramState(open_store(), read_library(), program_id=program, staff=signed_in())
        return PlanProgramPage(state)

    return _page_or_reason("Plan a program", page)


def _page_or_reason(title: str, make: Any) -> Any:
    """The page; when it cannot be made, a page that says why."""
    try:
        return make()
    except IopkitError as error:
        from iopkit.ui.kit.header import PageHeader
        from iopkit.ui.kit.page import PageBox

        return PageBox([PageHeader(title=title, notice=str(error))])
