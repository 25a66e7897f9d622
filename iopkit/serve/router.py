"""Which handler takes a request; none of them sees one that came under a strange name or around the proxy."""

from typing import Any

from tornado.httputil import HTTPServerRequest
from tornado.web import Application, HTTPError

from iopkit.serve.gate import Gate
from iopkit.serve.hosts import Hosts


class Router(Application):
    """The web application, for the names that it was given."""

    def __init__(self, hosts: Hosts, **settings: Any) -> None:
        super().__init__(default_handler_class=NothingHere, **settings)
        self.hosts = hosts

    def find_handler(self, request: HTTPServerRequest, **given: Any) -> Any:
        """The handler of a request."""
        self.hosts.settle(request)
        if why := self.hosts.why_not(request):
            return self.get_handler_delegate(request, StrangerHandler, {"why": why})
        return super().find_handler(request, **given)


class NothingHere(Gate):
    """No route has that address. Who is not signed in does not learn that."""

    def prepare(self) -> Any:
        """Whatever the method."""
        self._admit()
        raise HTTPError(404)


class StrangerHandler(Gate):
    """Asked for by a name that is not ours, as another site would to read us through a browser."""

    open_to_all = True

    def initialize(self, why: str) -> None:
        """Keep what to say."""
        self.why = why

    def prepare(self) -> Any:
        """Whatever the method."""
        self.set_status(400)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(self.why + "\n")
