"""What happens, as one line of JSON an event on the error output: no names, no notes, no question."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from tornado.web import RequestHandler

LEVELS = ("debug", "info", "warning", "error")
_log = logging.getLogger("iopkit.serve")


def start_logs(level: str, *, everything: bool = False) -> None:
    """Send every line of this process through one handler; libraries may say less than we do.

    ``everything`` keeps all that libraries say, names too: for looking for a fault in a demonstration.
    """
    line = logging.StreamHandler(sys.stderr)
    line.setFormatter(_Line(everything))
    root = logging.getLogger()
    root.handlers[:] = [line]
    root.setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    _log.setLevel(level.upper())


def give_to_logs(log: logging.Logger) -> None:
    """Let a library's own log go through that one handler too."""
    log.handlers[:] = []
    log.setLevel(logging.NOTSET)  # Voila's own configuration would say everything
    log.propagate = True


def tell(event: str, *, level: str = "info", **fields: Any) -> None:
    """Log an event: ``staff`` is an id, ``page`` and ``kernel`` say where, ``status`` how it went."""
    said = {name: value for name, value in fields.items() if value is not None}
    _log.log(logging.getLevelName(level.upper()), "%s", event, extra={"iopkit": said})


def tell_request(handler: RequestHandler) -> None:
    """Log that a request was answered: by which handler, not what it asked for."""
    name = type(handler).__name__.removeprefix("Guarded").removesuffix("Handler")
    stay = getattr(handler, "_iopkit_stay", None)
    seconds = round(handler.request.request_time(), 4)
    quiet = "Static" in name or "File" in name or name in ("Health", "Readiness")
    tell(
        "request",
        level="debug" if quiet else "info",
        page=name,
        method=handler.request.method,
        staff=stay.staff if stay else None,
        status=handler.get_status(),
        duration=seconds,
    )


class _Line(logging.Formatter):
    """One line of JSON; of a library's line only what its programmer wrote, not what was filled in."""

    def __init__(self, everything: bool) -> None:
        super().__init__()
        self._everything = everything

    def format(self, record: logging.LogRecord) -> str:
        """The line of one event."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        if record.name == _log.name:
            line |= {"event": record.getMessage(), **getattr(record, "iopkit", {})}
        else:
            line |= {"event": "library", "from": record.name, **_of_library(record)}
            if self._everything:
                line |= {"says": logging.Formatter.format(self, record)}
        return json.dumps(line, ensure_ascii=False, default=str)


def _of_library(record: logging.LogRecord) -> dict[str, Any]:
    said: dict[str, Any] = {"where": f"{record.filename}:{record.lineno}"}
    if record.args and isinstance(record.msg, str):
        said["template"] = record.msg
    if record.exc_info and record.exc_info[0]:
        said["error"] = record.exc_info[0].__name__
    return said
