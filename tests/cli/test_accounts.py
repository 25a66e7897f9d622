"""Accounts by command: what people are given, sites among it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Command = Callable[..., Result]


@pytest.fixture
def at_two_sites(iopkit: Command, records: Path) -> None:
    """The small clinic, whose day program is in the north; another site is in the south."""
    (records / "sites.csv").write_text("site_id,name\nn,North\ns,South\n")
    (records / "programs.csv").write_text("program,site\nday,n\n")
    assert iopkit("import", records).exit_code == 0


@pytest.mark.usefixtures("at_two_sites")
def test_sites_are_given_shown_and_refused_to_who_has_a_group_elsewhere(iopkit: Command) -> None:
    assert iopkit("user", "add", "owl", "--role", "supervisor", "--site", "n").exit_code == 0
    assert iopkit("user", "add", "wren-k", "--role", "facilitator").exit_code == 0
    refused = iopkit("user", "allow", "wren-k", "--site", "s")
    assert refused.exit_code == 1
    assert "'wren-k' leads group morning, which is at site n, and would have only s." in refused.output
    assert iopkit("user", "allow", "wren-k", "--site", "s", "--site", "n").exit_code == 0
    rows = {one["id"]: one for one in json.loads(iopkit("user", "list", "--format", "json").stdout)}
    assert (rows["owl"]["sites"], rows["owl"]["reaches"]) == (["n"], "")
    assert (rows["wren-k"]["sites"], rows["wren-k"]["reaches"]) == (["n", "s"], "morning")
    said = iopkit("user", "list").stdout
    assert "owl: all of it; sites: n" in said
    assert "Wren K.: morning; sites: n, s" in said


@pytest.mark.usefixtures("at_two_sites")
def test_a_group_is_lent_and_taken_again(iopkit: Command) -> None:
    assert iopkit("user", "add", "elk", "--role", "facilitator", "--group", "morning").exit_code == 0
    nothing = iopkit("user", "withdraw", "elk")
    assert (nothing.exit_code, "Say what to take" in nothing.output) == (2, True)
    unknown = iopkit("user", "withdraw", "elk", "--program", "day")
    assert (unknown.exit_code, "'elk' has no program 'day'" in unknown.output) == (1, True)
    done = iopkit("user", "withdraw", "elk", "--group", "morning")
    assert done.output == "elk reaches that no more, from the next press on.\n"
    rows = {one["id"]: one for one in json.loads(iopkit("user", "list", "--format", "json").stdout)}
    assert (rows["elk"]["reaches"], rows["elk"]["state"]) == ("", "open")


@pytest.mark.usefixtures("at_two_sites")
def test_a_report_compares_sites(iopkit: Command) -> None:
    done = iopkit("report", "attendance", "--by", "site", "--format", "csv")
    assert done.exit_code == 0
    assert "North" in done.stdout
