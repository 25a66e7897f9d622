import pytest
from pydantic import ValidationError

from iopkit.model.plan import Plan, Step, StepKind


def test_a_plan_is_as_long_as_its_steps_together(plan: Plan) -> None:
    assert plan.minutes == 90


def test_breaks_do_not_count_as_treatment(plan: Plan) -> None:
    assert plan.counted_minutes == 80


def test_every_kind_but_a_break_counts() -> None:
    counting = {kind for kind in StepKind if Step(title="Rest", minutes=5, kind=kind).counts}
    assert set(StepKind) - counting == {StepKind.BREAK}


@pytest.mark.parametrize("minutes", [0, 181, -5])
def test_a_step_takes_1_to_180_minutes(minutes: int) -> None:
    with pytest.raises(ValidationError):
        Step(title="Rest", minutes=minutes, kind=StepKind.TEACH)


def test_a_plan_has_at_least_one_step(plan: Plan) -> None:
    with pytest.raises(ValidationError):
        Plan(head=plan.head, curriculum="tests", steps=())


def test_a_plan_cannot_be_changed(plan: Plan) -> None:
    with pytest.raises(ValidationError):
        plan.curriculum = "other"
    assert plan.curriculum == "tests"
