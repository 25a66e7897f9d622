"""Kernels: what they are told of the world, how many there may be, and when they go."""

import json
import signal
from collections.abc import Iterator

import pytest

from iopkit.actions.accounts import disable_account
from iopkit.content.library import read_library
from iopkit.model.access import Page
from iopkit.model.plan import Plan
from iopkit.serve import reaper
from iopkit.serve.kernel_environment import environment_for
from iopkit.serve.kernels import most_kernels
from tests.serve.conftest import CURRICULA, RUN_GROUP, House, wait_until

SECRETS = {
    "AWS_SECRET_ACCESS_KEY": "s",
    "IOPKIT_CERTIFICATE_KEY": "s",
    "JUPYTER_TOKEN": "s",
    "GITHUB_TOKEN": "s",
}
STORE = {"IOPKIT_DATABASE": "a", "IOPKIT_KEY_FILE": "b", "PGPASSWORD": "c", "PGHOST": "d"}
PLAIN = {"PATH": "/bin", "HOME": "/h", "LC_ALL": "C", "QUERY_STRING": "session=s1", "IOPKIT_CURRICULA": "e"}


def test_only_what_is_listed_reaches_a_kernel() -> None:
    assert environment_for(Page.RUN_GROUP, "owl", SECRETS | STORE | PLAIN) == STORE | PLAIN | {
        "IOPKIT_PAGE": "run_group",
        "IOPKIT_STAFF": "owl",
    }


def test_a_page_that_reads_no_records_is_not_told_where_they_are() -> None:
    told = environment_for(Page.BROWSE_CURRICULA, "owl", SECRETS | STORE | PLAIN)
    assert told == PLAIN | {"IOPKIT_PAGE": "browse_curricula"}


@pytest.mark.parametrize("page", [Page.ENGAGEMENT, Page.PLAN_PROGRAM])
def test_pages_of_records_are_told_who_opened_them(page: Page) -> None:
    assert environment_for(page, "owl", {"IOPKIT_STAFF": "fox"})["IOPKIT_STAFF"] == "owl"


@pytest.mark.parametrize(("given", "most"), [("", 40), ("3", 3), ("0", 1), ("-1", 40), ("many", 40)])
def test_how_many_kernels_there_may_be(monkeypatch: pytest.MonkeyPatch, given: str, most: int) -> None:
    monkeypatch.setenv("IOPKIT_MOST_KERNELS", given)
    assert most_kernels() == most


@pytest.fixture
def clean(house: House) -> Iterator[House]:
    """A house in which every kernel is gone after the test."""
    yield house
    for kernel in house.kernels():
        house.do(house.application.kernel_manager.shutdown_kernel(kernel, now=True))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is silent now has been silent for long."""
    monkeypatch.setattr(reaper, "SILENT_FOR", -1.0)


def a_plan() -> Plan:
    """Any plan."""
    library = read_library()
    return library.plans[min(library.plans)]


def sweep(house: House) -> set[str]:
    """What is left when kernels that nobody needs are gone."""
    house.do(house.application.reaper.sweep())
    return house.kernels()


def test_the_kernel_of_a_page_has_no_secret_of_the_server(
    clean: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    of_records, of_curricula = clean.ask(RUN_GROUP, "owl").kernel, clean.ask(CURRICULA, "owl").kernel
    program = "import json, os; print(json.dumps(dict(os.environ)))"
    seen = {kernel: json.loads(clean.run(kernel, program)) for kernel in (of_records, of_curricula)}
    for kernel, environment in seen.items():
        assert not SECRETS.keys() & clean.process(kernel).environ().keys()
        assert not SECRETS.keys() & environment.keys()
    assert seen[of_records]["IOPKIT_STAFF"] == "owl"
    assert "IOPKIT_DATABASE" in seen[of_records]
    assert not {"IOPKIT_DATABASE", "IOPKIT_STAFF"} & seen[of_curricula].keys()


def test_when_no_more_kernels_fit_the_page_says_so_and_tries_again(
    clean: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = clean.application.kernel_manager
    monkeypatch.setattr(manager, "most", 1)
    assert clean.ask(CURRICULA, "owl").status == 200
    answer = clean.ask(CURRICULA, "wren")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "10"
    assert '<meta http-equiv="refresh" content="10">' in answer.text
    assert "As many pages are open as this computer can hold" in answer.text
    assert len(clean.kernels()) == 1


def test_a_page_that_nobody_holds_goes(clean: House, impatient: None) -> None:
    clean.ask(CURRICULA, "owl")
    assert sweep(clean) == set()
    assert len(clean.application.pages) == 0


def test_a_page_that_was_heard_of_stays(clean: House) -> None:
    kernel = clean.ask(CURRICULA, "owl").kernel
    assert sweep(clean) == {kernel}


def test_a_page_whose_websocket_is_open_stays(clean: House, impatient: None) -> None:
    kernel = clean.ask(CURRICULA, "owl").kernel
    line = clean.join(kernel, "owl")
    assert sweep(clean) == {kernel}
    line.close()
    wait_until(lambda: clean.application.kernel_manager.connections(kernel) == 0)
    assert sweep(clean) == set()


def test_a_running_groups_page_stays_whatever_happens(clean: House, impatient: None) -> None:
    with clean.store.write("owl") as w:
        session = w.list_sessions()[0].id
        w.add_run(session, a_plan(), [])
    kernel = clean.ask(f"{RUN_GROUP}?session={session}", "owl").kernel
    assert sweep(clean) == {kernel}
    with clean.store.write("owl") as w:
        w.set_run(session, 1, closed_at=w.now)
    assert sweep(clean) == set()


def test_of_a_running_group_opened_anew_the_old_page_goes(clean: House, impatient: None) -> None:
    with clean.store.write("owl") as w:
        session = w.list_sessions()[1].id
        w.add_run(session, a_plan(), [])
    old = clean.ask(f"{RUN_GROUP}?session={session}", "owl").kernel
    new = clean.ask(f"{RUN_GROUP}?session={session}", "owl").kernel
    assert sweep(clean) == {old, new}
    line = clean.join(new, "owl")
    assert sweep(clean) == {new}
    line.close()


def test_a_dead_kernel_goes(clean: House) -> None:
    kernel = clean.ask(CURRICULA, "owl").kernel
    clean.process(kernel).send_signal(signal.SIGKILL)
    wait_until(lambda: sweep(clean) == set(), 30)
    assert clean.ask(f"/api/kernels/{kernel}", "owl").status == 404


def test_a_disabled_account_loses_its_pages_and_no_others(clean: House) -> None:
    theirs, others = clean.ask(CURRICULA, "mole").kernel, clean.ask(CURRICULA, "owl").kernel
    disable_account(clean.store, "mole")
    assert theirs not in sweep(clean)
    assert others in clean.kernels()
    assert clean.ask("/", "mole").headers["Location"].startswith("/sign-in")


def test_leaving_a_page_ends_its_kernel(clean: House) -> None:
    kernel = clean.ask(CURRICULA, "owl").kernel
    assert clean.ask(f"/voila/api/shutdown/{kernel}", "owl", method="POST").status == 204
    assert clean.kernels() == set()
    assert clean.application.pages.find(kernel) is None
