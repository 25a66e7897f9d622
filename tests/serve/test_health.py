"""For whatever watches over the server: does it live, can it work, and what it logs."""

import io
import json
import logging
from collections import namedtuple
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import OperationalError

from iopkit.serve import health, logs
from tests.serve.conftest import House, wait_until

Usage = namedtuple("Usage", "total used free")


def test_a_server_that_lives_says_so_to_anybody(house: House) -> None:
    answer = house.ask("/healthz")
    assert (answer.status, answer.body) == (200, b"ok\n")


def test_one_that_can_work_is_ready(house: House) -> None:
    answer = house.ask("/readyz")
    assert answer.status == 200
    assert json.loads(answer.body) == {"ready": True, "reasons": []}


def test_a_full_disk_is_a_reason(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: Usage(10**9, 10**9 - 10, 10))
    answer = house.ask("/readyz")
    assert answer.status == 503
    assert json.loads(answer.body) == {"ready": False, "reasons": ["the disk is almost full"]}


def test_a_store_that_does_not_answer_is_a_reason_and_its_place_is_not_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("unable to open /secret/place.sqlite"))

    monkeypatch.setattr(house.store, "_reading", fail)
    answer = house.ask("/readyz")
    assert answer.status == 503
    assert json.loads(answer.body)["reasons"] == ["the store cannot be read"]
    assert house.ask("/healthz").status == 200


def test_a_server_that_is_stopping_is_not_ready_and_opens_no_page(house: House) -> None:
    settings = house.application.app.settings
    settings["iopkit_is_stopping"] = True
    try:
        assert "the server is stopping" in house.ask("/readyz").text
        page = house.ask("/voila/render/notebooks/browse_curricula.ipynb", "owl")
        assert page.status == 503
        assert "iopkit is being started anew." in page.text
        assert house.kernels() == set()
    finally:
        settings["iopkit_is_stopping"] = False


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.start_logs("info")
    yield written
    root.handlers[:] = before
    root.setLevel(level)


def read(lines: io.StringIO) -> list[dict[str, object]]:
    """The events, each one line of JSON."""
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_request_is_one_line_without_what_was_asked(house: House, lines: io.StringIO) -> None:
    house.ask("/audit?client=secret-client&person=owl", "owl")
    house.ask("/audit/client/secret-client", "owl")
    house.post("/sign-in", name="secret-name", password="secret-word")
    asked = ("Audit", "Disclosures", "SignIn")
    wait_until(lambda: sum(one.get("page") in asked for one in read(lines)) == 3)
    events = [one for one in read(lines) if one.get("page") in asked]
    assert [(one["page"], one.get("staff"), one["status"]) for one in events] == [
        ("Audit", "owl", 200),
        ("Disclosures", "owl", 404),
        ("SignIn", None, 403),
    ]
    assert all(one["time"].endswith("+00:00") and one["duration"] >= 0 for one in events)
    assert "secret" not in lines.getvalue()


def test_of_a_librarys_line_only_what_its_programmer_wrote_is_kept(lines: io.StringIO) -> None:
    log = logging.getLogger("some.library")
    log.warning("Kernel died of %s", "Heron M.")
    log.warning(f"Kernel died of {'Heron M.'}")
    try:
        raise ValueError("Heron M.")
    except ValueError:
        log.exception("It failed: %r", "Heron M.")
    first, second, third = read(lines)
    assert first["template"] == "Kernel died of %s"
    assert "template" not in second
    assert third["error"] == "ValueError"
    assert "Heron" not in lines.getvalue()


def test_what_nobody_foresaw_is_logged_with_its_place_and_told_as_a_sentence(
    house: House, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Heron M. drank")

    monkeypatch.setattr("iopkit.serve.home.may_see", fail)
    answer = house.ask("/", "owl")
    assert answer.status == 500
    assert "Something went wrong on our side. Nothing was stored. Try again." in answer.text
    assert "Heron" not in answer.text + lines.getvalue()
    fault = next(one for one in read(lines) if one["event"] == "fault")
    assert fault["error"] == "RuntimeError"
    assert any(str(where).startswith("home.py:") for where in fault["where"])
