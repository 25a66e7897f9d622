import pytest

from iopkit.errors import NotAllowed, StoreBusy
from iopkit.ui.guard import Guard


class Page:
    """A page state that counts how often it was read again."""

    def __init__(self) -> None:
        self.notice, self.read = "left from before", 0
        self.broken: Exception | None = None

    def refresh(self) -> None:
        self.read += 1
        if self.broken:
            raise self.broken


def _raise(error: Exception) -> None:
    raise error


def test_a_press_that_works_clears_the_notice_and_says_nothing() -> None:
    page = Page()
    Guard(page).run(lambda: None)
    assert (page.notice, page.read) == ("", 0)


def test_a_refusal_is_shown_in_its_own_words_and_the_page_is_read_again() -> None:
    page = Page()
    Guard(page).run(lambda: _raise(NotAllowed("Leaving is before arrival.")))
    assert (page.notice, page.read) == ("Leaving is before arrival.", 1)


@pytest.mark.expects_failure
def test_an_unforeseen_failure_says_that_nothing_was_saved(caplog: pytest.LogCaptureFixture) -> None:
    page = Page()
    Guard(page).run(lambda: _raise(KeyError("verb")))
    assert page.notice.startswith("Not saved: something went wrong inside iopkit.")
    assert "KeyError" in caplog.text
    assert "verb" not in page.notice


def test_a_store_that_stays_busy_is_named_even_when_the_page_cannot_be_read_again() -> None:
    page = Page()
    page.broken = StoreBusy("The store is busy.")
    Guard(page).run(lambda: _raise(StoreBusy("Not saved: the store is busy. Press the button again.")))
    assert page.notice == "Not saved: the store is busy. Press the button again.\nThe store is busy."


@pytest.mark.expects_failure
def test_a_page_that_cannot_be_drawn_asks_for_a_reload() -> None:
    page = Page()
    page.broken = ValueError("broken")
    Guard(page).run(lambda: _raise(NotAllowed("No.")))
    assert page.notice == "This page cannot be shown as it is now. Reload it: what was stored is still there."
