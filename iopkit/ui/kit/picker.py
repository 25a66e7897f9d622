"""Choosing the group session to run."""

import traitlets

from iopkit.ui.kit.piece import Piece, script


class SessionPicker(Piece):
    """Today's group sessions, and a way to start one that is not on the calendar.

    Sends ``start`` (session, plan), ``open`` (session), ``start_unscheduled`` (group, plan)
    and ``facilitator`` (staff). ``staff`` is empty where somebody has signed in.
    """

    _esm = script("picker.js")

    heading = traitlets.Unicode("Today").tag(sync=True)
    empty = traitlets.Unicode("No group meets today.").tag(sync=True)
    today = traitlets.List(traitlets.Dict()).tag(sync=True)
    groups = traitlets.List(traitlets.Dict()).tag(sync=True)
    plans = traitlets.List(traitlets.Dict()).tag(sync=True)
    staff = traitlets.List(traitlets.Dict()).tag(sync=True)
    facilitator = traitlets.Unicode("").tag(sync=True)
