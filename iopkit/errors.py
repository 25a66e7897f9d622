"""What iopkit says when it cannot do what was asked.

::

    IopkitError                 something a person can act on; its text is for that person
    ├── FaultsError             several faults together
    │   ├── ContentError        in curricula
    │   └── ImportFolderError   in a folder of CSV tables
    ├── StoreError              the store cannot be used
    │   ├── NoStore             there is none yet
    │   ├── StoreTooNew         it was written by a newer iopkit
    │   ├── StoreBusy           somebody else holds it; press again
    │   ├── DiskFull            there is no room for it
    │   └── NotFound            no such row
    ├── ChangedElsewhere        somebody else changed it since it was shown
    └── NotAllowed              this cannot be done now, or not with these values
        └── Refused             not by this person

Every message is a sentence that says what is wrong, the value, the place and
what to do. Where faults are collected, ``faults`` holds one sentence each.
"""

from collections.abc import Sequence

#: The longest part of what somebody gave that a sentence repeats.
_LONGEST = 60


class IopkitError(Exception):
    """Something a person can act on."""


class FaultsError(IopkitError):
    """Several faults, found in one reading and shown together."""

    def __init__(self, heading: str, faults: Sequence[str]) -> None:
        self.heading = heading
        self.faults = tuple(faults)
        super().__init__("\n".join([heading, *self.faults]))


class ContentError(FaultsError):
    """A curriculum cannot be used as it is written."""


class ImportFolderError(FaultsError):
    """A folder of tables was refused as a whole; nothing was stored."""


class StoreError(IopkitError):
    """The store cannot be used."""


class NoStore(StoreError):
    """There is no store yet."""


class StoreTooNew(StoreError):
    """The store was written by a newer iopkit; it was not touched."""


class StoreBusy(StoreError):
    """Somebody else is writing; nothing was stored."""


class DiskFull(StoreError):
    """There is no room for it; nothing was stored."""


class NotFound(StoreError):
    """There is no such row."""


class ChangedElsewhere(IopkitError):
    """Somebody else changed this since it was shown; nothing was stored."""


class NotAllowed(IopkitError):
    """This cannot be done now, or not with these values; nothing was stored."""


class Refused(NotAllowed):
    """This person may not do it. The refusal itself is written into the audit.

    ``act`` is what was tried, ``session`` the group session that it was tried on.
    """

    def __init__(self, says: str, *, act: str, session: str | None = None) -> None:
        super().__init__(says)
        self.act, self.session = act, session


def quoted(given: str) -> str:
    """What somebody gave, inside a sentence: in quotation marks, on one line, not too long.

    >>> quoted("zz")
    "'zz'"
    """
    return repr(given if len(given) <= _LONGEST else f"{given[: _LONGEST - 3]}...")
