"""``iopkit serve``: the pages, on this machine."""

import click

from iopkit.serve.launch import DEFAULT_PORT
from iopkit.serve.launch import serve as serve_pages


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True, help="Where to listen."
)
@click.option("--no-browser", is_flag=True, help="Print the address only.")
def serve(port: int, no_browser: bool) -> None:
    """Open the pages on this machine.

    They are served on 127.0.0.1, to this machine only. Where there is no store yet, a
    demonstration clinic is made first. Stop with Ctrl+C.
    """
    serve_pages(port=port, open_browser=not no_browser)
