"""Style sheets and scripts of our own, by a name with a hash in it: a browser asks for each of them once."""

import gzip
import hashlib
from functools import cache

from tornado.web import HTTPError, RequestHandler

from iopkit.serve import policy
from iopkit.serve.places import CONNECTION, FRONTEND, KIT, PLAIN

_LOOK = (KIT / "tokens.css", KIT / "style.css")
#: Each is one file in the browser, made of these.
_FILES = {
    "pages.css": (*_LOOK, PLAIN / "plain.css"),
    "page.css": (
        *_LOOK,
        KIT / "plans.css",
        KIT / "table.css",
        CONNECTION / "connection.css",
        FRONTEND / "page.css",
    ),
    "page.js": (FRONTEND / "built" / "page.js",),
    "plotly.js": (KIT / "plotly" / "plotly-cartesian.min.js",),
}
_KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}

ROUTE = r"iopkit/static/([a-z_]+)\.([0-9a-f]{12})\.(css|js)"


@cache
def content(name: str) -> bytes | None:
    """What a file holds; None when there is no such file."""
    parts = _FILES.get(name)
    return "\n".join(one.read_text("utf-8") for one in parts).encode() if parts else None


@cache
def address(name: str) -> str:
    """Where a file is, under the base address."""
    held = content(name)
    if held is None:
        raise ValueError(f"There is no file {name!r} among those that are served.")
    stem, _, kind = name.rpartition(".")
    return f"iopkit/static/{stem}.{_hash(held)}.{kind}"


class StaticHandler(RequestHandler):
    """Hands out those files, to anybody: the sign-in page needs them, and they hold nobody's data."""

    def get(self, stem: str, hashed: str, kind: str) -> None:
        """Give the file if it is still the one that this name means."""
        name = f"{stem}.{kind}"
        held = content(name)
        if held is None or _hash(held) != hashed:
            raise HTTPError(404)
        self.set_header("Content-Type", _KINDS[kind])
        self.set_header("Cache-Control", policy.KEPT_FOR_EVER)
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            held = _pressed(name)
        self.finish(held)


@cache
def _pressed(name: str) -> bytes:
    """A file as it goes over the line, pressed once for all who ask."""
    return gzip.compress(content(name) or b"", mtime=0)


def _hash(held: bytes) -> str:
    return hashlib.sha256(held).hexdigest()[:12]
