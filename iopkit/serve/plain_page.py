"""The pages without a kernel and without a script: templates that escape everything they are given."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from tornado.web import RequestHandler

from iopkit.serve import static
from iopkit.serve.identity import stay_of_request
from iopkit.serve.places import PLAIN


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(PLAIN),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(handler: RequestHandler, template: str, **given: Any) -> str:
    """A page, filled; forms get the token that proves that they are ours."""
    base = handler.settings["base_url"]
    handler.set_header("Content-Type", "text/html; charset=utf-8")
    return (
        _templates()
        .get_template(template)
        .render(
            base=base,
            style=base + static.address("pages.css"),
            xsrf=handler.xsrf_token.decode(),
            **{"says": "", "signed_in": _is_signed_in(handler), **given},
        )
    )


def _is_signed_in(handler: RequestHandler) -> bool:
    return getattr(handler, "_iopkit_stay", None) is not None and stay_of_request(handler) is not None
