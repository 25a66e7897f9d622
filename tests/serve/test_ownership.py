"""A kernel belongs to whoever opened it: others find nothing, and few messages pass to and fro."""

import json
from collections.abc import Iterator

import pytest
from tornado.httpclient import HTTPClientError

from iopkit.actions import sign_in
from iopkit.serve import kernel_socket
from iopkit.serve.messages import may_be_told, why_dropped
from tests.serve.conftest import CURRICULA, RUN_GROUP, House, Line, packed, wait_until

NOBODYS = "11111111-2222-3333-4444-555555555555"
OTHERS = ["heron", "fox", "mole"]  # another facilitator, an administrator, a trainer


@pytest.fixture(scope="module")
def page(house: House) -> str:
    """The kernel of a page that Otter opened."""
    answer = house.ask(RUN_GROUP, "otter")
    assert answer.status == 200
    return answer.kernel


@pytest.fixture
def line(house: House, page: str) -> Iterator[Line]:
    """Otter's own websocket."""
    joined = house.join(page, "otter")
    yield joined
    joined.close()


@pytest.mark.parametrize("by", OTHERS)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/kernels/{}"),
        ("DELETE", "/api/kernels/{}"),
        ("POST", "/voila/api/shutdown/{}"),
        ("GET", "/api/kernels/{}/channels"),
    ],
)
def test_anothers_kernel_and_none_at_all_get_the_same_answer(
    house: House, page: str, by: str, method: str, path: str
) -> None:
    anothers = house.ask(path.format(page), by, method=method)
    nobodys = house.ask(path.format(NOBODYS), by, method=method)
    assert (anothers.status, anothers.body) == (404, nobodys.body)
    assert nobodys.status == 404
    assert page in house.kernels()


@pytest.mark.parametrize("by", [*OTHERS, None])
def test_nobody_else_joins_a_kernel(house: House, page: str, by: str | None) -> None:
    with pytest.raises(HTTPClientError) as refused:
        house.join(page, by)
    assert refused.value.code == (404 if by else 403)


def test_trying_another_kernel_is_written_into_the_audit(house: House, page: str) -> None:
    house.ask(f"/api/kernels/{page}", "heron", method="DELETE")
    with house.store.read() as r:
        newest = r.search_audit(by="heron", act="refused")[0]
    assert newest.said == {"act": "join_page"}


def test_the_same_person_in_another_browser_does_not_join_either(house: House, page: str) -> None:
    with pytest.raises(HTTPClientError) as refused:
        house.join(
            page, None, Cookie=f"iopkit={sign_in.sign_in(house.store, 'otter', 'hollow oak by the mill')}"
        )
    assert refused.value.code == 404


def test_a_page_of_another_site_joins_no_kernel(house: House, page: str) -> None:
    with pytest.raises(HTTPClientError) as refused:
        house.join(page, "otter", Origin="https://evil.example")
    assert refused.value.code == 403


def test_the_owner_reads_and_joins(house: House, page: str, line: Line) -> None:
    assert json.loads(house.ask(f"/api/kernels/{page}", "otter").body)["id"] == page
    line.say("kernel_info_request", {})
    assert line.heard("kernel_info_reply")


def test_the_states_of_the_widgets_are_told_when_asked_for(line: Line) -> None:
    comm = {"comm_id": "c1", "target_name": "jupyter.widget.control", "data": {}}
    line.say("comm_open", comm)
    line.say("comm_msg", {"comm_id": "c1", "data": {"method": "request_states"}})
    told = line.heard("comm_msg")[-1]
    assert told["content"]["data"]["method"] == "update_states"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("execute_request", {"code": "1/0", "silent": False}),
        ("shutdown_request", {"restart": False}),
        ("inspect_request", {"code": "x", "cursor_pos": 0}),
        ("complete_request", {"code": "x", "cursor_pos": 0}),
        ("history_request", {"hist_access_type": "tail", "n": 9}),
        ("is_complete_request", {"code": "x"}),
        ("debug_request", {}),
        ("interrupt_request", {}),
        ("input_reply", {"value": "x"}),
        ("create_subshell_request", {}),
        ("comm_open", {"comm_id": "x", "target_name": "jupyter.widget", "data": {"state": {}}}),
        ("comm_open", {"comm_id": "x", "target_name": "jupyter.widget.version", "data": {}}),
    ],
)
@pytest.mark.parametrize("channel", ["shell", "control", "stdin"])
def test_what_a_browser_need_not_say_is_dropped(
    house: House, page: str, line: Line, kind: str, content: dict, channel: str
) -> None:
    dropped = line.say(kind, content, channel)
    asked = line.say("kernel_info_request", {})
    told = line.heard("kernel_info_reply")
    assert told[-1]["parent"]["msg_id"] == asked
    assert dropped not in {one["parent"].get("msg_id") for one in told}
    assert page in house.kernels()


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"x",
        (2**63).to_bytes(8, "little"),
        b"\xff" * 64,
        (6).to_bytes(8, "little") + b"\xff" * 48,
        (6).to_bytes(8, "little") + (0).to_bytes(8, "little") * 6,
        packed("shell", {}, {}, {}, {}),
        packed("shell", {"msg_type": ["comm_msg"]}, {}, {}, {}),
        packed("shell", {"msg_type": "comm_msg"}),
        packed("shell", {"msg_type": "comm_msg", "subshell_id": "x"}, {}, {}, {}),
        packed("shell", {"msg_type": "comm_open"}, {}, {}, []),
        packed("control", {"msg_type": "comm_msg"}, {}, {}, {}),
        packed("shell", {"msg_type": "comm_msg"}, {}, {}, {}).replace(b'"comm_msg"', b'"comm\x00msg"'),
        "text",
    ],
)
def test_what_is_no_message_is_dropped(message: bytes | str) -> None:
    assert why_dropped(message) is not None


def test_a_kernels_traceback_and_output_do_not_reach_the_browser(house: House) -> None:
    for kind in ("error", "stream", "execute_input", "execute_result", "execute_reply", "debug_event"):
        assert not may_be_told(packed("iopub", {"msg_type": kind}, {}, {}, {}))
    for kind in ("comm_msg", "status", "kernel_info_reply"):
        assert may_be_told(packed("iopub", {"msg_type": kind}, {}, {}, {}))


def test_a_callback_that_fails_in_the_kernel_shows_nothing_of_it(line: Line) -> None:
    wrong = packed(
        "shell",
        {"msg_id": "w", "msg_type": "comm_open", "session": "s1"},
        {},
        {"version": "0.1"},
        {"comm_id": "c2", "target_name": "jupyter.widget.control", "data": {}},
    )
    line.send(wrong)  # ipywidgets raises over its version
    line.say("kernel_info_request", {})
    kinds = {one["header"]["msg_type"] for one in line.heard("kernel_info_reply")}
    assert kinds <= {"status", "kernel_info_reply", "comm_open", "comm_msg", "comm_close"}


def test_while_the_stay_is_locked_nothing_reaches_the_kernel(
    house: House, page: str, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_of = []
    monkeypatch.setattr(kernel_socket, "tell", lambda event, **said: told_of.append((event, said["because"])))
    stay = house.application.pages.find(page).stay
    with house.store.write() as w:
        w.set_sign_in(stay, locked=True)
    dropped = line.say("kernel_info_request", {})
    wait_until(lambda: told_of == [("message_dropped", "locked")])
    with house.store.write() as w:
        w.set_sign_in(stay, locked=False)
    asked = line.say("kernel_info_request", {})
    told = line.heard("kernel_info_reply")
    assert told[-1]["parent"]["msg_id"] == asked
    assert dropped not in {one["parent"].get("msg_id") for one in told}


def test_the_older_protocol_in_which_voila_lets_more_through_is_refused(house: House, page: str) -> None:
    with pytest.raises(HTTPClientError) as refused:
        house.join(page, "otter", protocol="another")
    assert refused.value.code == 400


def test_a_write_without_the_proof_of_our_page_is_refused(house: House, page: str) -> None:
    for method, path in (("DELETE", f"/api/kernels/{page}"), ("POST", f"/voila/api/shutdown/{page}")):
        assert house.ask(path, "otter", method=method, xsrf=False).status == 403
    assert page in house.kernels()


def test_template_and_theme_of_an_address_are_not_taken(house: House) -> None:
    plain = house.ask(CURRICULA, "wren")
    chosen = house.ask(f"{CURRICULA}?template=reveal&theme=dark&voila-template=classic", "wren")
    for answer in (plain, chosen):
        house.ask(f"/voila/api/shutdown/{answer.kernel}", "wren", method="POST")
    assert 'data-voila="voila"' in chosen.text
    assert "reveal" not in chosen.text
    assert len(chosen.text) == pytest.approx(len(plain.text), abs=200)


def test_signing_out_ends_the_pages_of_that_stay_and_no_others(house: House, page: str) -> None:
    other = house.ask(CURRICULA, "wren").kernel
    assert house.post("/sign-out", "otter").status == 303
    del house.tokens["otter"]
    assert page not in house.kernels()
    assert other in house.kernels()
    assert house.application.pages.find(page) is None
    house.ask(f"/voila/api/shutdown/{other}", "wren", method="POST")
    assert house.kernels() == set()
