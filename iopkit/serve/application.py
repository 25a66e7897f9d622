"""Voila with iopkit's own template and home page, and without what iopkit does not use."""

import os
from collections.abc import Callable
from typing import Any

from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler

from iopkit.serve.home import HomeHandler
from iopkit.serve.page import PageHandler
from iopkit.serve.places import TEMPLATES

#: Only this machine may be asked for anything: a page cannot phone home even by mistake.
#: Inline scripts and styles are Voila's own; anywidget loads its modules from blob addresses.
CONTENT_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss: data: blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

#: Front-end extensions that no page of iopkit uses; each would be megabytes on every visit.
_NOT_LOADED = ["jupyterlab-plotly", "jupyterlab_pygments"]

#: Routes that hand out files of the pages' folder or list it; iopkit links to its pages itself.
_REMOVED = ("/voila/files/", "/voila/tree", "/voila/api/contents")


class IopkitVoila(Voila):
    """Serves iopkit's notebooks and dashboards; ``said`` is told the address once it listens."""

    said: Callable[[str], None] | None = None

    def launch_browser(self) -> None:
        """Called by Voila once it listens: say where."""
        if self.said:
            self.said(f"http://{self.ip}:{self.port}{self.base_url}")

    def setup_template_dirs(self) -> None:
        """Put iopkit's template before Voila's, which it extends."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(TEMPLATES))

    def init_handlers(self) -> list[Any]:
        """Voila's routes with a home page of our own, and without the listings."""
        routes = [_ours(route) for route in super().init_handlers() if not _unused(route)]
        home = [(route, HomeHandler) for route in dict.fromkeys([self.server_url, self.base_url])]
        return [*home, *routes]


def _ours(route: Any) -> Any:
    pattern, handler, *settings = route
    return (pattern, PageHandler, *settings) if handler is TornadoVoilaHandler else route


def _unused(route: Any) -> bool:
    pattern: str = route[0]
    return any(part in pattern for part in _REMOVED)


def configuration(*, port: int, root: str) -> Config:
    """Voila's settings for iopkit on this machine."""
    config = Config()
    config.Voila.port = port
    config.Voila.ip = "127.0.0.1"
    config.Voila.open_browser = True  # Voila then calls launch_browser, which says the address
    config.Voila.root_dir = root
    config.Voila.tornado_settings = {"headers": HEADERS, "ws_ping_interval": 30000, "ws_ping_timeout": 30000}
    config.VoilaConfiguration.template = "lab"
    config.VoilaConfiguration.theme = "light"
    config.VoilaConfiguration.show_tracebacks = False
    config.VoilaConfiguration.extension_denylist = _NOT_LOADED
    config.MappingKernelManager.cull_idle_timeout = 600
    config.MappingKernelManager.cull_interval = 60
    config.MappingKernelManager.allow_tracebacks = False
    config.KernelManager.autorestart = False
    if os.name == "posix":
        config.KernelManager.transport = "ipc"  # files of this user only, not ports of the machine
    return config
