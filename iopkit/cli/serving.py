"""``iopkit serve``: the pages, on this computer or for a clinic."""

from pathlib import Path

import click

from iopkit.serve.launch import DEFAULT_PORT
from iopkit.serve.launch import serve as serve_pages
from iopkit.serve.logs import LEVELS
from iopkit.serve.premises import Premises

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True, help="Where to listen."
)
@click.option("--no-browser", is_flag=True, help="Print the address only.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--certificate", type=_FILE, envvar="IOPKIT_CERTIFICATE", help="For TLS: the certificate, a PEM file."
)
@click.option(
    "--certificate-key", type=_FILE, envvar="IOPKIT_CERTIFICATE_KEY", help="For TLS: its key, a PEM file."
)
@click.option(
    "--behind-proxy", "proxy", metavar="ADDRESS", help="The IP address of a proxy that takes care of TLS."
)
@click.option(
    "--host-name",
    "names",
    multiple=True,
    metavar="NAME",
    help="A name in the address that people type; may be given again.",
)
@click.option(
    "--log-level",
    type=click.Choice(LEVELS),
    default="warning",
    show_default=True,
    help="What to log on the error output, as lines of JSON without names.",
)
def serve(
    port: int,
    no_browser: bool,
    host: str,
    certificate: Path | None,
    certificate_key: Path | None,
    proxy: str | None,
    names: tuple[str, ...],
    log_level: str,
) -> None:
    """Open the pages.

    Without options they are served on 127.0.0.1, to this computer only. Where there is no store yet, a
    demonstration clinic is made first. Stop with Ctrl+C.

    For others in the clinic give --host with --certificate and --certificate-key (or name them in
    IOPKIT_CERTIFICATE and IOPKIT_CERTIFICATE_KEY), or --behind-proxy, and --host-name for each name by
    which the server is called. It does not start without TLS and an account.
    The environment variable IOPKIT_MOST_KERNELS says how many pages may be open at once (40).
    """
    premises = Premises(host, certificate, certificate_key, proxy, names)
    serve_pages(port=port, premises=premises, open_browser=not no_browser, log_level=log_level)
