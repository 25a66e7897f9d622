"""Kernels that nobody needs any more go within a minute; that of a running group never does."""

import time
from datetime import timedelta

from jupyter_core.utils import ensure_async
from tornado.ioloop import PeriodicCallback
from tornado.web import HTTPError

from iopkit.errors import IopkitError
from iopkit.serve.kernels import Kernels
from iopkit.serve.logs import tell
from iopkit.serve.open_pages import OpenPage, OpenPages
from iopkit.store.store import Store
from iopkit.store.transaction import Transaction

#: Looked at so often, a page that is not heard of for so long is gone within a minute.
EVERY, SILENT_FOR = 5.0, 50.0
#: A session that was started longer ago was not closed by mistake; no group runs so long.
_LONGEST = timedelta(hours=12)


class Reaper:
    """Looks after the kernels of one server."""

    def __init__(self, kernels: Kernels, pages: OpenPages, store: Store) -> None:
        self._kernels, self._pages, self._store = kernels, pages, store
        self._looking = PeriodicCallback(self.sweep, EVERY * 1000)

    def start(self) -> None:
        """Look every few seconds."""
        self._looking.start()

    def stop(self) -> None:
        """Look no more."""
        self._looking.stop()

    async def sweep(self) -> None:
        """End every kernel that is dead, whose stay is over, or whose page is gone."""
        if self._kernels.keeper:
            self._kernels.keeper.look_after()
        dead = [page.kernel for page in self._pages if await self._is_dead(page)]
        try:
            with self._store.read() as r:
                over = [page.kernel for page in self._pages if self._is_over(r, page)]
        except IopkitError:  # a store that does not answer ends nobody's page
            over = []
        for kernel_id in dict.fromkeys([*dead, *over]):
            await self._end(kernel_id, now=kernel_id in dead)

    async def _is_dead(self, page: OpenPage) -> bool:
        if page.kernel not in self._kernels:
            return time.monotonic() - page.opened > SILENT_FOR  # it never started
        kernel = self._kernels.get_kernel(page.kernel)
        return kernel.has_kernel and not await ensure_async(kernel.is_alive())

    def _is_over(self, r: Transaction, page: OpenPage) -> bool:
        stay = r.find_sign_in(page.stay)
        if stay is None or stay.ended_at:
            return True
        silent = time.monotonic() - page.seen > SILENT_FOR
        return silent and not self._kernels.connections(page.kernel) and not self._is_needed(r, page)

    def _is_needed(self, r: Transaction, page: OpenPage) -> bool:
        """Whether a group is being run on it, and the same person has not opened it anew since."""
        run = r.find_run(page.session) if page.session else None
        if run is None or run.closed_at or run.started_at < r.now - _LONGEST:
            return False
        return not any(
            one.opened > page.opened and self._kernels.connections(one.kernel)
            for one in self._pages.of_session(page.session)
            if one.stay == page.stay
        )

    async def _end(self, kernel_id: str, *, now: bool) -> None:
        try:
            await self._kernels.shutdown_kernel(kernel_id, now=now)
        except (HTTPError, KeyError, RuntimeError):  # it went by itself meanwhile
            self._pages.forget(kernel_id)
        tell("kernel_reaped", kernel=kernel_id, because="dead" if now else "over")
