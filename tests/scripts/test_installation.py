"""What the person sees of pip, and the sentence that they get when it fails."""

import io
import sys

import pytest


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def installation(script):
    return script("installation")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Collecting argon2-cffi==25.1.0 (from -r requirements.lock (line 16))", "argon2-cffi"),
        ("Processing /a b/nh3-0.3.8-cp38-abi3-linux.whl (from -r /c/requirements.lock (line 1))", "nh3"),
        (r"Processing c:\wheels\jupyter_client-8.10.0-py3-none-any.whl", "jupyter-client"),
        ("Requirement already satisfied: click==8.5.1 in ./lib (from -r x (line 417))", "click"),
    ],
)
def test_each_package_is_counted_under_its_name(installation, line, name):
    progress = installation.Progress(147, io.StringIO())
    progress.heard(line)
    assert progress.doing == f"package 1 of about 147: {name}"


def test_remarks_on_places_without_packages_show_nothing(installation):
    progress = installation.Progress(2, io.StringIO())
    progress.heard(
        "WARNING: Location 'file:///wheels/finch/' is ignored: it is neither a file nor a directory."
    )
    progress.heard("Ignoring colorama: markers 'sys_platform == \"win32\"' don't match your environment")
    assert progress.out.getvalue() == ""


def test_a_log_gets_a_line_for_every_twentieth_package(installation):
    progress = installation.Progress(45, io.StringIO())
    for number in range(1, 46):
        progress.heard(f"Collecting bird{number}==1.0")
    lines = progress.out.getvalue().splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "  package 1 of about 45",
        "  package 21 of about 45",
        "  package 41 of about 45",
    ]


def test_a_log_is_told_of_every_half_minute_of_silence(installation, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(installation.time, "monotonic", lambda: now[0])
    progress = installation.Progress(2, io.StringIO())
    progress.heard("Installing collected packages: finch, wren")
    for now[0] in (110.0, 129.0, 131.0, 140.0):
        progress.waited()
    assert progress.out.getvalue() == "  unpacking 2 packages (0 s)\n  unpacking 2 packages (31 s)\n"


def test_a_terminal_has_one_line_that_is_left_empty(installation):
    progress = installation.Progress(2, Terminal())
    progress.heard("Collecting finch==1.0")
    progress.waited()
    progress.end()
    written = progress.out.getvalue()
    assert "\n" not in written
    assert written.endswith("\r" + " " * 78 + "\r")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'\n"
            "ERROR: No matching distribution found for alembic==1.20.1",
            "could not be reached. Check the network",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "is not the one"),
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk is full"),
        ("WARNING: Retrying (Retry(total=4)) after SSLError(CERTIFICATE_VERIFY_FAILED)", "PIP_CERT"),
        ("ERROR: No matching distribution found for pandas==3.1.1", "not there for this Python"),
        ("ERROR: something else", "what it said last is above"),
    ],
)
def test_failure_of_pip_ends_in_a_sentence_that_says_what_to_do(installation, said, sentence):
    assert sentence in installation.reason(said.splitlines())


def test_last_words_leave_out_what_pip_rightly_passes_over(installation):
    said = [
        "Ignoring appnope: markers 'sys_platform == \"darwin\"' don't match your environment",
        "WARNING: Location 'file:///wheels/finch/' is ignored: it is neither a file nor a directory.",
        *[f"line {number}" for number in range(20)],
    ]
    assert installation.last_words(said) == [f"line {number}" for number in range(5, 20)]
    assert installation.last_words(said[:3]) == ["line 0"]


def test_failing_pip_shows_its_words_and_the_sentence(installation, tmp_path):
    missing = str(tmp_path / "no-such-file.lock")
    with pytest.raises(SystemExit) as end:
        installation.run_pip(sys.executable, ["-r", missing], installation.Progress(1, io.StringIO()))
    assert "no-such-file.lock" in end.value.code
    assert end.value.code.endswith("pip could not install the packages; what it said last is above.")
