"""Run a group: choose today's session, go through its steps, take the roll, close it."""

from iopkit.ui.pages.run_group.state import RunGroupState
from iopkit.ui.pages.run_group.view import RunGroupPage

__all__ = ["RunGroupPage", "RunGroupState"]
