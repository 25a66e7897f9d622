"""What all pulses have in common: one look at the kernels, the stays and the store for all of them."""

import asyncio
import time
from collections.abc import Awaitable
from typing import Any, Protocol

from jupyter_core.utils import ensure_async
from tornado.web import RequestHandler

from iopkit.actions import sign_in
from iopkit.actions.access import require
from iopkit.errors import IopkitError
from iopkit.model.access import Act
from iopkit.model.account import SignIn
from iopkit.serve.identity import how_to_unlock, look_again, store_of
from iopkit.serve.logs import tell
from iopkit.serve.ownership import pages_of

#: Seconds between two looks at the kernels, at the sessions, at the stays; and between two ticks.
_KERNELS, _CHANGES, _STAYS, _TICK = 0.35, 0.7, 2.0, 2.0
#: A store that tells of its changes is looked at all the same after so long.
_NEWS = 2.0
#: That somebody is there is written down at most once in so many seconds.
_SEEN_EVERY = 15.0


class Pulse(Protocol):
    """The line to one page; it is also the request that began the line."""

    kernel: str
    stay: SignIn
    told_locked: bool

    def say(self, what: str, **more: Any) -> None:
        """Tell the page."""

    def close(self) -> None:
        """End the line."""


class PulseBeat:
    """Beats while pages are open, and rests when there are none.

    The store is looked at beside the beat: one that cannot be read must not look like a server that is gone.
    """

    def __init__(self, handler: RequestHandler) -> None:
        self._pulses: list[Any] = []
        self._pages, self._store = pages_of(handler), store_of(handler)
        self._kernels = handler.settings["kernel_manager"]
        self._news = self._store.news()
        self._number: int | None = None
        self._noted: dict[str, float] = {}
        self._tasks: set[asyncio.Future[Any]] = set()
        self._looks = {
            self._look_at_kernels: _KERNELS,
            self._look_for_changes: _CHANGES,
            self._look_at_stays: _STAYS,
            self._tick: _TICK,
        }
        self._looking: set[Any] = set()

    def join(self, pulse: Pulse) -> None:
        """A page listens from now on."""
        if not self._pulses:
            self._number = None
        self._pulses.append(pulse)
        self._tell_stay(pulse, pulse.stay)
        pulse.say("tick")
        for look in self._looks.keys() - self._looking:
            self._looking.add(look)
            self._aside(self._every(self._looks[look], look))

    def leave(self, pulse: Pulse) -> None:
        """A page listens no more."""
        if pulse in self._pulses:
            self._pulses.remove(pulse)

    def stop(self) -> None:
        """The server is being stopped: the pages learn it at once."""
        for pulse in list(self._pulses):
            self._end(pulse, "stopping")

    def follow(self, pulse: Pulse, session: str) -> None:
        """A page says which group session it shows; what it may not see it is told nothing about."""
        self._aside(_careful(self._follow(pulse, session)))

    def somebody_is_there(self, pulse: Pulse) -> None:
        """A key, a press, a scroll in a page."""
        now = time.monotonic()
        if pulse.stay.locked or now - self._noted.get(pulse.stay.id, -_SEEN_EVERY) < _SEEN_EVERY:
            return
        self._noted[pulse.stay.id] = now
        self._aside(_careful(asyncio.to_thread(sign_in.saw, self._store, pulse.stay)))

    async def _every(self, seconds: float, look: Any) -> None:
        """Look while there are pages; each look rests by itself, and begins again with the next page."""
        tells = look == self._look_for_changes and self._news
        while self._pulses:
            await _careful(look())
            if tells:
                await asyncio.to_thread(tells.wait, _NEWS)
            else:
                await asyncio.sleep(seconds)
        if tells:
            tells.close()
        self._looking.discard(look)

    async def _tick(self) -> None:
        for pulse in list(self._pulses):
            pulse.say("tick")

    async def _look_at_kernels(self) -> None:
        for pulse in list(self._pulses):
            if not await is_alive(self._kernels, pulse.kernel):
                self._end(pulse, "died")

    async def _look_for_changes(self) -> None:
        self._number, changed = await asyncio.to_thread(self._changes)
        for pulse in list(self._pulses):
            page = self._pages.find(pulse.kernel)
            if page and page.session in changed:
                pulse.say("changed", number=self._number)

    def _changes(self) -> tuple[int, set[str]]:
        with self._store.read() as r:
            if self._number is None:
                return r.audit_head()[0], set()
            return r.changes_since(self._number)

    async def _look_at_stays(self) -> None:
        for stay_id, one in {pulse.stay.id: pulse for pulse in self._pulses}.items():
            stay = await asyncio.to_thread(look_again, one)
            for pulse in [each for each in self._pulses if each.stay.id == stay_id]:
                self._tell_stay(pulse, stay)

    def _tell_stay(self, pulse: Any, stay: SignIn | None) -> None:
        if stay is None:
            self._end(pulse, "ended")
            return
        pulse.stay = stay
        if stay.locked != pulse.told_locked:
            pulse.told_locked = stay.locked
            if stay.locked:
                pulse.say("locked", how=how_to_unlock(pulse, stay))
            else:
                pulse.say("open")

    def _end(self, pulse: Pulse, why: str) -> None:
        pulse.say(why)
        self.leave(pulse)
        pulse.close()

    async def _follow(self, pulse: Pulse, session: str) -> None:
        visible = not session or await asyncio.to_thread(self._may_see, pulse.stay.staff, session)
        self._pages.follow(pulse.kernel, session if visible else "")

    def _may_see(self, staff: str, session: str) -> bool:
        with self._store.read(staff) as r:
            try:
                require(r, Act.SEE_SESSION, session=session)
            except IopkitError:  # the page itself was refused, and that stands in the audit
                return False
        return True

    def _aside(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def beat_of(handler: RequestHandler) -> PulseBeat:
    """The beat of this server; it learns when the server is being stopped."""
    beat: PulseBeat | None = handler.settings.get("iopkit_beat")
    if beat is None:
        beat = handler.settings["iopkit_beat"] = PulseBeat(handler)
        handler.settings["iopkit_stopping"].append(beat.stop)
    return beat


async def is_alive(kernels: Any, kernel_id: str) -> bool:
    """Whether a kernel runs."""
    return kernel_id in kernels and bool(await ensure_async(kernels.is_alive(kernel_id)))


async def _careful(work: Awaitable[Any]) -> None:
    """What goes wrong in one look is logged, and the next look comes all the same."""
    try:
        await work
    except Exception as error:
        tell("pulse_failed", level="warning", error=type(error).__name__)
