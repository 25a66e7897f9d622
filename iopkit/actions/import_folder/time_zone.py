"""Which time zone a clinic's local times are in, when nobody has said so before."""

import os
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from iopkit.actions.import_folder.faults import shown
from iopkit.errors import NotAllowed

VARIABLE = "IOPKIT_TIME_ZONE"
LOCALTIME = Path("/etc/localtime")


def checked_time_zone(name: str) -> str:
    """A time zone's name, when there is one of that name.

    Raises
    ------
    NotAllowed
        There is none; the message names the nearest.
    """
    if _is_zone(name):
        return name
    near = get_close_matches(name, available_timezones(), n=1)
    hint = f"Did you mean {near[0]}?" if near else "Use a name such as America/New_York."
    raise NotAllowed(f"There is no time zone {shown(name)}. {hint}")


def time_zone_here() -> str:
    """IOPKIT_TIME_ZONE, else the system's zone by TZ or /etc/localtime, else UTC.

    Raises
    ------
    NotAllowed
        IOPKIT_TIME_ZONE names no time zone.
    """
    if given := os.environ.get(VARIABLE, "").strip():
        return checked_time_zone(given)
    system = os.environ.get("TZ", "").removeprefix(":") or _linked(LOCALTIME)
    return system if _is_zone(system) else "UTC"


def _linked(link: Path) -> str:
    """The zone that a link into the zone files names: what stands behind ``zoneinfo/``."""
    _, _, name = link.resolve().as_posix().rpartition("/zoneinfo/")
    return name if link.is_symlink() else ""


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
