"""When a Hub started us, it says where to listen; anything less than that is told in a sentence."""

from typing import Any

import pytest
from click.testing import CliRunner

from iopkit.cli import serving
from iopkit.errors import NotAllowed
from iopkit.serve.hub.client import HubClient
from iopkit.serve.premises import Premises

TOLD = {
    "JUPYTERHUB_API_TOKEN": "s",
    "JUPYTERHUB_CLIENT_ID": "service-iopkit",
    "JUPYTERHUB_SERVICE_NAME": "iopkit",
    "JUPYTERHUB_SERVICE_PREFIX": "/services/iopkit/",
    "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:9123",
}


def asked(monkeypatch: pytest.MonkeyPatch, *options: str, **environment: str) -> dict[str, Any]:
    """What the command would serve."""
    given: dict[str, Any] = {}
    monkeypatch.setattr(serving, "serve_pages", lambda **said: given.update(said))
    done = CliRunner().invoke(serving.serve, options, env=environment, catch_exceptions=False)
    assert done.exit_code == 0
    return given


def test_a_hub_that_starts_it_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    given = asked(monkeypatch, "--host-name", "iop.example", **TOLD)
    assert given["port"] == 9123
    assert given["premises"] == Premises(
        "127.0.0.1", proxy="127.0.0.1", names=("iop.example",), base="/services/iopkit/", hub=True
    )
    assert not given["premises"].only_here
    assert given["open_browser"] is False


def test_an_authors_own_server_is_no_hub_service(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = TOLD | {"JUPYTERHUB_USER": "wren", "JUPYTERHUB_SERVICE_PREFIX": "/user/wren/"}
    given = asked(monkeypatch, **mine)
    assert given["premises"] == Premises()


def test_without_a_hub_nothing_is_different(monkeypatch: pytest.MonkeyPatch) -> None:
    given = asked(monkeypatch, "--base-url", "clinic")
    assert given["port"] == 8866
    assert given["premises"] == Premises(base="/clinic/")


@pytest.mark.parametrize("missing", ["JUPYTERHUB_API_TOKEN", "JUPYTERHUB_CLIENT_ID"])
def test_what_the_hub_did_not_say_is_named(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name, value in TOLD.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv(missing)
    with pytest.raises(NotAllowed, match=missing):
        HubClient("/services/iopkit/")
