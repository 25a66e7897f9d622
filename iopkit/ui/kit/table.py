"""A table of numbers, each with its n."""

from pathlib import Path

import traitlets

from iopkit.ui.kit.piece import Piece, script


class NumberTable(Piece):
    """A row for each thing that is compared; on a phone, a card for each.

    ``first`` names what the rows are, ``columns`` their numbers. ``rows`` are
    ``{"name", "cells": [{"text", "line"}], "total"}``, a cell for each column; the total stands apart.
    """

    _esm = script("table.js")
    _css = Path(__file__).with_name("table.css").read_text("utf-8")

    title = traitlets.Unicode("").tag(sync=True)
    definition = traitlets.Unicode("").tag(sync=True)
    first = traitlets.Unicode("").tag(sync=True)
    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
