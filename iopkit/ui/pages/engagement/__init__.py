"""Engagement: who comes, for how many hours, who stays, and whom to call."""

from iopkit.ui.pages.engagement.state import EngagementState
from iopkit.ui.pages.engagement.view import EngagementPage

__all__ = ["EngagementPage", "EngagementState"]
