"""People come to iopkit through JupyterHub's own sign-in, and reach what its groups say."""

import re
import time
from datetime import timedelta

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from iopkit.actions import sign_in
from iopkit.actions.accounts import disable_account
from iopkit.serve.forking.kernel import NAME as KERNEL_NAME
from tests.deploy.conftest import PASSWORD, Browser, Hub

HOME = "services/iopkit/"
RUN_GROUP = f"{HOME}voila/render/notebooks/run_group.ipynb"
CURRICULA = f"{HOME}voila/render/notebooks/browse_curricula.ipynb"


def one_group(hub: Hub, program: str) -> str:
    """The id of a group of that program."""
    with hub.store.read() as r:
        return next(one.id for one in r.list_groups() if one.program == program)


def reached(hub: Hub, name: str) -> tuple[str, set[str], set[str]]:
    """Somebody's role, groups and programs as the store has them."""
    with hub.store.read() as r:
        person = r.find_person(name)
    return person.staff.role.value, set(person.groups), set(person.programs)


def stays(hub: Hub, name: str) -> int:
    """How often somebody is signed in."""
    with hub.store.read() as r:
        return len(r.list_open_sign_ins(name))


def lock(hub: Hub, name: str) -> None:
    """Nobody was there for a while in the middle of a group."""
    with hub.store.read() as r:
        stay = r.list_open_sign_ins(name)[0]
    sign_in.lock(hub.store, stay)


def cookies(browser: Browser) -> dict[str, tuple[str, bool]]:
    """The cookies of iopkit: where each is sent, and whether only by TLS."""
    return {one.name: (one.path, one.secure) for one in browser.jar if one.path.startswith("/services")}


def test_a_facilitator_signs_in_at_the_hub_and_reaches_their_own_groups(hub: Hub) -> None:
    day = one_group(hub, "Day IOP")
    hub.put("otter", "iopkit-facilitator", f"iopkit-group-{day}", "some-other-group", "iopkit-group-nowhere")
    browser = hub.browser()
    home = browser.sign_in("otter", RUN_GROUP)
    assert home.url == f"{hub.url}{RUN_GROUP}"
    assert '"kernelId"' in home.text
    assert reached(hub, "otter") == ("facilitator", {day}, set())
    assert cookies(browser) == {
        "__Secure-iopkit": ("/services/iopkit/", True),
        "_xsrf": ("/services/iopkit/", True),
    }
    with hub.store.read() as r:
        rows = [(row.act, row.by, row.said.get("through")) for row in r.audit_rows()]
    assert ("add_account", "otter", "hub") in rows
    assert ("sign_in", "otter", "hub") in rows
    told = next(line for line in hub.log.read_text("utf-8").splitlines() if "hub_group_unknown" in line)
    assert '"group": "iopkit-group-nowhere"' in told
    assert "otter" not in told


def test_the_pages_lie_under_the_prefix_alone(hub: Hub) -> None:
    hub.put("mole", "iopkit-trainer")
    browser = hub.browser()
    home = browser.sign_in("mole")
    for address in re.findall(r'(?:href|src|action)="(/[^"]*)"', home.text):
        assert address.startswith("/services/iopkit/"), address
        if "/render/" not in address:  # each would start a kernel
            assert browser.open(address).status == 200, address
    assert browser.open("services/iopkit/nothing").status == 404
    assert browser.open("services/iopkit/account/password").status == 404


def test_whoever_is_in_no_group_is_refused_and_gets_no_account(hub: Hub) -> None:
    hub.put("stranger", "some-other-group", f"iopkit-group-{one_group(hub, 'Day IOP')}")
    browser = hub.browser()
    answer = browser.sign_in("stranger")
    assert answer.status == 403
    assert "in none of the groups that open iopkit" in answer.text
    assert "Sign in as somebody else" in answer.text
    with hub.store.read() as r:
        assert r.find_account("stranger") is None
        assert "stranger" not in {one.id for one in r.list_staff()}
    assert "__Secure-iopkit" not in cookies(browser)


def test_two_roles_are_refused_with_both_named(hub: Hub) -> None:
    hub.put("fox", "iopkit-facilitator", "iopkit-supervisor")
    answer = hub.browser().sign_in("fox")
    assert answer.status == 403
    assert "iopkit-facilitator and iopkit-supervisor" in answer.text


def test_a_changed_group_changes_the_reach_at_the_next_sign_in(hub: Hub) -> None:
    day, evening = one_group(hub, "Day IOP"), one_group(hub, "Evening IOP")
    hub.put("heron", "iopkit-facilitator", f"iopkit-group-{day}")
    first = hub.browser()
    first.sign_in("heron")
    hub.take("heron", f"iopkit-group-{day}")
    hub.put("heron", f"iopkit-group-{evening}")
    assert reached(hub, "heron")[1] == {day}
    hub.browser().sign_in("heron")
    assert reached(hub, "heron")[1] == {evening}
    hub.take("heron", "iopkit-facilitator")
    hub.put("heron", "iopkit-supervisor", "iopkit-program-day-iop")
    hub.browser().sign_in("heron")
    assert reached(hub, "heron") == ("supervisor", {evening}, {"Day IOP"})
    hub.take("heron", "iopkit-supervisor")
    assert hub.browser().sign_in("heron").status == 403
    assert reached(hub, "heron") == ("supervisor", set(), set())
    assert stays(hub, "heron") == 0
    assert "/hub/login" in first.open(HOME).url or first.open(HOME).status == 403


def test_signing_out_ends_the_stay_here_and_at_the_hub(hub: Hub) -> None:
    hub.put("wren", "iopkit-author")
    browser = hub.browser()
    browser.sign_in("wren")
    assert stays(hub, "wren") == 1
    out = browser.post("services/iopkit/sign-out")
    assert "/hub/login" in out.url
    assert stays(hub, "wren") == 0
    assert "/hub/login" in browser.open(HOME).url


def test_who_stops_before_the_hubs_sign_out_is_not_let_in_again_without_a_password(hub: Hub) -> None:
    hub.put("dunnock", "iopkit-author")
    browser = hub.browser()
    browser.sign_in("dunnock")
    stopped = browser.post("services/iopkit/sign-out", follow=False)
    assert "One moment" in stopped.text
    assert stays(hub, "dunnock") == 0
    assert "/hub/login" in browser.open(HOME).url
    assert stays(hub, "dunnock") == 0


def test_a_locked_stay_goes_on_after_the_hub_has_asked_for_the_password(hub: Hub) -> None:
    hub.put("lark", "iopkit-facilitator")
    browser = hub.browser()
    browser.sign_in("lark")
    lock(hub, "lark")
    locked = browser.open("services/iopkit/account")
    assert "Locked while you were away" in locked.text
    assert 'type="password"' not in locked.text
    assert browser.post("services/iopkit/unlock", password="", next="/services/iopkit/").status == 403
    again = re.search(r'href="(/services/iopkit/unlock/again[^"]*)"', locked.text)[1]
    form = browser.open(again)
    assert "/hub/login" in form.url
    back = browser.give_password(form, "lark")
    assert back.url == f"{hub.url}services/iopkit/account"
    assert stays(hub, "lark") == 1
    lock(hub, "lark")
    hub.put("magpie", "iopkit-supervisor")
    another = browser.give_password(browser.open(again), "magpie")
    assert another.status == 403
    assert "only they can open it again" in another.text
    assert "Locked while you were away" in browser.open(HOME).text


def test_after_a_stay_that_ended_by_itself_the_hub_asks_anew(hub: Hub) -> None:
    hub.put("robin", "iopkit-author")
    browser = hub.browser()
    browser.sign_in("robin")
    with hub.store.write() as w:
        stay = w.list_open_sign_ins("robin")[0]
        w.set_seen(stay.id, w.now - timedelta(hours=1))
    assert "/hub/login" in browser.open(HOME).url


def test_a_disabled_account_stays_disabled(hub: Hub) -> None:
    hub.put("stoat", "iopkit-author")
    hub.browser().sign_in("stoat")
    disable_account(hub.store, "stoat")
    answer = hub.browser().sign_in("stoat")
    assert answer.status == 403
    assert "disabled" in answer.text


def test_a_round_that_another_browser_began_is_worth_nothing(hub: Hub) -> None:
    hub.put("vole", "iopkit-author")
    for place in (
        "oauth_callback?code=x&state=y",
        "arrival?code=x&state=y",
        "oauth_callback?error=access_denied",
    ):
        answer = hub.browser().open(HOME + place)
        assert answer.status == 400
        assert "not begun in this browser" in answer.text


def test_only_authors_have_a_server_of_their_own(hub: Hub) -> None:
    hub.put("dipper", "iopkit-facilitator")
    browser = hub.browser()
    browser.sign_in("dipper")
    assert browser.open("hub/spawn").status == 403
    hub.put("swift", "iopkit-author")
    author = hub.browser()
    author.sign_in("swift")
    author.open("hub/spawn")
    end = time.monotonic() + 60
    while "JupyterLab" not in (lab := author.open("user/swift/lab")).text:
        assert time.monotonic() < end, lab
        time.sleep(0.5)
    assert "core" in author.open("user/swift/api/contents").text
    server = next(one for one in hub.process.children() if "singleuser" in " ".join(one.cmdline()))
    assert [
        name for name in server.environ() if name in ("IOPKIT_DATABASE", "IOPKIT_KEY_FILE", "TEST_TOKEN")
    ] == []


def test_in_a_real_browser_a_group_is_opened_locked_and_opened_again(hub: Hub, chromium: Chromium) -> None:
    day, evening = one_group(hub, "Day IOP"), one_group(hub, "Evening IOP")
    hub.put("kestrel", "iopkit-facilitator", f"iopkit-group-{day}")
    page, faults = watched_page(hub, chromium)
    page.goto(f"{hub.url}{RUN_GROUP}")
    fill_in(page, "kestrel")
    page.locator(".iop-page h1").wait_for(timeout=60_000)
    assert page.url.startswith(f"{hub.url}{RUN_GROUP}")
    with hub.store.read() as r:
        names = {one.id: one.name for one in r.list_groups()}
    expect(page.locator("main")).not_to_contain_text(names[evening])
    assert_no_secret_in_kernels(hub)
    lock(hub, "kestrel")
    page.get_by_role("button", name="Sign in again").click()
    fill_in(page, "kestrel")
    page.locator(".iop-page h1").wait_for(timeout=60_000)
    assert stays(hub, "kestrel") == 1
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_label("Username").wait_for()
    assert stays(hub, "kestrel") == 0
    assert faults == []


def test_a_link_from_elsewhere_leads_through_the_hub_and_not_round_and_round(
    hub: Hub, chromium: Chromium
) -> None:
    hub.put("merlin", "iopkit-author")
    page, _ = watched_page(hub, chromium)
    page.goto(f"data:text/html,<a href={hub.url}{HOME}account>here</a>")
    page.get_by_text("here").click()
    fill_in(page, "merlin")
    page.get_by_role("heading", name="merlin").wait_for()
    page.goto(f"data:text/html,<a href={hub.url}{HOME}account>here</a>")
    page.get_by_text("here").click()
    page.get_by_role("heading", name="merlin").wait_for()


def watched_page(hub: Hub, chromium: Chromium) -> tuple[Page, list[str]]:
    """A window, and what goes wrong in it or leaves this computer."""
    page = chromium.new_context(ignore_https_errors=True, service_workers="block").new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    own = (hub.url, "data:", f"blob:{hub.url}")
    page.on("request", lambda asked: None if asked.url.startswith(own) else faults.append(asked.url))
    return page, faults


def fill_in(page: Page, name: str) -> None:
    """Sign in at the Hub's own form."""
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def assert_no_secret_in_kernels(hub: Hub) -> None:
    """Neither kernels nor the process that they are forked from began with anything of the Hub's."""
    family = hub.process.children(recursive=True)
    kernels = [one for one in family if "iopkit.serve.forking.origin" in one.cmdline()]
    assert KERNEL_NAME in {one.name() for one in kernels}
    for kernel in kernels:
        told = kernel.environ()
        assert [name for name in told if "HUB" in name or "TOKEN" in name] == []
