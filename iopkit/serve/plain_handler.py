"""What the pages without a kernel have in common: forms in, pages out."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlsplit

from tornado.web import HTTPError

from iopkit.model.account import SignIn
from iopkit.serve.gate import Gate
from iopkit.serve.identity import base_of, stay_of_request
from iopkit.serve.page import NOTEBOOKS
from iopkit.serve.plain_page import render

Given = TypeVar("Given")

#: Checking a password is slow on purpose and takes much memory: two at a time, while the pages go on.
_slowly = ThreadPoolExecutor(2, thread_name_prefix="iopkit-slow")

#: Where somebody may be sent back to, under the base address.
_OWN_PLACES = {"", "account", "audit", "sign-out", *(f"voila/render/{path}" for path in NOTEBOOKS)}


class PlainHandler(Gate):
    """A page without a kernel."""

    is_page = True

    @property
    def stay(self) -> SignIn:
        """Who asks."""
        stay = stay_of_request(self)
        if stay is None:
            raise HTTPError(403)
        return stay

    @property
    def base(self) -> str:
        """What all addresses of this server begin with."""
        return base_of(self)

    def field(self, name: str, most: int = 200) -> str:
        """What was filled in; as long as it may be, and no longer."""
        return self.get_body_argument(name, "")[:most]

    def password(self, name: str) -> str:
        """A password as it was typed, spaces and all."""
        return self.get_body_argument(name, "", strip=False)[:400]

    def asked(self, name: str, most: int = 200) -> str:
        """What stands in the address behind the question mark."""
        return self.get_query_argument(name, "")[:most]

    def show(self, template: str, *, status: int = 200, **given: Any) -> None:
        """Answer with a page."""
        self.set_status(status)
        self.finish(render(self, template, **given))

    def own_place(self, asked: str) -> str:
        """Where to go on to: the address that was asked for if it is a page of ours, else the first page."""
        return own_place(asked, self.base)

    def on_to(self, address: str) -> None:
        """Go on there after a form."""
        self.redirect(address, status=303)


async def slowly(work: Callable[..., Given], *given: Any) -> Given:
    """Do what takes long beside everything else."""
    return await asyncio.get_running_loop().run_in_executor(_slowly, lambda: work(*given))


def own_place(asked: str, base: str) -> str:
    """An address of ours, whatever was asked for.

    >>> own_place("/voila/render/notebooks/run_group.ipynb?session=s1", "/")
    '/voila/render/notebooks/run_group.ipynb?session=s1'
    >>> own_place("//elsewhere.example/", "/"), own_place("https://elsewhere.example/account", "/")
    ('/', '/')
    """
    try:
        parts = urlsplit(asked)
    except ValueError:
        return base
    ours = parts.path.startswith(base) and parts.path.removeprefix(base) in _OWN_PLACES
    if parts.scheme or parts.netloc or not ours or not asked.isprintable():
        return base
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
