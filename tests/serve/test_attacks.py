"""What somebody who is signed in as a facilitator could try, tried for real; a table says what came of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from tests.serve.conftest import RUN_GROUP, House, Line

PLAIN_PATHS = (
    "/voila/files/environment.yml",
    "/voila/static/../../../../etc/passwd",
    "/voila/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/voila/templates/../../../../etc/passwd",
    "/iopkit/static/../../pyproject.toml",
    "/iopkit/static/..%2f..%2fpyproject.toml",
    "/voila/render/../pyproject.toml",
    "/voila/render/notebooks/tutorial_real_records.ipynb",
    "/voila/render//etc/passwd",
    "/voila/labextensions/../../../../etc/passwd",
)
ELSEWHERE = ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)")


@dataclass
class Table:
    """What was tried, how often, and how often it was refused."""

    rows: list[tuple[str, int, int]]

    def tried(self, what: str, refused: list[bool]) -> None:
        """Keep what came of some tries, all of which must have been refused."""
        self.rows.append((what, len(refused), sum(refused)))
        assert all(refused), what


@pytest.fixture(scope="module")
def table(counted: Callable[[str], None]) -> Iterator[Table]:
    table = Table([])
    yield table
    counted(f"{'as a signed-in facilitator':<66} tried refused")
    for what, tried, refused in table.rows:
        counted(f"{what:<66} {tried:>5} {refused:>7}")


@pytest.fixture
def page(house: House) -> str:
    """The kernel of Otter's page; Heron is the facilitator who tries."""
    return house.ask(RUN_GROUP, "otter").kernel


@pytest.fixture
def line(house: House) -> Iterator[Line]:
    """Heron's own websocket to a kernel of their own."""
    joined = house.join(house.ask(RUN_GROUP, "heron").kernel, "heron")
    yield joined
    joined.close()


def _cannot_join(house: House, kernel: str) -> bool:
    try:
        house.join(kernel, "heron").close()
    except HTTPClientError as error:
        return error.code == 404
    return False


def test_anothers_kernel(house: House, page: str, table: Table) -> None:
    table.tried("Another's kernel: join its websocket", [_cannot_join(house, page)])
    for method, path, what in (
        ("GET", f"/api/kernels/{page}", "read it"),
        ("DELETE", f"/api/kernels/{page}", "delete it"),
        ("POST", f"/voila/api/shutdown/{page}", "shut it down"),
        ("GET", f"/iopkit/pulse/{page}", "follow its pulse"),
    ):
        refused = house.ask(path, "heron", method=method).status in (400, 403, 404)
        table.tried(f"Another's kernel: {what}", [refused])
    assert page in house.kernels()


def test_code_and_strange_messages(house: House, line: Line, table: Table) -> None:
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("execute_request", {"code": "open('/tmp/x', 'w')", "silent": False}),
        ("shutdown_request", {"restart": False}),
        ("debug_request", {}),
        ("interrupt_request", {}),
        ("input_reply", {"value": "x"}),
    ]
    refused = [_is_dropped(line, kind, content) for kind, content in kinds]
    table.tried("Own kernel: run code, shut down, debug, interrupt, answer input", refused)


@pytest.mark.parametrize("name", ["ButtonModel", "FileUploadModel", "OutputModel", "AnyModel"])
def test_widgets_of_any_class(line: Line, table: Table, name: str) -> None:
    state = {
        "_model_name": name,
        "_model_module": "@jupyter-widgets/controls",
        "_model_module_version": "2.0.0",
    }
    content = {"comm_id": "mine", "target_name": "jupyter.widget", "data": {"state": state}}
    table.tried(f"Own kernel: make a widget of the class {name}", [_is_dropped(line, "comm_open", content)])


def _is_dropped(line: Line, kind: str, content: dict[str, Any]) -> bool:
    """Whether a message never reached the kernel: nothing answers it before a question asked behind it."""
    sent = line.say(kind, content)
    line.say("kernel_info_request", {})
    told = line.heard("kernel_info_reply")
    return sent not in {one["parent"].get("msg_id") for one in told}


def _states(line: Line) -> dict[str, dict[str, Any]]:
    line.say("comm_open", {"comm_id": "c", "target_name": "jupyter.widget.control", "data": {}})
    line.say("comm_msg", {"comm_id": "c", "data": {"method": "request_states"}})
    while True:
        data = line.heard("comm_msg")[-1]["content"]["data"]
        if data.get("method") == "update_states":
            return {key: one["state"] for key, one in data["states"].items()}


def test_traits_set_from_outside(line: Line, table: Table) -> None:
    """Every trait of every piece of the page, shown or hidden, is set to something else; none may keep it."""
    before = _states(line)
    pieces = {key: state for key, state in before.items() if "ack" in state}
    assert len(pieces) > 4
    for key, state in pieces.items():
        forged = {name: _other(value) for name, value in state.items() if not name.startswith("_")}
        line.say("comm_msg", {"comm_id": key, "data": {"method": "update", "state": forged}})
    line.say("kernel_info_request", {})
    line.heard("kernel_info_reply")
    after = _states(line)
    kept = [
        after[key][name] == state[name]
        for key, state in pieces.items()
        for name in state
        if not name.startswith("_")
    ]
    table.tried("Own kernel: set traits of shown, hidden and disabled widgets", kept)


def _other(value: Any) -> Any:
    if isinstance(value, str):
        return value + " forged"
    if isinstance(value, bool) or value is None:
        return not value
    return (
        value + 1 if isinstance(value, int) else [{"forged": 1}] if isinstance(value, list) else {"forged": 1}
    )


def test_paths_out_of_the_house(house: House, table: Table) -> None:
    answers = {path: house.ask(path, "heron").status for path in PLAIN_PATHS}
    refused = [status in (400, 403, 404) for status in answers.values()]
    print(answers)
    table.tried("Paths out of the served folders, other notebooks, files", refused)


def test_template_and_theme_in_the_address(house: House, table: Table) -> None:
    addresses = ("?template=../../../tmp", "?template=classic", "?theme=dark", "?template=reveal&theme=x")
    shown = [house.ask(RUN_GROUP + address, "heron") for address in addresses]
    table.tried(
        "Template and theme chosen by the address", ['data-voila="voila"' in one.text for one in shown]
    )


def test_writes_that_another_site_could_send(house: House, page: str, table: Table) -> None:
    own = house.ask(RUN_GROUP, "heron").kernel
    tries: list[Callable[[], int]] = [
        lambda: house.ask("/sign-out", "heron", method="POST", form={}, xsrf=False).status,
        lambda: house.ask("/unlock", "heron", method="POST", form={"password": "x"}, xsrf=False).status,
        lambda: house.ask("/account", "heron", method="POST", form={}, xsrf=False).status,
        lambda: house.ask(f"/voila/api/shutdown/{own}", "heron", method="POST", form={}, xsrf=False).status,
        lambda: house.ask(f"/api/kernels/{own}", "heron", method="DELETE", xsrf=False).status,
    ]
    table.tried(
        "Writes without the proof that our own page sent them (XSRF)", [one() == 403 for one in tries]
    )
    assert own in house.kernels()


def test_a_planted_token(house: House, table: Table) -> None:
    planted = house.token("heron")
    form = {"name": "otter", "password": "hollow oak by the mill", "_xsrf": "abc"}
    cookie = {"Cookie": f"iopkit={planted}; _xsrf=abc"}
    answer = house.ask("/sign-in", method="POST", form=form, xsrf=False, **cookie)
    fresh = [one for one in answer.headers.get_all("Set-Cookie") or [] if one.startswith("iopkit=")]
    table.tried(
        "A token planted before the sign-in (session fixation)", [bool(fresh) and planted not in fresh[0]]
    )
    house.tokens.pop("heron")


def test_being_sent_elsewhere(house: House, table: Table) -> None:
    sent = [
        house.ask(
            "/sign-in",
            method="POST",
            form={"name": "otter", "password": "hollow oak by the mill", "next": one, "_xsrf": "abc"},
        ).headers["Location"]
        for one in ELSEWHERE
    ]
    table.tried("Being sent to another site after the sign-in (open redirect)", [one == "/" for one in sent])


def test_other_names_for_this_server(house: House, table: Table) -> None:
    names = ("evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "")
    refused = [house.ask("/", "heron", Host=name).status == 400 for name in names]
    table.tried("Other host names (DNS rebinding)", refused)


def test_records_of_others(house: House, table: Table) -> None:
    with house.store.read() as r:
        ids = {one.id: one.program for one in r.list_groups()}
        held = [one for one in r.list_sessions() if ids[one.group] == "Day IOP"]
        session = max(held, key=lambda one: len(r.list_members(one.group, one.local_day)))
        names = [one.shown for one in r.list_members(session.group, session.local_day)]
    line = house.join(house.ask(f"{RUN_GROUP}?session={session.id}", "heron").kernel, "heron")
    told = str(_states(line))
    line.close()
    table.tried(
        "Another group's session by its address", [bool(names), *(name not in told for name in names)]
    )
    for path in ("/audit", "/audit/client/c0001"):
        table.tried(f"A page for supervisors: {path}", [house.ask(path, "heron").status == 403])
