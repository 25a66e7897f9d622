"""The kernels of the pages: each for a page that somebody opened, never more than the server can hold."""

import os
import subprocess
from contextvars import ContextVar
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Bool, Integer

from iopkit.serve.forking.keeper import Keeper
from iopkit.serve.kernel_environment import environment_for
from iopkit.serve.logs import tell
from iopkit.serve.open_pages import OpenPage, OpenPages

#: The page that is being opened in this task; without one no kernel starts.
opening: ContextVar[OpenPage | None] = ContextVar("opening", default=None)

#: A kernel keeps no history, and neither settings nor programs of whoever runs the server reach it.
_FOR_NOBODY = ["--HistoryManager.enabled=False", "--InteractiveShellApp.exec_PYTHONSTARTUP=False"]

#: Where IPython looks for them: an empty folder beside the kernels' sockets.
NOBODYS_SETTINGS = "ipython"


def told_to_kernels(folder: str) -> list[str]:
    """What every kernel is told besides its connection, whose sockets are in the folder."""
    return [*_FOR_NOBODY, f"--ipython-dir={folder}/{NOBODYS_SETTINGS}"]


def most_kernels() -> int:
    """How many pages may be open at once: IOPKIT_MOST_KERNELS, else 40."""
    given = os.environ.get("IOPKIT_MOST_KERNELS", "")
    return max(1, int(given)) if given.isdecimal() else 40


class Kernels(AsyncMappingKernelManager):
    """Starts and ends kernels; which page each belongs to stands in the application's ``pages``."""

    most = Integer(40, help="How many kernels there may be.").tag(config=True)
    talkative = Bool(False, help="Let kernels write on the server's own output.").tag(config=True)

    #: Where kernels are forked from; without one each is started by itself.
    keeper: Keeper | None = None

    @property
    def pages(self) -> OpenPages:
        """The pages that are open."""
        application: Any = self.parent
        pages: OpenPages = application.pages
        return pages

    @property
    def is_full(self) -> bool:
        """Whether no more page can be opened now."""
        return len(self.pages) >= self.most

    async def start_kernel(self, *, env: dict[str, str], **given: Any) -> str:  # type: ignore[override]
        """Start the kernel of the page that is being opened."""
        page = opening.get()
        if page is None:
            raise HTTPError(403)
        if self.is_full:
            raise HTTPError(503)
        self.pages.add(page)
        given |= {"kernel_id": page.kernel, "env": environment_for(page.page, page.staff, env)}
        given["extra_arguments"] = told_to_kernels(self.connection_dir)
        if not self.talkative:  # what a kernel prints may hold names
            given |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        try:
            started: str = await super().start_kernel(**given)
        except BaseException:
            self.pages.forget(page.kernel)
            raise
        tell("kernel_started", staff=page.staff, page=page.page, kernel=page.kernel)
        return started

    async def shutdown_kernel(  # type: ignore[override]
        self, kernel_id: str, now: bool = False, restart: bool = False
    ) -> None:
        """End a kernel; its page is open no more."""
        page = self.pages.find(kernel_id)
        self.pages.forget(kernel_id)
        await super().shutdown_kernel(kernel_id, now=now, restart=restart)
        if page:
            tell("kernel_ended", staff=page.staff, page=page.page, kernel=kernel_id)

    def connections(self, kernel_id: str) -> int:
        """How many websockets are open to a kernel."""
        return int(self._kernel_connections.get(kernel_id, 0))
