"""Plan a program: session plans on days, hours against rules at once, calendar and binder to take along."""

from iopkit.ui.pages.plan_program.state import PlanProgramState
from iopkit.ui.pages.plan_program.view import PlanProgramPage

__all__ = ["PlanProgramPage", "PlanProgramState"]
