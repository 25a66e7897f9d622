"""A curriculum as a program: its plans on the weeks and days that they name."""

from iopkit.content.library import Library
from iopkit.errors import NotAllowed, NotFound
from iopkit.model.program import Outline


def curriculum_outline(library: Library, curriculum: str) -> Outline:
    """A curriculum as the program that its plans' weeks and days describe.

    Raises
    ------
    NotFound
        There is no such curriculum.
    NotAllowed
        None of its plans names a week and a day.
    """
    if curriculum not in library.curricula:
        listed = ", ".join(library.curricula) or "none"
        raise NotFound(f"There is no curriculum {curriculum!r}. Those that can be read: {listed}.")
    plans = [
        one for one in library.plans.values() if one.curriculum == curriculum and one.head.status != "retired"
    ]
    placed: dict[tuple[int, int], list[str]] = {}
    for plan in plans:
        if plan.head.week and plan.head.day:
            placed.setdefault((plan.head.week, plan.head.day), []).append(plan.id)
    if not placed:
        raise NotAllowed(
            f"The plans of {curriculum!r} name no week and day, so its hours cannot be counted by week. "
            "Put them into weeks with the program planner."
        )
    days = tuple(
        {"week": week, "day": day, "plans": tuple(ids)} for (week, day), ids in sorted(placed.items())
    )
    return Outline.model_validate(
        {"id": curriculum, "title": library.curricula[curriculum].title, "days": days}
    )
