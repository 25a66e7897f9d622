"""The step in hand, with its clock."""

import traitlets

from iopkit.ui.kit.piece import Piece, script


class StepCard(Piece):
    """What to say, ask and watch for now, how long is left, and the next thing to press.

    ``step``: position, title, say, example, do (clean HTML), ask, watch (lists of clean HTML), sheet,
    first, last, next. ``clock``: deadline, left, length, planned_end, now (milliseconds),
    offset (minutes from UTC), paused. Sends ``next`` and ``back`` (at: the step that the
    person saw), ``more``, ``pause``, ``resume``, ``finish``, ``sheet`` (worksheet), and ``look``
    every 20 seconds, so that what somebody else stored is shown.
    """

    _esm = script("step_body.js", "step.js")

    step = traitlets.Dict().tag(sync=True)
    clock = traitlets.Dict().tag(sync=True)
