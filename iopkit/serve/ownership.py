"""Kernels belong to people: nobody else, whatever their role, finds, reads, joins or ends one."""

from typing import Any

from jupyter_server.auth import Authorizer, IdentityProvider, User
from tornado.web import HTTPError, RequestHandler

from iopkit.errors import Refused
from iopkit.serve.identity import stay_of_request, store_of
from iopkit.serve.open_pages import OpenPage, OpenPages


def own_page(handler: RequestHandler, kernel_id: str) -> OpenPage | None:
    """The page of that kernel, if whoever asks opened it in this very stay."""
    stay, page = stay_of_request(handler), pages_of(handler).find(kernel_id)
    return page if stay and page and page.stay == stay.id and page.staff == stay.staff else None


def pages_of(handler: RequestHandler) -> OpenPages:
    """The pages that are open on this server."""
    pages: OpenPages = handler.settings["iopkit_pages"]
    return pages


class OwnKernel(RequestHandler):
    """Stands before every handler that is about one kernel. Another's and none at all get the same answer."""

    async def prepare(self) -> None:
        """Let the owner through."""
        kernel_id = self.path_kwargs.get("kernel_id") or "".join(self.path_args[:1])
        if stay_of_request(self) is not None and own_page(self, kernel_id) is None:
            if pages_of(self).find(kernel_id):
                _write_down(self)
            raise HTTPError(404)
        prepared: Any = super().prepare()
        if prepared is not None:
            await prepared


class StaffIdentity(IdentityProvider):
    """Tells Jupyter's own handlers who asks. There is no token, and nobody is anonymous."""

    @property
    def auth_enabled(self) -> bool:
        """Always."""
        return True

    def get_user(self, handler: RequestHandler) -> User | None:
        """Whoever is signed in."""
        stay = stay_of_request(handler)
        return User(username=stay.staff, name=stay.staff) if stay else None

    def is_token_authenticated(self, handler: RequestHandler) -> bool:  # noqa: ARG002 - Jupyter calls it so
        """Never: a write always has to prove that our own page sent it."""
        return False

    def should_check_origin(self, handler: RequestHandler) -> bool:  # noqa: ARG002
        """Always."""
        return True

    def get_handlers(self) -> list[tuple[str, object]]:
        """None: signing in and out have pages of our own."""
        return []


class KernelsToTheirOwners(Authorizer):
    """Asked by Jupyter's handlers once more, behind ``OwnKernel``."""

    def is_authorized(self, handler: RequestHandler, user: User, action: str, resource: str) -> bool:  # noqa: ARG002
        """Only what is about a kernel of one's own."""
        kernel_id = handler.path_kwargs.get("kernel_id", "")
        return resource == "kernels" and own_page(handler, kernel_id) is not None


def _write_down(handler: RequestHandler) -> None:
    """Somebody asked for another's kernel: that does not happen by itself."""
    stay = stay_of_request(handler)
    try:
        with store_of(handler).read(stay.staff if stay else None):
            raise Refused("This page belongs to somebody else.", act="join_page")
    except Refused:
        return
