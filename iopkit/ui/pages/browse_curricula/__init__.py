"""Browse the curricula: find a session plan, read it as its facilitator, try its worksheets as a client."""

from iopkit.ui.pages.browse_curricula.state import BrowseCurriculaState
from iopkit.ui.pages.browse_curricula.view import BrowseCurriculaPage

__all__ = ["BrowseCurriculaPage", "BrowseCurriculaState"]
