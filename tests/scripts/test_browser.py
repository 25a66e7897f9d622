"""Which browser the tests open, in which order it is looked for."""

from pathlib import Path

import pytest

PYTHON = Path("/aviary/.venv/bin/python")


class FakeComputer:
    """A computer with these commands and files; apt-get gives it Chromium, and it keeps what was run."""

    def __init__(self, platform="linux", commands=(), files=(), broken=(), environ=None, **more) -> None:
        self.platform = platform
        self.commands = {name: f"/usr/bin/{name}" for name in commands}
        self.files = set(files)
        self.broken = set(broken)
        self.environ = environ or {}
        self.is_root = more.get("is_root", False)
        self.names = more.get("system", "")
        self.apt_works = more.get("apt_works", True)
        self.playwright_works = more.get("playwright_works", True)
        self.ran: list[list[str]] = []

    def which(self, command: str) -> str:
        return self.commands.get(command, "")

    def has(self, path: str) -> bool:
        return path in self.files

    def runs(self, path: str) -> bool:
        return (path in self.files or path in self.commands.values()) and path not in self.broken

    def system(self) -> str:
        return self.names

    def run(self, command: list, quietly: bool = False) -> bool:  # noqa: ARG002
        self.ran.append(command)
        if "playwright" in command:
            return self.playwright_works
        if "install" in command and self.apt_works:
            self.commands["chromium"] = "/usr/bin/chromium"
        return self.apt_works


@pytest.fixture
def browser(script):
    return script("browser")


def test_named_browser_comes_before_all_others(browser):
    environ = {"IOPKIT_CHROMIUM": "/aviary/chromium"}
    computer = FakeComputer(commands=["chromium"], files=["/aviary/chromium"], environ=environ)
    assert browser.ensure(computer, PYTHON) == ("/aviary/chromium", "Browser: /aviary/chromium")


def test_named_browser_that_is_not_there_is_refused_in_a_sentence(browser):
    computer = FakeComputer(commands=["chromium"], environ={"IOPKIT_CHROMIUM": "/aviary/chromium"})
    with pytest.raises(SystemExit, match=r"names /aviary/chromium, and there is no such file\. Correct it"):
        browser.ensure(computer, PYTHON)


@pytest.mark.parametrize(
    ("commands", "chosen"),
    [
        (["microsoft-edge", "google-chrome", "chromium"], "/usr/bin/chromium"),
        (["microsoft-edge", "google-chrome"], "/usr/bin/google-chrome"),
        (["microsoft-edge"], "/usr/bin/microsoft-edge"),
    ],
)
def test_chromium_comes_before_chrome_and_chrome_before_edge(browser, commands, chosen):
    computer = FakeComputer(commands=commands)
    assert browser.ensure(computer, PYTHON)[0] == chosen
    assert computer.ran == []


def test_browser_that_does_not_start_is_passed_over(browser):
    computer = FakeComputer(
        commands=["chromium-browser", "google-chrome"], broken=["/usr/bin/chromium-browser"]
    )
    assert browser.find(computer) == "/usr/bin/google-chrome"


def test_mac_applications_are_found(browser):
    chrome = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    assert browser.find(FakeComputer(platform="darwin", files=[chrome])) == chrome


def test_windows_programs_are_found_without_being_started(browser):
    edge = r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"
    environ = {"PROGRAMFILES": r"C:\Program Files", "PROGRAMFILES(X86)": r"C:\Program Files (x86)"}
    computer = FakeComputer(platform="win32", files=[edge], broken=[edge], environ=environ)
    assert browser.find(computer) == edge


@pytest.mark.parametrize("system", ["debian", "ubuntu debian", "linuxmint ubuntu debian"])
def test_root_on_debian_gets_chromium_from_apt(browser, system):
    computer = FakeComputer(commands=["apt-get"], is_root=True, system=system)
    assert browser.ensure(computer, PYTHON)[0] == "/usr/bin/chromium"
    assert [command[-1] for command in computer.ran] == ["update", "chromium"]


@pytest.mark.parametrize(
    "computer",
    [
        FakeComputer(commands=["apt-get"], is_root=False, system="debian"),
        FakeComputer(commands=["apt-get"], is_root=True, system="fedora"),
        FakeComputer(commands=[], is_root=True, system="debian"),
        FakeComputer(platform="darwin"),
        FakeComputer(platform="win32"),
    ],
    ids=["not root", "not Debian", "no apt-get", "macOS", "Windows"],
)
def test_others_without_a_browser_get_playwrights_own(browser, computer):
    assert browser.ensure(computer, PYTHON) == ("", "Browser: Playwright's own Chromium")
    assert computer.ran == [[str(PYTHON), "-m", "playwright", "install", "chromium"]]


def test_playwrights_own_is_fetched_when_apt_has_none(browser):
    computer = FakeComputer(commands=["apt-get"], is_root=True, system="ubuntu debian", apt_works=False)
    assert browser.ensure(computer, PYTHON)[0] == ""
    assert computer.ran[-1][1:] == ["-m", "playwright", "install", "chromium"]


def test_one_line_says_what_to_install_when_nothing_worked(browser):
    path, line = browser.ensure(FakeComputer(playwright_works=False), PYTHON)
    assert path == ""
    assert "install Chromium or Google Chrome" in line
    assert "\n" not in line


def test_real_computer_answers_every_question(browser):
    computer = browser.Computer()
    assert isinstance(browser.find(computer), str)
    assert isinstance(computer.system(), str)
    assert not computer.run(["/aviary/no-such-program"])
