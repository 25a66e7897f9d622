"""Take the pictures of the README from the running pages: ``python3 scripts/pictures``."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from iopkit.actions.demonstration import make_demonstration
from iopkit.content.library import read_library
from iopkit.documents.binder import session_pictures
from iopkit.store.opening import open_store

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    """Serve a demonstration clinic of its own, and photograph it; then print two pages of the binder."""
    _binder()
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/pictures.sqlite"
        store = open_store(address, create=True)
        make_demonstration(store)
        store.close()
        port = _free_port()
        command = [sys.executable, "-m", "iopkit", "serve", "--no-browser", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"IOPKIT_DATABASE": address})
        try:
            _photograph(f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()
            server.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _photograph(url: str) -> None:
    _wait_for(f"{url}healthz")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("IOPKIT_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(f"{url}sign-in")
        page.get_by_role("button", name="supervisor").first.click()
        _run_group(page, f"{url}voila/render/notebooks/run_group.ipynb")
        _engagement(page, f"{url}voila/render/dashboards/engagement.ipynb?by=program")
        _curricula(page, f"{url}voila/render/notebooks/browse_curricula.ipynb")
        _program(page, f"{url}voila/render/notebooks/plan_program.ipynb")
        browser.close()


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return


def _run_group(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".iop-today").get_by_role("button", name="Start").first.click()
    page.locator(".iop-roster > li").first.wait_for()
    for place, word in enumerate(("Here", "Here", "Late", "Out", "Here")):
        person = page.locator(".iop-roster > li").nth(place).locator(".iop-person")
        person.get_by_role("button", name=word, exact=True).click()
        person.locator(f"[aria-pressed=true]:has-text('{word}')").wait_for()
    first = page.locator(".iop-step h2").inner_text()
    page.get_by_role("button", name="Next: ").click()
    page.locator(".iop-step h2", has_not_text=first).wait_for()
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=PICTURES / "run_group.png")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".iop-clock").scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=PICTURES / "run_group_phone.png")
    page.set_viewport_size({"width": 1400, "height": 900})


def _engagement(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".iop-picture[data-drawn]").nth(5).wait_for()
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / "engagement.png", full_page=True)


def _curricula(page: Page, address: str) -> None:
    page.goto(f"{address}?plan=core-08-saying-no-and-leaving")
    page.locator("#the-plan").wait_for()
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / "curricula.png")


def _program(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Title").fill("Day IOP with family evenings")
    page.get_by_role("checkbox", name="Family evenings").check()
    page.get_by_role("button", name="Begin").click()
    for rule in ("intensive outpatient (fourth edition", "H0015"):
        page.get_by_role("checkbox", name=rule).check()
        page.locator(".iop-verdict", has_text=rule).wait_for()
    page.reload()
    page.get_by_role("heading", name="Week 1", exact=True).wait_for()
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / "program.png")


def _binder() -> None:
    """A page of a script and a filled-in worksheet, as they come from the printer."""
    library = read_library().require()
    plan = library.get_plan("core-08-saying-no-and-leaving")
    pages = session_pictures(plan, library, dots=80)
    (PICTURES / "binder_script.png").write_bytes(pages[2])
    (PICTURES / "binder_worksheet.png").write_bytes(pages[-1])


if __name__ == "__main__":
    main()
