"""The home page: what there is to open, without a kernel and without a script."""

from functools import cache
from html import escape
from typing import Any

from tornado.web import RequestHandler

from iopkit.serve.places import PACKAGE, TEMPLATES

_KIT = PACKAGE / "ui" / "kit"

PAGES = (
    (
        "Run a group",
        "voila/render/notebooks/run_group.ipynb",
        "For facilitators: today's groups, the steps of the session, the roster.",
    ),
    (
        "Engagement",
        "voila/render/dashboards/engagement.ipynb",
        "For supervisors: who comes, for how many hours, and who stays.",
    ),
    (
        "Curricula",
        "voila/render/notebooks/browse_curricula.ipynb",
        "For trainers and authors: find a session plan, read it, print it with its worksheets.",
    ),
    (
        "Plan a program",
        "voila/render/notebooks/plan_program.ipynb",
        "Put session plans into weeks, see the hours that payers ask for, print the binder.",
    ),
)


@cache
def _template() -> str:
    return (TEMPLATES / "home.html").read_text("utf-8")


@cache
def style() -> str:
    """The style sheet of all pages."""
    return "\n".join((_KIT / name).read_text("utf-8") for name in ("tokens.css", "style.css"))


class HomeHandler(RequestHandler):
    """Links to the pages."""

    def get(self) -> None:
        """Show the home page."""
        cards = "\n".join(_card(*page) for page in PAGES)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        for name, value in self.settings.get("headers", {}).items():
            self.set_header(name, value)
        self.write(_template().replace("{{style}}", style()).replace("{{pages}}", cards))

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say in a sentence that it did not work."""
        self.finish(f"<h1>{status_code}</h1><p>This page cannot be shown. Go back to the first page.</p>")


def _card(title: str, address: str, says: str) -> str:
    return (
        f'<a class="iop-card iop-door" href="{escape(address)}">'
        f"<b>{escape(title)}</b><span>{escape(says)}</span></a>"
    )
