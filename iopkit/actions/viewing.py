"""What somebody looked at or took along: it changes nothing, and it stands in the audit all the same."""

from collections.abc import Iterable
from typing import Any

from iopkit.store.store import Store


def record_view(
    store: Store,
    act: str,
    by: str | None,
    *,
    session: str | None = None,
    clients: Iterable[str] = (),
    detail: dict[str, Any] | None = None,
) -> None:
    """Write into the audit that somebody saw, searched, printed or exported these clients' data.

    ``act`` is such as ``see_session``, ``see_engagement``, ``search``, ``print`` or ``report``.
    """
    with store.write(by) as w:
        w.record(act, session=session, clients=clients, detail=detail)
