"""Start the pages on this machine, with a demonstration clinic when there is no store yet."""

import logging
import sys
import threading
import webbrowser
from collections.abc import Callable

from iopkit.errors import StoreError
from iopkit.store.address import file_of, store_address
from iopkit.store.opening import open_store

DEFAULT_PORT = 8866


def serve(*, port: int = DEFAULT_PORT, open_browser: bool = True, say: Callable[[str], None] = print) -> None:
    """Serve the pages on 127.0.0.1 until Ctrl+C; the address is said once they answer.

    Parameters
    ----------
    port
        Where to listen; the next free one is taken when it is in use.
    open_browser
        Open the home page in the user's browser.
    say
        Takes lines for the person who started it.

    Raises
    ------
    StoreError
        The store cannot be opened.
    """
    _ready_store(say)
    say("Starting the pages ...")
    _run(port, open_browser, say)


def _ready_store(say: Callable[[str], None]) -> None:
    """Open the store, or make the demonstration clinic where there is none."""
    file = file_of(store_address())
    if file is not None and file.exists():
        open_store().close()
        return
    try:
        open_store().close()
    except StoreError:
        if file is None:
            raise
        from iopkit.actions.demonstration import make_demonstration

        say(f"No store yet: making the demonstration clinic in {file} ...")
        store = open_store(create=True)
        make_demonstration(store)
        store.close()


def _run(port: int, open_browser: bool, say: Callable[[str], None]) -> None:
    from iopkit.serve.application import IopkitVoila, configuration  # a second of imports
    from iopkit.serve.places import pages_root

    config = configuration(port=port, root=str(pages_root()))
    application = IopkitVoila(config=config, log_level=logging.ERROR)
    application.said = lambda address: _said(address, open_browser, say)
    application.initialize([])
    application.start()


def _said(address: str, open_browser: bool, say: Callable[[str], None]) -> None:
    say(f"iopkit is at {address}")
    say("Leave this window open; Ctrl+C stops it.")
    sys.stdout.flush()
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
