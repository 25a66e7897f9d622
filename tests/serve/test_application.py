import re

import pytest
from tornado.testing import AsyncHTTPTestCase
from tornado.web import Application

from iopkit.serve.application import CONTENT_POLICY, HEADERS, IopkitVoila, configuration
from iopkit.serve.home import PAGES, HomeHandler
from iopkit.serve.places import TEMPLATES, pages_root


def test_pages_are_served_on_this_machine_only() -> None:
    config = configuration(port=1, root="x")
    assert config.Voila.ip == "127.0.0.1"
    assert config.KernelManager.autorestart is False


def test_the_template_names_no_other_machine() -> None:
    for file in TEMPLATES.iterdir():
        assert "://" not in file.read_text("utf-8"), file


def test_a_page_may_ask_only_this_machine() -> None:
    allowed = re.findall(r"(?:https?|wss?)://[^\s;]+", CONTENT_POLICY)
    assert allowed == []
    assert "default-src 'self'" in CONTENT_POLICY


@pytest.mark.parametrize("route", ["/voila/files/(.*)", "/voila/tree(.*)", "/voila/api/contents(.*)"])
def test_routes_that_list_or_hand_out_files_are_gone(route: str) -> None:
    from iopkit.serve.application import _unused

    assert _unused((route, object))


def test_iopkits_template_comes_before_voilas() -> None:
    application = IopkitVoila(config=configuration(port=1, root=str(pages_root())))
    application.initialize([])
    assert application.template_paths[0] == str(TEMPLATES)


def test_every_page_of_the_home_page_is_a_notebook_of_ours() -> None:
    for _, address, _ in PAGES:
        assert (pages_root() / address.removeprefix("voila/render/")).is_file()


class TestHome(AsyncHTTPTestCase):
    def get_app(self) -> Application:
        return Application([("/", HomeHandler)], headers=HEADERS)

    def test_it_links_to_the_pages_with_the_headers_of_all_pages(self) -> None:
        answer = self.fetch("/")
        assert answer.code == 200
        assert b"Run a group" in answer.body
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
