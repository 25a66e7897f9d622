"""Voila with iopkit's own template, pages, sign-in and kernels, and without what iopkit does not use."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from ssl import SSLContext
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_core.utils import run_sync
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from traitlets.config import Config
from voila.app import Voila

from iopkit.model.access import Page
from iopkit.serve.forking.keeper import Keeper
from iopkit.serve.hub.client import HubClient
from iopkit.serve.kept_templates import keep_templates
from iopkit.serve.kernel_environment import environment_for
from iopkit.serve.kernel_socket import KernelConnection
from iopkit.serve.kernels import NOBODYS_SETTINGS, Kernels, most_kernels, told_to_kernels
from iopkit.serve.logs import tell, tell_request
from iopkit.serve.open_pages import OpenPages
from iopkit.serve.ownership import KernelsToTheirOwners, StaffIdentity
from iopkit.serve.page_head import told_to_page
from iopkit.serve.places import TEMPLATES, pages_root
from iopkit.serve.premises import Premises
from iopkit.serve.reaper import Reaper
from iopkit.serve.router import Router
from iopkit.serve.routes import own_routes, voilas_routes
from iopkit.serve.stopping import finish_up
from iopkit.serve.warming import warm_up
from iopkit.store.store import Store

#: Nothing that a page or a form sends is larger.
_LARGEST = 2_000_000
#: Nor does a browser need longer; seconds.
_LIMITS: dict[str, Any] = {
    "body_timeout": 30,
    "idle_connection_timeout": 120,
    "max_body_size": _LARGEST,
    "max_buffer_size": 2 * _LARGEST,
}


class IopkitVoila(Voila):
    """Serves iopkit's pages from ``store``; ``said`` is told the address once it listens."""

    store: Store
    premises = Premises()
    tls: SSLContext | None = None
    said: Callable[[str], None] | None = None
    _leaving: asyncio.Task[None] | None = None

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.pages = OpenPages()

    def launch_browser(self) -> None:
        """Called by Voila once it listens: say where."""
        if self.said:
            shown = f"[{self.ip}]" if ":" in self.ip else self.ip
            self.said(f"{'https' if self.tls else 'http'}://{shown}:{self.port}{self.base_url}")

    def load_config_file(self, *_: Any, **__: Any) -> None:
        """Nobody's Jupyter settings reach this server: they could open what is closed here."""

    def setup_template_dirs(self) -> None:
        """Put iopkit's template before Voila's."""
        super().setup_template_dirs()
        self.template_paths[:0] = [str(TEMPLATES)]

    def init_settings(self) -> dict[str, Any]:
        """Voila's settings and our own."""
        settings: dict[str, Any] = super().init_settings()
        self.reaper = Reaper(self.kernel_manager, self.pages, self.store)
        return settings | {
            "compress_response": True,
            "cross_origin_protection": True,
            "log_function": tell_request,
            "login_url": self.base_url + "sign-in",
            "websocket_max_message_size": _LARGEST,
            "xsrf_cookies": True,
            "xsrf_cookie_kwargs": {
                "path": self.base_url,
                "samesite": "Strict",
                "secure": self.premises.by_tls,
            },
            "iopkit_code_keys": {},
            "iopkit_hub": HubClient(self.base_url) if self.premises.hub else None,
            "iopkit_one_press": self.premises.only_here,
            "iopkit_pages": self.pages,
            "iopkit_reaper": self.reaper,
            "iopkit_stopping": [],
            "iopkit_store": self.store,
        }

    def init_handlers(self) -> list[Any]:
        """Our own routes, and of Voila's those that a page needs; each behind the gate."""
        voilas = voilas_routes(self.base_url, super().init_handlers())
        return [*own_routes(self.base_url, hub=self.premises.hub), *voilas]

    def make_router(self) -> Router:
        """The web application, ready to listen."""
        self.connection_dir = tempfile.mkdtemp(prefix="iopkit_", dir=self.connection_dir_root)
        Path(self.connection_dir, NOBODYS_SETTINGS).mkdir()
        settings = self.init_settings()
        self.app = Router(self.premises.hosts, **settings)
        self.app.settings.update(self.tornado_settings)
        self.app.add_handlers(".*$", self.init_handlers())
        self._keep_origin()
        keep_templates()
        warmed = (self.template_paths, pages_root(), self.kernel_spec_manager)
        IOLoop.current().run_in_executor(None, warm_up, *warmed)
        return self.app

    def _keep_origin(self) -> None:
        """Get ready to fork kernels; until that can be done, and where it cannot, they are started."""
        if sys.platform == "linux":
            # It may know what a page knows that is told of no store and of nobody.
            told = environment_for(Page.BROWSE_CURRICULA, "", os.environ)
            arguments = told_to_kernels(self.connection_dir)
            self.kernel_manager.keeper = Keeper(told, arguments, talkative=self.kernel_manager.talkative)
            self.kernel_manager.keeper.start()
            # Only one factory is in a process, and whoever is first makes it: a setting might come too late.
            KernelProvisionerFactory.instance(parent=self).default_provisioner_name = "iopkit-forking"

    def start(self) -> None:
        """Serve until told to stop."""
        self.make_router()
        self.listen()

    def listen(self) -> None:
        """Take the first free port, say where, and work until told to stop."""
        self.ioloop = IOLoop.current()
        server = HTTPServer(self.app, ssl_options=self.tls, **_LIMITS)
        self._take_port(server)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._handle_signal_stop)
        self.reaper.start()
        tell("listening", port=self.port)  # type: ignore[has-type]
        self.launch_browser()
        try:
            self.ioloop.start()
        finally:
            server.stop()
            self.stop()

    def stop(self) -> None:
        """End all kernels."""
        self.reaper.stop()
        run_sync(self.kernel_manager.shutdown_all)()
        if self.kernel_manager.keeper:
            self.kernel_manager.keeper.close()
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    def _take_port(self, server: HTTPServer) -> None:
        """On this computer alone the next free port will do; others were told which one it is."""
        tries = self.port_retries + 1 if self.premises.only_here else 1
        for port in self.random_ports(self.port, tries):  # type: ignore[has-type]
            try:
                server.listen(port, self.ip)
            except OSError as error:
                refused = error
            else:
                self.port = port
                return
        raise refused

    def _handle_signal_stop(self, *_: Any) -> None:
        """Finish up; told a second time, stop at once."""
        self.ioloop.add_callback_from_signal(self._begin_to_leave)

    def _begin_to_leave(self) -> None:
        if self._leaving:
            self.ioloop.stop()
            return
        self._leaving = asyncio.ensure_future(finish_up(self.app.settings))
        self._leaving.add_done_callback(lambda _: self.ioloop.stop())


def configuration(
    *, port: int, root: str, host: str = "127.0.0.1", base: str = "/", talkative: bool = False
) -> Config:
    """Voila's settings for iopkit, whose addresses all begin with ``base``."""
    config = Config()
    config.Voila.base_url = base
    config.Voila.port = port
    config.Voila.ip = host
    config.Voila.open_browser = False
    config.Voila.root_dir = root
    config.Voila.identity_provider_class = StaffIdentity
    config.Voila.authorizer_class = KernelsToTheirOwners
    config.Voila.kernel_websocket_connection_class = KernelConnection
    # With a timeout as long as the interval, Jupyter would hang up at the very first ping.
    config.Voila.tornado_settings = {"ws_ping_interval": 30000, "ws_ping_timeout": 90000}
    config.VoilaConfiguration.multi_kernel_manager_class = Kernels
    config.VoilaConfiguration.template = "lab"
    config.VoilaConfiguration.theme = "light"
    config.VoilaConfiguration.show_tracebacks = False
    config.VoilaConfiguration.page_config_hook = told_to_page
    config.Kernels.most = most_kernels()
    config.Kernels.talkative = talkative
    config.MappingKernelManager.cull_idle_timeout = 0  # the reaper knows which kernels a group needs
    config.MappingKernelManager.allow_tracebacks = False
    config.KernelManager.autorestart = False
    config.KernelManager.client_class = "iopkit.serve.prompt_client.PromptClient"
    if os.name == "posix":
        config.KernelManager.transport = "ipc"  # files of this user only, not ports of the machine
    return config
