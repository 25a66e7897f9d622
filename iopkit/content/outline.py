"""A curriculum as a program: its plans on the weeks and days that they name."""

from iopkit.content.library import Library
from iopkit.errors import NotFound, quoted
from iopkit.model.program import Outline


def curriculum_outline(library: Library, curriculum: str) -> Outline:
    """A curriculum as the program that its plans' weeks and days describe.

    Plans that name no week and day, as those of family evenings, are taken as one a week, in order.

    Raises
    ------
    NotFound
        There is no such curriculum, or it has no plan that can be run.
    """
    if curriculum not in library.curricula:
        listed = ", ".join(library.curricula) or "none"
        raise NotFound(f"There is no curriculum {quoted(curriculum)}. Those that can be read: {listed}.")
    plans = [
        one for one in library.plans.values() if one.curriculum == curriculum and one.head.status != "retired"
    ]
    if not plans:
        raise NotFound(
            f"The curriculum {quoted(curriculum)} has no session plan that can be run. Choose another."
        )
    outline = Outline(id=curriculum, title=library.curricula[curriculum].title)
    for week, plan in enumerate(plans, 1):
        outline = outline.with_plan(plan.id, plan.head.week or week, plan.head.day or 1)
    return outline
