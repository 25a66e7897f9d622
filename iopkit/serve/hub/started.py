"""What a JupyterHub tells a service that it starts."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit


class HubStart(NamedTuple):
    """Where the Hub wants us: the address to listen on, and what all addresses begin with."""

    host: str
    port: int
    base: str


def hub_start(environment: Mapping[str, str]) -> HubStart | None:
    """Where a Hub that started this process as its service wants it; None when none did.

    Programs in somebody's own JupyterLab have much of the same environment, and a user's name.

    >>> told = {"JUPYTERHUB_API_TOKEN": "s", "JUPYTERHUB_SERVICE_NAME": "iopkit"}
    >>> hub_start(told | {"JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:8866"})
    HubStart(host='127.0.0.1', port=8866, base='/services/iopkit/')
    >>> hub_start(told | {"JUPYTERHUB_USER": "wren"})
    """
    name = environment.get("JUPYTERHUB_SERVICE_NAME", "")
    if not environment.get("JUPYTERHUB_API_TOKEN") or not name or environment.get("JUPYTERHUB_USER"):
        return None
    where = urlsplit(environment.get("JUPYTERHUB_SERVICE_URL", ""))
    base = environment.get("JUPYTERHUB_SERVICE_PREFIX") or f"/services/{name}/"
    return HubStart(where.hostname or "127.0.0.1", where.port or 8866, base)
