"""Where a clinic's time zone is found when nobody has said it."""

import pytest

from iopkit.actions.import_folder import time_zone
from iopkit.errors import NotAllowed


def linked(tmp_path, monkeypatch, target):
    link = tmp_path / "localtime"
    link.symlink_to(target)
    monkeypatch.setattr(time_zone, "LOCALTIME", link)


def test_iopkit_s_own_variable_goes_first(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("IOPKIT_TIME_ZONE", "Europe/Berlin")
    assert time_zone.time_zone_here() == "Europe/Berlin"


def test_then_the_system_s_variable(tmp_path, monkeypatch):
    linked(tmp_path, monkeypatch, "/usr/share/zoneinfo/Europe/Berlin")
    monkeypatch.setenv("TZ", ":Asia/Tokyo")
    assert time_zone.time_zone_here() == "Asia/Tokyo"


def test_then_the_system_s_link(tmp_path, monkeypatch):
    linked(tmp_path, monkeypatch, "/usr/share/zoneinfo/America/Argentina/Salta")
    assert time_zone.time_zone_here() == "America/Argentina/Salta"


@pytest.mark.parametrize(
    "target", ["/nowhere/at/all", "/usr/share/zoneinfo/Mars/Base", "/usr/share/zoneinfo"]
)
def test_else_utc(tmp_path, monkeypatch, target):
    linked(tmp_path, monkeypatch, target)
    assert time_zone.time_zone_here() == "UTC"


def test_a_missing_link_is_utc(tmp_path, monkeypatch):
    monkeypatch.setattr(time_zone, "LOCALTIME", tmp_path / "none")
    assert time_zone.time_zone_here() == "UTC"


def test_a_wrong_variable_is_told_and_not_passed_over(monkeypatch):
    monkeypatch.setenv("IOPKIT_TIME_ZONE", "Berlin")
    with pytest.raises(NotAllowed, match="Did you mean Europe/Berlin"):
        time_zone.time_zone_here()


@pytest.mark.parametrize("name", ["Mars Base One", "../../etc/passwd", "America", ""])
def test_what_is_no_time_zone_is_refused(name):
    with pytest.raises(NotAllowed, match="There is no time zone"):
        time_zone.checked_time_zone(name)
