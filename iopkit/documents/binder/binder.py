"""Set a program as one PDF with Typst, which brings its fonts along."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from iopkit.content.library import Library
from iopkit.documents.binder.pages import plan_pages
from iopkit.documents.program_hours import program_hours
from iopkit.errors import NotAllowed
from iopkit.model.plan import Plan
from iopkit.model.program import Outline, ProgramRules

_TEMPLATE = Path(__file__).with_name("binder.typ")
PAPERS = {"letter": "us-letter", "a4": "a4"}


def binder_pdf(
    outline: Outline, library: Library, rules: Sequence[ProgramRules] = (), paper: str = "letter"
) -> bytes:
    """The whole program: contents, hours, every plan with its worksheets, and the works they rest on.

    A plan that stands on several days is printed once, where it comes first.

    Parameters
    ----------
    rules
        What its hours are held against, each in a column of its own.
    paper
        ``letter`` or ``a4``.

    Raises
    ------
    NotAllowed
        No day of the program has a plan.
    """
    data = binder_data(outline, library, rules)
    if not data["weeks"]:
        raise NotAllowed("There is nothing to print yet: put a session plan on a day first.")
    return _set(data, "program", paper)


def session_pdf(plan: Plan, library: Library, paper: str = "letter") -> bytes:
    """One session plan with its worksheets, as in the binder but without a cover."""
    return _set(_alone(plan, library), "session", paper)


def session_pictures(plan: Plan, library: Library, paper: str = "letter", dots: int = 96) -> list[bytes]:
    """The pages of ``session_pdf`` as PNG files, ``dots`` to the inch, for places that show no PDF."""
    pages = _compiled(_alone(plan, library), "session", paper, format="png", ppi=dots)
    return list(map(bytes, pages)) if isinstance(pages, list) else [bytes(pages)]


def worksheets_pdf(plan: Plan, library: Library, paper: str = "letter") -> bytes:
    """The worksheets of one plan, one page each, to copy and hand out.

    Raises
    ------
    NotAllowed
        The plan has no worksheet.
    """
    if not library.worksheets(plan):
        raise NotAllowed("This session has no worksheet to print.")
    return _set(_alone(plan, library), "worksheets", paper)


def _set(data: dict[str, Any], part: str, paper: str) -> bytes:
    return bytes(_compiled(data, part, paper))


def _compiled(data: dict[str, Any], part: str, paper: str, **form: Any) -> Any:
    import typst  # the compiler is large, and only printing needs it

    inputs = {"data": json.dumps(data, ensure_ascii=False), "paper": PAPERS[paper], "part": part}
    fonts = typst.Fonts(include_system_fonts=False)  # the same pages on every machine
    return typst.compile(str(_TEMPLATE), font_paths=fonts, sys_inputs=inputs, **form)


def _alone(plan: Plan, library: Library) -> dict[str, Any]:
    head = plan.head
    where = f"Week {head.week}, day {head.day}" if head.week and head.day else "Session plan"
    pages = plan_pages(library, plan, where)
    return {"title": plan.title, "weeks": [{"week": 1, "plans": [pages]}]}


def binder_data(outline: Outline, library: Library, rules: Sequence[ProgramRules] = ()) -> dict[str, Any]:
    """What the binder shows, as plain data; the template only places it."""
    weeks: dict[int, list[dict[str, Any]]] = {}
    printed: set[str] = set()
    for day, plan_id in outline.plans():
        plan = library.plans.get(plan_id)
        if plan is None or plan_id in printed:
            continue
        printed.add(plan_id)
        where = f"Week {day.week}, day {day.day}"
        weeks.setdefault(day.week, []).append(plan_pages(library, plan, where))
    return {
        "title": outline.title,
        "hours": program_hours(outline, library),
        "verdicts": [program_hours(outline, library, one) for one in rules],
        "weeks": [{"week": week, "plans": plans} for week, plans in weeks.items()],
        "works": _works(library, printed),
    }


def _works(library: Library, printed: set[str]) -> list[str]:
    cited = {one.citation for plan in printed for one in library.plans[plan].head.evidence if one.citation}
    return sorted(cited, key=str.casefold)
