"""Start the pages, with a demonstration clinic when there is no store yet."""

import logging
import sys
import threading
import webbrowser
from collections.abc import Callable

from iopkit.errors import NotAllowed, StoreError
from iopkit.serve.logs import give_to_logs, start_logs
from iopkit.serve.premises import Premises
from iopkit.serve.tls import tls_context
from iopkit.store.address import file_of, store_address
from iopkit.store.opening import open_store
from iopkit.store.store import Store

DEFAULT_PORT = 8866


def serve(
    *,
    port: int = DEFAULT_PORT,
    premises: Premises | None = None,
    open_browser: bool = True,
    log_level: str = "warning",
    say: Callable[[str], None] = print,
) -> None:
    """Serve the pages until told to stop; the address is said once they answer.

    Parameters
    ----------
    port
        Where to listen; on this computer alone, the next free one is taken when it is in use.
    premises
        Which address to listen on, and what protects it; without one, this computer only.
    open_browser
        Open the home page in the user's browser.
    log_level
        What is logged on the error output: debug, info, warning or error. With debug, and for a
        demonstration only, kernels and libraries say everything.
    say
        Takes lines for the person who started it.

    Raises
    ------
    StoreError
        The store cannot be opened.
    NotAllowed
        Others could reach the pages and something that protects them is missing, or the port is in use.
    """
    premises = premises or Premises()
    store = open_store() if premises.hub else _ready_store(say)
    try:
        premises.check(store)
        say("Starting the pages ...")
        debug = log_level == "debug" and _is_demonstration(store)
        start_logs(log_level, everything=debug)
        _run(store, port, premises, debug, lambda address: _said(address, open_browser, say))
    finally:
        store.close()


def _ready_store(say: Callable[[str], None]) -> Store:
    """Open the store, or make the demonstration clinic where there is none."""
    file = file_of(store_address())
    if file is not None and file.exists():
        return open_store()
    try:
        return open_store()
    except StoreError:
        if file is None:
            raise
        from iopkit.actions.demonstration import make_demonstration

        say(f"No store yet: making the demonstration clinic in {file} ...")
        store = open_store(create=True)
        make_demonstration(store)
        return store


def _is_demonstration(store: Store) -> bool:
    with store.read() as r:
        return bool(r.find_setting("demonstration"))


def _run(store: Store, port: int, premises: Premises, debug: bool, said: Callable[[str], None]) -> None:
    from iopkit.serve.application import IopkitVoila, configuration  # a second of imports
    from iopkit.serve.places import pages_root

    config = configuration(
        port=port, root=str(pages_root()), host=premises.host, base=premises.base, talkative=debug
    )
    application = IopkitVoila(config=config, log_level=logging.DEBUG if debug else logging.ERROR)
    application.store, application.premises, application.said = store, premises, said
    if premises.certificate and premises.certificate_key:
        application.tls = tls_context(premises.certificate, premises.certificate_key)
    application.initialize([])
    give_to_logs(application.log)
    try:
        application.start()
    except OSError as error:
        raise NotAllowed(
            f"Port {port} on {premises.host} cannot be used: {error.strerror}. Choose another with --port."
        ) from error


def _said(address: str, open_browser: bool, say: Callable[[str], None]) -> None:
    say(f"iopkit is at {address}")
    say("Leave this window open; Ctrl+C stops it.")
    sys.stdout.flush()
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
