"""The guard round every press: what fails is said on the page, and the page is drawn again."""

import logging
from collections.abc import Callable
from typing import Any, Protocol

from iopkit.errors import IopkitError

log = logging.getLogger("iopkit.ui")


class Noticing(Protocol):
    """A page state: it has a notice to show, and can be read again from the store."""

    notice: str

    def refresh(self) -> None:
        """Read everything that is shown again from the store."""


class Guard:
    """Runs what a press asks for; a press that fails never looks as if it had been stored.

    In Voila a callback that raises shows nothing and leaves its button pressed, so every
    handler of a page goes through here.
    """

    def __init__(self, state: Noticing) -> None:
        self._state = state

    def __call__(
        self, handler: Callable[[dict[str, Any]], None], *, quiet: bool = False
    ) -> Callable[[dict[str, Any]], bool]:
        """The handler of a message, guarded; it tells whether it was done.

        A ``quiet`` one was pressed by nobody, and what is said on the page goes on standing there.
        """

        def guarded(message: dict[str, Any]) -> bool:
            return self.run(lambda: handler(message), quiet=quiet)

        return guarded

    def run(self, action: Callable[[], None], *, quiet: bool = False) -> bool:
        """Do it; when it fails, say why and show what the store holds. Whether it was done."""
        try:
            if not quiet:
                self._state.notice = ""
            action()
        except IopkitError as error:
            self._recover(str(error))
        except Exception:  # whatever it is, the person must learn that it was not stored
            log.exception("a press failed")
            self._recover(
                "Not saved: something went wrong inside iopkit. Press again; if it stays, reload this page. "
                "Everything that was shown as saved is still there."
            )
        else:
            return True
        return False

    def _recover(self, says: str) -> None:
        try:
            self._state.refresh()
        except IopkitError as error:
            says = f"{says}\n{error}" if str(error) != says else says
        except Exception:  # a page that cannot be drawn must not look as if it were up to date
            log.exception("the page could not be read again")
            says = "This page cannot be shown as it is now. Reload it: what was stored is still there."
        self._state.notice = says
