"""Opening a page: Voila's way, with what it leaves out."""

from voila.tornado.handler import TornadoVoilaHandler

#: Voila would let a visitor's address choose these.
_NOT_FOR_VISITORS = ("template", "theme")


class PageHandler(TornadoVoilaHandler):
    """Runs a notebook for a visitor.

    When a page is left, its script asks the server to end the kernel, and proves with a
    cookie that it is our page that asks. Voila never sets that cookie, so kernels of closed
    pages would stay.
    """

    async def get(self, path: str | None = None) -> None:
        """Set the cookie, forget what no visitor may choose, and show the page."""
        _ = self.xsrf_token
        for name in _NOT_FOR_VISITORS:
            self.request.arguments.pop(name, None)
            self.request.query_arguments.pop(name, None)
        await super().get(path)
