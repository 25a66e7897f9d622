"""The pages that are open now: which kernel belongs to whom, and where each page is."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from iopkit.model.access import Page


@dataclass
class OpenPage:
    """One page in one browser, with the kernel that runs it.

    ``staff`` opened it while signed in as ``stay`` (SignIn.id). ``session`` is the group session that it
    shows, empty for none. ``opened`` and ``seen`` are times of this process's own clock
    (``time.monotonic``); ``seen`` is when the page was last heard of.
    """

    kernel: str
    staff: str
    stay: str
    page: Page
    session: str = ""
    opened: float = field(default_factory=time.monotonic)
    seen: float = field(default_factory=time.monotonic)


class OpenPages:
    """Every page that is open, by its kernel."""

    def __init__(self) -> None:
        self._pages: dict[str, OpenPage] = {}

    def __iter__(self) -> Iterator[OpenPage]:
        """The pages as they are now; pages may come and go while they are gone through."""
        return iter(list(self._pages.values()))

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, page: OpenPage) -> None:
        """A page is being opened."""
        self._pages[page.kernel] = page

    def find(self, kernel_id: str) -> OpenPage | None:
        """The page of that kernel; None when there is none."""
        return self._pages.get(kernel_id)

    def of_stay(self, stay_id: str) -> list[OpenPage]:
        """The pages of one sign-in."""
        return [one for one in self if one.stay == stay_id]

    def of_session(self, session_id: str) -> list[OpenPage]:
        """The pages that show one group session."""
        return [one for one in self if session_id and one.session == session_id]

    def saw(self, kernel_id: str) -> None:
        """The page was heard of just now."""
        if page := self.find(kernel_id):
            page.seen = time.monotonic()

    def follow(self, kernel_id: str, session: str) -> None:
        """The page shows that group session now."""
        if page := self.find(kernel_id):
            page.session = session

    def forget(self, kernel_id: str) -> None:
        """The page is gone."""
        self._pages.pop(kernel_id, None)
