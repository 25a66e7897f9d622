"""A clock for as long as a page is open: nobody's minutes change when the computer's clock is set back."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from iopkit.store.store import Clock, utc_now


class SteadyClock:
    """The present moment, in UTC, which never goes back.

    It follows the computer's clock forwards, as after a laptop slept. When that one is set back, this one
    goes on by the time that really went by.

    >>> times = iter([datetime(2026, 1, 5, 15), datetime(2026, 1, 5, 14, 1)])
    >>> went_by = iter([100.0, 160.0])
    >>> clock = SteadyClock(lambda: next(times), lambda: next(went_by))
    >>> print(clock(), clock())
    2026-01-05 15:00:00 2026-01-05 15:01:00
    """

    def __init__(self, clock: Clock = utc_now, went_by: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._went_by = clock, went_by
        self._began: datetime | None = None

    def __call__(self) -> datetime:
        """The present moment."""
        went_by = timedelta(seconds=self._went_by())
        began = self._clock() - went_by
        self._began = max(began, self._began or began)
        return self._began + went_by
