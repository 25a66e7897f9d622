"""The tutorial brings two real trials in and gets the published and the counted numbers out.

The records are not part of the repository: IOPKIT_CTN0094 names their folder, or they stand beside
the checkout.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

CHECKOUT = Path(__file__).parents[2]
NOTEBOOK = CHECKOUT / "notebooks" / "tutorial_real_records.ipynb"
BESIDE = CHECKOUT.parent / "shared" / "data" / "ctn0094"

WEEKS = ("WK1", "WK4", "WK8", "WK12", "WK16", "WK20", "WK24")


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the real records; without it the test is skipped."""
    folder = Path(os.environ.get("IOPKIT_CTN0094") or BESIDE)
    if not (folder / "randomization.csv").is_file():
        pytest.skip(f"the records of the two trials are not in {folder}; IOPKIT_CTN0094 names their folder")
    monkeypatch.setenv("IOPKIT_CTN0094", str(folder))
    return folder


def _numbers(notebook: NotebookNode) -> dict[str, Any]:
    (cell,) = [cell for cell in notebook.cells if "numbers" in cell.metadata.get("tags", [])]
    (shown,) = [output.data for output in cell.outputs if "data" in output]
    return shown["application/json"]


def test_the_tutorial_gives_the_published_and_the_counted_numbers(
    records: Path, run_notebook: Callable[[Path], NotebookNode]
) -> None:
    notebook = run_notebook(NOTEBOOK)
    numbers = _numbers(notebook)

    # Published: who was assigned to what, first and second time.
    assert numbers["arms"] == {
        "START Methadone": 529,
        "START Buprenorphine": 740,
        "POATS EMM": 329,
        "POATS SMM": 324,
        "POATS phase 2 EMM": 180,
        "POATS phase 2 SMM": 180,
    }
    # Counted from the files.
    assert [numbers["kept"]["Methadone"][week] for week in WEEKS] == [472, 459, 442, 419, 408, 393, 403]
    assert [numbers["kept"]["Buprenorphine"][week] for week in WEEKS] == [600, 516, 445, 399, 369, 342, 465]
    assert numbers["samples"] == {
        "Methadone": {"positive": 3968, "samples": 9512},
        "Buprenorphine": {"positive": 3424, "samples": 9303},
        "EMM": {"positive": 1108, "samples": 2202},
        "SMM": {"positive": 1079, "samples": 2368},
    }
    # Counted, and as published: 74 % and 46 % completed.
    assert numbers["completed"] == {
        "Methadone": {"completed": 386, "dosed": 520},
        "Buprenorphine": {"completed": 339, "dosed": 727},
    }
    _assert_retention({(row["program"], row["track"]): row for row in numbers["retention"]})
    _assert_words(numbers)
    _assert_charts(notebook)


def _assert_retention(retention: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert {arm: (row["n"], row["left"]) for arm, row in retention.items()} == {
        ("START", "Methadone"): (529, 520 - 386),
        ("START", "Buprenorphine"): (740, 727 - 339),
        ("POATS", "EMM"): (329, 44),
        ("POATS", "SMM"): (324, 37),
        ("POATS phase 2", "EMM"): (180, 42),
        ("POATS phase 2", "SMM"): (180, 51),
    }
    # Nobody's time was cut short in the second phase, so the curve ends at plain fractions.
    assert retention["POATS phase 2", "EMM"]["in last week"] == pytest.approx(138 / 180)
    assert retention["POATS phase 2", "SMM"]["in last week"] == pytest.approx(129 / 180)
    # The paper's 74 % and 46 %, a few never dosed being seen for no more than a day.
    assert retention["START", "Methadone"]["in last week"] == pytest.approx(386 / 520, abs=0.001)
    assert retention["START", "Buprenorphine"]["in last week"] == pytest.approx(339 / 727, abs=0.001)
    # scipy.stats.logrank on stays worked out from the files alone.
    for program, chi2, p in (
        ("START", 103.45715, 2.66088e-24),
        ("POATS", 0.54379, 0.46087),
        ("POATS phase 2", 0.93585, 0.33335),
    ):
        arms = [row for (one, _), row in retention.items() if one == program]
        assert [row["chi-square"] for row in arms] == pytest.approx([chi2, chi2], rel=1e-4)
        assert [row["p"] for row in arms] == pytest.approx([p, p], rel=1e-4)


def _assert_words(numbers: dict[str, Any]) -> None:
    """What the tutorial says in its text about the falling number of expected visits."""
    expected, kept = numbers["expected"], numbers["kept"]
    rates = [sum(arm[week] for arm in kept.values()) / expected[week] for week in expected]
    assert (max(expected.values()), min(expected.values())) == (1269, 750)
    assert min(rates) == pytest.approx(0.84, abs=0.005)
    assert numbers["stored"]["clients"] == 2788
    assert numbers["stored"]["administrations"] == 27935 - 6


def _assert_charts(notebook: NotebookNode) -> None:
    """Every chart that is shown has its sentence, its n and its table."""
    widgets = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    cards = [one["state"] for one in widgets if "arrangement" in one["state"]]
    assert [card["title"] for card in cards] == [
        "Staying in treatment",
        "Staying in treatment",
        "Attendance by week",
        "Attendance by week",
        "Who came, session by session",
    ]
    assert all(card["summary"] and card["definition"] and card["n"] for card in cards)
    assert all(card["table"]["rows"] for card in cards)


def test_without_the_records_the_first_cell_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_notebook: Callable[[Path], NotebookNode]
) -> None:
    monkeypatch.setenv("IOPKIT_CTN0094", str(tmp_path / "nowhere"))
    with pytest.raises(CellExecutionError, match="set IOPKIT_CTN0094 to their folder"):
        run_notebook(NOTEBOOK)


def test_no_outputs_are_kept() -> None:
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert not [cell.id for cell in code if cell.outputs or cell.execution_count]
