"""Every route of the real application: none but a few answers without a sign-in, and all have the headers."""

import re
from collections.abc import Iterator

import pytest
from tornado.routing import Rule
from tornado.web import RequestHandler

from iopkit.serve import static
from iopkit.serve.gate import Gate
from tests.serve.conftest import CURRICULA, ENGAGEMENT, RUN_GROUP, House

OPEN = {"/sign-in", "/healthz", "/readyz", f"/{static.ROUTE}"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
EXAMPLES = {
    "/voila/render/(.*)": RUN_GROUP,
    f"/{static.ROUTE}": f"/{static.address('pages.css')}",
}


def rules(house: House) -> Iterator[Rule]:
    """Every rule that the running application looks through."""

    def within(router: object) -> Iterator[Rule]:
        for rule in router.rules:
            if hasattr(rule.target, "rules"):
                yield from within(rule.target)
            else:
                yield rule

    return within(house.application.app.default_router)


def an_address(pattern: str) -> str:
    """An address that a pattern takes."""
    pattern = pattern.removesuffix("$")
    if pattern in EXAMPLES:
        return EXAMPLES[pattern]
    kernel = "11111111-2222-3333-4444-555555555555"
    return re.sub(r"\((?:[^()]|\([^()]*\))*\)", kernel, pattern)


def test_every_route_but_the_named_few_asks_for_a_sign_in(house: House) -> None:
    tried, answered = 0, []
    for rule in rules(house):
        pattern = rule.matcher.regex.pattern.removesuffix("$")
        for method in METHODS:
            answer = house.ask(an_address(pattern), method=method)
            tried += 1
            sent_to_sign_in = answer.status == 303 and answer.headers["Location"].startswith("/sign-in")
            if not sent_to_sign_in and answer.status not in (403, 405):
                answered.append((pattern, method, answer.status))
    print(f"{tried} requests without a sign-in over every route, answered: {len(answered)}")
    assert {pattern for pattern, *_ in answered} == OPEN
    assert tried > 100


def test_every_route_stands_behind_the_gate(house: House) -> None:
    handlers = [rule.target for rule in rules(house)]
    assert len(handlers) > 15
    for handler in handlers:
        assert isinstance(handler, type)
        assert issubclass(handler, RequestHandler)
        outside = [one for one in handler.mro() if not one.__module__.startswith("iopkit.")]
        assert handler.mro().index(Gate) < handler.mro().index(outside[0]), handler
    assert {one.__name__ for one in handlers if one.open_to_all} == {
        "SignInHandler",
        "HealthHandler",
        "ReadinessHandler",
        "OpenStaticHandler",
    }


@pytest.mark.parametrize(
    "address",
    [
        "/voila/files/notebooks/run_group.ipynb",
        "/voila/static/voila.js",
        "/voila/labextensions/anywidget/package.json",
        "/voila/tree",
        "/voila/templates/lab/static/voila.js",
        "/voila/api/contents/",
        "/voila/api/themes/x",
        "/voila/query/11111111-2222-3333-4444-555555555555",
        "/voila/execution/11111111-2222-3333-4444-555555555555",
        "/login",
        "/logout",
        "/api/kernels",
        "/api/contents",
        "/api/sessions",
        "/api/kernels/11111111-2222-3333-4444-555555555555/restart",
        "/static/x",
        "/favicon.ico",
        "/metrics",
    ],
)
def test_what_is_not_needed_is_not_there(house: House, address: str) -> None:
    assert house.ask(address, "owl").status == 404
    assert house.ask(address).status == 403


@pytest.mark.parametrize(
    "path",
    [
        "notebooks/tutorial_real_records.ipynb",
        "notebooks/../notebooks/run_group.ipynb",
        "notebooks/run_group.ipynb/",
        "../../etc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "pyproject.toml",
        "notebooks/RUN_GROUP.ipynb",
        "",
    ],
)
def test_only_the_four_pages_can_be_opened(house: House, path: str) -> None:
    assert house.ask(f"/voila/render/{path}", "owl").status == 404
    assert house.kernels() == set()


@pytest.mark.parametrize(
    "path",
    [
        "/voila/static/../../../../etc/passwd",
        "/voila/static/%2e%2e/%2e%2e/%2e%2e/app.py",
        "/voila/static//etc/passwd",
    ],
)
def test_no_file_of_the_disk_is_handed_out(house: House, path: str) -> None:
    answer = house.ask(path, "owl")
    assert answer.status in (403, 404)
    assert "root" not in answer.text


@pytest.mark.parametrize(
    ("address", "by"),
    [
        ("/", "owl"),
        ("/", None),
        ("/sign-in", None),
        ("/healthz", None),
        ("/nothing/here", "owl"),
        ("/api/kernels/11111111-2222-3333-4444-555555555555", "owl"),
        ("/api/kernels/11111111-2222-3333-4444-555555555555/channels", "owl"),
        ("/audit", "wren"),
        ("/audit", "fox"),
    ],
)
def test_every_answer_has_the_headers(house: House, address: str, by: str | None) -> None:
    headers = house.ask(address, by).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Server"] == "iopkit"
    assert headers["Cache-Control"] in ("no-store", "private, no-cache", "no-cache")
    for _, policy in (one.partition(" ")[::2] for one in headers["Content-Security-Policy"].split("; ")):
        assert "http" not in policy
        assert "ws:" not in policy


def test_pages_are_not_kept_by_a_browser(house: House) -> None:
    for address in ("/", "/account", "/audit", ENGAGEMENT + "x"):
        assert house.ask(address, "owl").headers["Cache-Control"] == "no-store"


def test_our_own_files_are_kept_for_ever_under_a_name_with_a_hash(house: House) -> None:
    address = re.search(r'href="(/iopkit/static/[^"]+)"', house.ask("/sign-in").text)[1]
    answer = house.ask(address)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    other = re.sub(r"\.[0-9a-f]{12}\.", ".000000000000.", address)
    assert house.ask(other).status == 404


@pytest.mark.parametrize(
    "name", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "", "a@localhost"]
)
@pytest.mark.parametrize("address", ["/", "/healthz", "/sign-in", CURRICULA])
def test_under_a_strange_name_nothing_is_served(house: House, name: str, address: str) -> None:
    answer = house.ask(address, "owl", Host=name)
    assert answer.status == 400
    assert "iopkit" not in answer.text


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1:1234", "LOCALHOST", "[::1]:8866"])
def test_this_computers_own_names_are_served(house: House, name: str) -> None:
    assert house.ask("/healthz", Host=name).status == 200


def test_errors_are_sentences_without_how_iopkit_is_made(house: House) -> None:
    for address in ("/nothing", "/audit/client/nobody", "/api/kernels/1-1-1-1-1", "/account/password"):
        for method in ("GET", "PUT", "POST"):
            text = house.ask(address, "owl", method=method, form={}).text
            assert "Traceback" not in text
            assert ".py" not in text
