"""Opening a page: one of ours, for somebody who may, with a kernel of their own."""

from uuid import uuid4

from tornado.web import HTTPError
from voila.tornado.handler import TornadoVoilaHandler

from iopkit.actions.access import may_see
from iopkit.errors import Refused
from iopkit.model.access import OPENS, Page
from iopkit.model.account import SignIn
from iopkit.serve import policy
from iopkit.serve.gate import Gate
from iopkit.serve.identity import stay_of_request, store_of
from iopkit.serve.kernels import Kernels, opening
from iopkit.serve.open_pages import OpenPage
from iopkit.serve.plain_page import render

#: Where each page's notebook is, under the pages' folder. Nothing else can be opened.
NOTEBOOKS = {
    "notebooks/run_group.ipynb": Page.RUN_GROUP,
    "dashboards/engagement.ipynb": Page.ENGAGEMENT,
    "dashboards/organisation.ipynb": Page.ORGANISATION,
    "notebooks/browse_curricula.ipynb": Page.BROWSE_CURRICULA,
    "notebooks/plan_program.ipynb": Page.PLAN_PROGRAM,
}
#: Voila would let a visitor's address choose these.
_NOT_FOR_VISITORS = ("template", "theme")
_SIGN_OF_LIFE = "<script>window.voila_heartbeat"


class PageHandler(Gate, TornadoVoilaHandler):
    """Runs a page's notebook for somebody who may open it.

    When a page is left, its script asks the server to end the kernel, and proves with a
    cookie that it is our page that asks. Voila never sets that cookie, so kernels of closed
    pages would stay.
    """

    is_page = True
    policy_here = policy.WITH_KERNEL

    async def get(self, path: str = "") -> None:
        """Show the page, or say why not."""
        page, stay = NOTEBOOKS.get(path), stay_of_request(self)
        if page is None or stay is None:
            raise HTTPError(404)
        self._require(stay, page)
        if self.settings.get("iopkit_is_stopping"):
            self._say_busy("iopkit is being started anew.")
        elif self._kernels.is_full:
            self._say_busy("As many pages are open as this computer can hold. Close one that is not needed.")
        else:
            await self._open(path, page, stay)

    @property
    def _kernels(self) -> Kernels:
        kernels: Kernels = self.kernel_manager
        return kernels

    def _require(self, stay: SignIn, page: Page) -> None:
        with store_of(self).read(stay.staff) as r:
            if not may_see(r, stay.staff, page):
                raise Refused(
                    "Your role does not open this page. The first page shows those that it opens.",
                    act=OPENS[page],
                )

    def _say_busy(self, says: str) -> None:
        self.set_status(503)
        self.set_header("Retry-After", "10")
        self.set_header("Content-Security-Policy", policy.STRICT)
        self.finish(render(self, "busy.html", says=says))

    async def _open(self, path: str, page: Page, stay: SignIn) -> None:
        _ = self.xsrf_token
        for name in _NOT_FOR_VISITORS:
            self.request.arguments.pop(name, None)
            self.request.query_arguments.pop(name, None)
        session = self.get_query_argument("session", "")
        opened = OpenPage(str(uuid4()), stay.staff, stay.id, page, session)
        mark = opening.set(opened)
        try:
            await self._send(path)
        finally:
            opening.reset(mark)
            self._kernels.pages.saw(opened.kernel)

    async def _send(self, path: str) -> None:
        """Send each part of the page as soon as it is there; Voila's sign of life is an inline script."""
        async for part in self.get_generator(path):
            self.write("\n" if part.startswith(_SIGN_OF_LIFE) else part)
            self.flush()
