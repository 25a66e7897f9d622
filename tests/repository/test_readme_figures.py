"""The README's measured numbers are those of the results, and a missed aim cannot hide."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def readme():
    """What writes the README's block."""
    sys.path.insert(0, str(ROOT / "tests" / "bench"))
    try:
        import readme
    finally:
        sys.path.pop(0)
    return readme


def _result(rows):
    machine = {
        "cores": 2,
        "processor": "x",
        "memory_gb": 8,
        "system": "Linux",
        "python": "3.11.7",
        "load": 0.4,
    }
    return {"at": "2026-11-28T09:00:00+00:00", "machine": machine, "rows": rows}


def _visit(page, seconds, ratio, visit="cold"):
    return {
        "page": page,
        "visit": visit,
        "seconds": seconds,
        "of_fastest_peer": ratio,
        "first_words": 0.5,
        "requests": 7,
        "megabytes": 1.25,
    }


def test_the_block_is_what_the_results_say(readme):
    text = (ROOT / "README.md").read_text("utf-8")
    assert readme.filled(text, readme.measured(), readme.reasons()) == text


def test_the_picture_is_of_the_results(readme):
    results = readme.measured()
    if "page" in results:
        assert readme.picture(results["page"]["rows"]) == readme.PICTURE.read_text("utf-8")


def test_a_number_that_holds_its_aim_names_the_aim(readme):
    block = readme.block({"page": _result([_visit("iopkit", 1.2, 0.6), _visit("Dash", 2.0, 1.0)])}, {})
    assert "| iopkit | cold | 0.50 | 1.20 | 0.60, at most 0.7 | 7 | 1.25 |" in block
    assert "| Dash | cold | 0.50 | 2.00 | 1.00 | 7 | 1.25 |" in block
    assert "missed" not in block


def test_a_number_that_misses_its_aim_says_so_with_the_reason(readme):
    row = {"what": "press to saved, 30 rooms", "median": 90.0, "p95": 300.4, "most": 410.0, "unit": "ms"}
    found = readme.block({"rooms": _result([row])}, {"press to saved, 30 rooms": "two cores for all"})
    assert "| 90 ms | 300 ms | 410 ms | **missed** (at most 250): two cores for all |" in found
    assert "not looked into yet" in readme.block({"rooms": _result([row])}, {})


def test_the_machine_and_its_load_are_told(readme):
    block = readme.block({"page": _result([_visit("iopkit", 1.2, 0.6)])}, {})
    assert "2 x cores, 8 GB, Linux, Python 3.11.7, 2026-11-28; load average at the end 0.4." in block


def test_a_readme_without_the_block_is_refused(readme):
    with pytest.raises(ValueError, match="needs a line"):
        readme.filled("# iopkit\n", {}, {})
