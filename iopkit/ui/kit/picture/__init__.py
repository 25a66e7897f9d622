"""A drawing as markup: the picture that stands on a page before plotly.js does, in the same places."""

from iopkit.ui.kit.picture.picture import picture_of

__all__ = ["picture_of"]
