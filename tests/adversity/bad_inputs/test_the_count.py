"""How many bad inputs the files beside this one tried, and what came of them; it runs behind them."""

from collections.abc import Callable

import pytest

from tests.adversity.bad_inputs.watched import TALLY

_AT_LEAST = 10_000
_PARTS = ("test_actions", "test_cli", "test_import", "test_pages", "test_plain_pages")


def test_ten_thousand_bad_inputs_left_no_traceback_and_no_partial_write(
    request: pytest.FixtureRequest, counted: Callable[[str], None]
) -> None:
    ran = {item.path.stem for item in request.session.items}
    if not ran.issuperset(_PARTS):
        pytest.skip(f"only {TALLY.inputs} inputs were tried: the whole folder was not run")
    counted(f"bad inputs: {TALLY.line()}")
    assert TALLY.inputs >= _AT_LEAST
    assert (TALLY.tracebacks, TALLY.partial_writes) == (0, 0)
