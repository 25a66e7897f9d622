"""``iopkit serve``: the pages, on this computer or for a clinic."""

import os
from pathlib import Path

import click

from iopkit.serve.hosts import is_loopback
from iopkit.serve.hub.started import hub_start
from iopkit.serve.launch import DEFAULT_PORT
from iopkit.serve.launch import serve as serve_pages
from iopkit.serve.logs import LEVELS
from iopkit.serve.premises import Premises

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help=f"Where to listen.  [default: {DEFAULT_PORT}]")
@click.option("--no-browser", is_flag=True, help="Print the address only.")
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1]")
@click.option(
    "--certificate", type=_FILE, envvar="IOPKIT_CERTIFICATE", help="For TLS: the certificate, a PEM file."
)
@click.option(
    "--certificate-key", type=_FILE, envvar="IOPKIT_CERTIFICATE_KEY", help="For TLS: its key, a PEM file."
)
@click.option(
    "--behind-proxy",
    "proxy",
    metavar="ADDRESS",
    help="The IP address, or network, of a proxy that takes care of TLS.",
)
@click.option(
    "--host-name",
    "names",
    multiple=True,
    metavar="NAME",
    help="A name in the address that people type; may be given again.",
)
@click.option(
    "--base-url", metavar="PREFIX", help="What all addresses begin with, such as /clinic/.  [default: /]"
)
@click.option("--hub", is_flag=True, help="Let people sign in at a JupyterHub, as its groups say.")
@click.option(
    "--log-level",
    type=click.Choice(LEVELS),
    default="warning",
    show_default=True,
    help="What to log on the error output, as lines of JSON without names.",
)
def serve(
    port: int | None,
    no_browser: bool,
    host: str | None,
    certificate: Path | None,
    certificate_key: Path | None,
    proxy: str | None,
    names: tuple[str, ...],
    base_url: str | None,
    hub: bool,
    log_level: str,
) -> None:
    """Open the pages.

    Without options they are served on 127.0.0.1, to this computer only. Where there is no store yet, a
    demonstration clinic is made first. Stop with Ctrl+C.

    For others in the clinic give --host with --certificate and --certificate-key (or name them in
    IOPKIT_CERTIFICATE and IOPKIT_CERTIFICATE_KEY), or --behind-proxy, and --host-name for each name by
    which the server is called. It does not start without TLS and an account.
    The environment variable IOPKIT_MOST_KERNELS says how many pages may be open at once (40).

    A JupyterHub that starts this as its service says itself where to listen and under which prefix; people
    then sign in there, and --hub need not be given. See deploy/one-machine/README.md.
    """
    told = hub_start(os.environ)
    hub = hub or told is not None
    host = host or (told.host if told else "127.0.0.1")
    if hub and proxy is None and is_loopback(host):
        proxy = host  # nothing else but the Hub's proxy, on this computer, asks there
    base = _slashed(base_url or (told.base if told else "/"))
    premises = Premises(host, certificate, certificate_key, proxy, names, base, hub)
    serve_pages(
        port=port or (told.port if told else DEFAULT_PORT),
        premises=premises,
        open_browser=not (no_browser or hub),
        log_level=log_level,
    )


def _slashed(base: str) -> str:
    """A prefix as the server takes it, with a stroke on both sides."""
    inside = base.strip("/")
    return f"/{inside}/" if inside else "/"
