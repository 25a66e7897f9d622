"""Whether the server lives, and whether it can do its work: for whatever watches over it."""

import json
import shutil
from pathlib import Path

from iopkit.errors import IopkitError
from iopkit.serve.gate import Gate
from iopkit.serve.identity import store_of
from iopkit.serve.plain_handler import slowly
from iopkit.store.address import file_of, store_address
from iopkit.store.store import Store

#: With less room than this a day's work may not fit.
LEAST_FREE = 50_000_000


class HealthHandler(Gate):
    """The process answers."""

    open_to_all = True

    def get(self) -> None:
        """Say so."""
        self.finish("ok\n")


class ReadinessHandler(Gate):
    """The pages can be used: 200, or 503 with the reasons; they name no place and nobody."""

    open_to_all = True

    async def get(self) -> None:
        """Look, and say."""
        reasons = await slowly(why_not_ready, store_of(self))
        if self.settings.get("iopkit_is_stopping"):
            reasons.append("the server is stopping")
        self.set_status(503 if reasons else 200)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"ready": not reasons, "reasons": reasons}) + "\n")


def why_not_ready(store: Store) -> list[str]:
    """Everything that keeps the pages from being used."""
    reasons = []
    try:
        with store.read() as r:
            r.audit_head()
    except IopkitError:
        reasons.append("the store cannot be read")
    file = file_of(store_address())
    if file is not None and _free(file.expanduser().parent) < LEAST_FREE:
        reasons.append("the disk is almost full")
    return reasons


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
