"""Fill a worksheet: one answer to one item, kept at once."""

from iopkit.actions.access import require
from iopkit.errors import NotAllowed, quoted
from iopkit.model.access import Act
from iopkit.model.group_session import Response
from iopkit.store.store import Store


def answer_item(store: Store, response: Response, by: str | None) -> None:
    """Keep one answer of a client, or of the group when ``response.client`` is None.

    ``response.version`` is the version of the answer that the person saw, 0 for none.

    Raises
    ------
    ChangedElsewhere
        Somebody else answered this item in between.
    NotAllowed
        The session has no such worksheet or item, the value does not fit the item,
        or the client is no member of the group on that day.
    """
    with store.write(by) as w:
        require(w, Act.FILL_WORKSHEET, session=response.session)
        sheet = w.get_run(response.session).worksheet(response.worksheet)
        item = sheet.item(response.item) if sheet else None
        if sheet is None or item is None:
            raise NotAllowed("This question is not on a worksheet of this session. Nothing was stored.")
        if why := item.fault(response.value):
            raise NotAllowed(f'Not saved: in "{item.ask}" {why}.')
        if response.client is not None:
            session = w.get_session(response.session)
            members = w.list_members(session.group, session.local_day)
            if response.client not in {client.id for client in members}:
                raise NotAllowed(f"{quoted(response.client)} is no member of {session.group_name} that day.")
        w.set_response(response)
        w.record(
            "answer_item",
            session=response.session,
            clients=[response.client] if response.client else [],
            detail={"worksheet": response.worksheet, "item": response.item},
        )
