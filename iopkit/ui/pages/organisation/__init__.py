"""Organisation: the sites beside each other, and all of them together."""

from iopkit.ui.pages.organisation.state import OrganisationState
from iopkit.ui.pages.organisation.view import OrganisationPage

__all__ = ["OrganisationPage", "OrganisationState"]
