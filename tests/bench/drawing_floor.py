"""What no framework can be faster than: the same charts in one plain file, with plotly.js beside it."""

import sys
from datetime import date
from pathlib import Path

from plotly.offline import get_plotlyjs
from servers import ROOT, Command
from sign_ins import SUPERVISOR

from iopkit.store.store import Store
from iopkit.ui.pages.engagement import EngagementState

NAME = "floor: a plain file"


def floor(store: Store, place: Path, since: date, until: date) -> Command:
    """Write the file; gives how it is served."""
    folder = place / "floor"
    folder.mkdir()
    state = EngagementState(store, {"since": since.isoformat(), "until": until.isoformat()}, staff=SUPERVISOR)
    charts = [
        f'<div style="width:48%"><h2>{one.title}</h2>{_drawn(one.figure)}</div>'
        for one in state.charts.values()
    ]
    head = '<!doctype html><meta charset="utf-8"><script src="plotly.js"></script>'
    inside = f'<div style="display:flex;flex-wrap:wrap">{"".join(charts)}</div>'
    (folder / "index.html").write_text(head + inside, "utf-8")
    (folder / "plotly.js").write_text(_plotly(), "utf-8")
    return Command(
        [sys.executable, "-m", "http.server", "{port}", "--bind", "127.0.0.1", "--directory", str(folder)]
    )


def _plotly() -> str:
    """The smallest that this installation has: where iopkit brings a bundle of its own, that one."""
    own = ROOT / "iopkit" / "ui" / "kit" / "plotly" / "plotly-cartesian.min.js"
    return own.read_text("utf-8") if own.exists() else str(get_plotlyjs())


def _drawn(figure: object) -> str:
    return str(figure.to_html(full_html=False, include_plotlyjs=False, config={"displayModeBar": False}))  # type: ignore[attr-defined]
