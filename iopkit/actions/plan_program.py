"""Plan a program: put session plans on days, move them, and hold the whole to rules.

Every verb names the version that the planner saw; when somebody else changed the program since, nothing
is stored and ``ChangedElsewhere`` says so.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from iopkit.actions.access import reached_sites, require_site
from iopkit.content.library import Library
from iopkit.content.outline import curriculum_outline
from iopkit.errors import ChangedElsewhere, NotAllowed, quoted
from iopkit.model.access import Act
from iopkit.model.program import Outline
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction

MOST_WEEKS, MOST_DAYS, LONGEST_TITLE = 52, 7, 80
#: Years in which a program can begin; others are slips of the pen.
YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Place:
    """Where a plan stands: week and day from 1, position on that day from 0."""

    week: int
    day: int
    position: int = 0


def start_program(
    store: Store, library: Library, title: str, curricula: Sequence[str], by: str | None
) -> str:
    """Begin a program on paper, empty or with the days of curricula beside each other; gives its id.

    It is for the site of whoever begins it, where they reach one alone, and otherwise for all. The days of
    each curriculum come after those of the one before it: with ``core`` on days 1 to 3, the evenings of
    ``family`` are on day 4.

    Raises
    ------
    NotAllowed
        The title is empty or too long, or the curricula together have more than seven days a week.
    NotFound
        There is no such curriculum, or it has no plan.
    """
    outline = Outline(id=uuid.uuid4().hex[:12], title=_title(title))
    for curriculum in dict.fromkeys(curricula):
        outline = _beside(outline, curriculum_outline(library, curriculum))
    with store.write(by) as w:
        sites = reached_sites(w, Act.PLAN_PROGRAM)
        own = next(iter(sites)) if sites is not None and len(sites) == 1 else None
        w.add_outline(outline.model_copy(update={"site": own}))
        w.record("start_program", detail={"program": outline.id})
    return outline.id


def _beside(outline: Outline, other: Outline) -> Outline:
    """An outline with the days of another after its own."""
    first = max((one.day for one in outline.days), default=0)
    if first + max((one.day for one in other.days), default=0) > MOST_DAYS:
        raise NotAllowed(
            f"A week has seven days, and with {other.title!r} this program would have more. "
            "Choose fewer curricula, and put the rest of the plans onto days yourself."
        )
    for one in other.days:
        outline = outline.with_day(one.week, one.day + first, one.plans)
    return outline


def open_program(t: Transaction, outline_id: str) -> Outline:
    """A program on paper, for whoever may plan at its site.

    Raises
    ------
    Refused
        They may not.
    NotFound
        There is no such program.
    """
    require_site(t, Act.PLAN_PROGRAM, None)
    outline = t.get_outline(outline_id)
    require_site(t, Act.PLAN_PROGRAM, outline.site)
    return outline


def list_programs(t: Transaction) -> list[Outline]:
    """The programs on paper of the sites where ``t.by`` may plan, and those for all, by title."""
    sites = reached_sites(t, Act.PLAN_PROGRAM)
    return [one for one in t.list_outlines() if one.site is None or sites is None or one.site in sites]


def rename_program(store: Store, outline_id: str, title: str, seen: int, by: str | None) -> None:
    """Call a program on paper something else."""
    _change(store, outline_id, seen, by, lambda outline: outline.model_copy(update={"title": _title(title)}))


def remove_program(store: Store, outline_id: str, seen: int, by: str | None) -> None:
    """Remove a program on paper; sessions that were run keep their plans."""
    with store.write(by) as w:
        if open_program(w, outline_id).version != seen:
            raise ChangedElsewhere("Somebody else changed this program just now. Look at it, then remove it.")
        w.remove_outline(outline_id)
        w.record("remove_program", detail={"program": outline_id})


def hold_to_rules(
    store: Store, library: Library, outline_id: str, rules: list[str], seen: int, by: str | None
) -> None:
    """Choose the rules that a program is held to.

    Raises
    ------
    NotAllowed
        One of them is not among the library's rules.
    """
    unknown = [one for one in rules if one not in library.rules]
    if unknown:
        raise NotAllowed(f"There are no rules {quoted(unknown[0])}. Choose from the list.")
    _change(store, outline_id, seen, by, lambda outline: outline.model_copy(update={"rules": tuple(rules)}))


def put_plan(
    store: Store, library: Library, outline_id: str, plan_id: str, place: Place, seen: int, by: str | None
) -> None:
    """Put a session plan at the end of a day.

    Raises
    ------
    NotFound
        There is no such plan.
    NotAllowed
        The week or the day is out of range.
    """
    plan = library.get_plan(plan_id)
    _checked(place)
    _change(store, outline_id, seen, by, lambda outline: outline.with_plan(plan.id, place.week, place.day))


def take_plan(store: Store, outline_id: str, place: Place, seen: int, by: str | None) -> None:
    """Take a plan off its day."""
    _change(store, outline_id, seen, by, lambda outline: _without(outline, place)[0])


def move_plan(store: Store, outline_id: str, place: Place, to: Place, seen: int, by: str | None) -> None:
    """Move a plan to the end of another day.

    Raises
    ------
    NotAllowed
        The week or the day is out of range.
    """
    _checked(to)

    def moved(outline: Outline) -> Outline:
        left, plan = _without(outline, place)
        return left.with_plan(plan, to.week, to.day)

    _change(store, outline_id, seen, by, moved)


def _without(outline: Outline, place: Place) -> tuple[Outline, str]:
    plans = outline.plans_of(place.week, place.day)
    if not 0 <= place.position < len(plans):
        raise NotAllowed("That plan is no longer on that day. This is how the program stands now.")
    return outline.without(place.week, place.day, place.position), plans[place.position]


def _change(
    store: Store, outline_id: str, seen: int, by: str | None, changed: Callable[[Outline], Outline]
) -> None:
    with store.write(by) as w:
        outline = open_program(w, outline_id)
        w.set_outline(changed(outline).model_copy(update={"version": seen}))
        w.record("change_program", detail={"program": outline_id})


def _checked(place: Place) -> None:
    if not 1 <= place.week <= MOST_WEEKS or not 1 <= place.day <= MOST_DAYS:
        raise NotAllowed(f"Week {place.week}, day {place.day} is no day of a program.")


def _title(given: str) -> str:
    title = given.encode(errors="replace").decode().strip()  # half an emoji becomes a question mark
    if not title:
        raise NotAllowed("A program needs a title, such as Evening IOP, spring.")
    if len(title) > LONGEST_TITLE:
        raise NotAllowed(f"The title has {len(title)} letters; use {LONGEST_TITLE} at most.")
    return title
