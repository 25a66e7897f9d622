"""All the store's verbs in one transaction, by whom and when."""

from iopkit.store.accounts import AccountVerbs
from iopkit.store.audit import AuditVerbs
from iopkit.store.care import CareVerbs
from iopkit.store.copying import CopyVerbs
from iopkit.store.frames import FrameVerbs
from iopkit.store.health import HealthVerbs
from iopkit.store.measures import MeasureVerbs
from iopkit.store.outlines import OutlineVerbs
from iopkit.store.people import PeopleVerbs
from iopkit.store.roll import RollVerbs
from iopkit.store.runs import RunVerbs
from iopkit.store.sessions import SessionVerbs
from iopkit.store.sites import SiteVerbs
from iopkit.store.worksheets import WorksheetVerbs


class Transaction(
    PeopleVerbs,
    CareVerbs,
    SiteVerbs,
    SessionVerbs,
    RunVerbs,
    RollVerbs,
    WorksheetVerbs,
    MeasureVerbs,
    OutlineVerbs,
    AccountVerbs,
    AuditVerbs,
    CopyVerbs,
    HealthVerbs,
    FrameVerbs,
):
    """What can be done in the store. ``get_`` raises NotFound, ``find_`` may give None.

    Each family of verbs stands in a file of its own, named for what it is about.
    """
