"""Style sheets and scripts of our own, by a name with a hash in it: a browser asks for each of them once."""

import hashlib
from functools import cache

from tornado.web import HTTPError, RequestHandler

from iopkit.serve import policy
from iopkit.serve.places import CONNECTION, KIT, PLAIN

#: One file in the browser, made of these. Every file of ``connection/`` is one by itself.
_TOGETHER = {"pages.css": (KIT / "tokens.css", KIT / "style.css", PLAIN / "plain.css")}
_KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}

ROUTE = r"iopkit/static/([a-z_]+)\.([0-9a-f]{12})\.(css|js)"


@cache
def content(name: str) -> bytes | None:
    """What a file holds; None when there is no such file."""
    parts = _TOGETHER.get(name) or [one for one in (CONNECTION / name,) if one.is_file()]
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
        held = content(f"{stem}.{kind}")
        if held is None or _hash(held) != hashed:
            raise HTTPError(404)
        self.set_header("Content-Type", _KINDS[kind])
        self.set_header("Cache-Control", policy.KEPT_FOR_EVER)
        self.finish(held)


def _hash(held: bytes) -> str:
    return hashlib.sha256(held).hexdigest()[:12]
