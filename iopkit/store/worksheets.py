"""Verbs about what clients answered on worksheets."""

from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.exc import IntegrityError

from iopkit.errors import ChangedElsewhere
from iopkit.model.group_session import Response
from iopkit.store import tables
from iopkit.store.verbs import Verbs


class WorksheetVerbs(Verbs):
    """Responses to worksheets' items."""

    def set_response(self, response: Response) -> None:
        """Keep one answer; ``response.version`` is the version seen, 0 when there was no answer yet.

        Raises
        ------
        ChangedElsewhere
            Somebody else answered this item since then; their answer stands.
        """
        values = {
            "value": response.value,
            "version": response.version + 1,
            "answered_by": self.by,
            "answered_at": self.now,
        }
        stored = self._first(response, values) if response.version == 0 else self._seen(response, values)
        if not stored:
            raise ChangedElsewhere(
                "Somebody else answered this question a moment ago. Your answer was not stored; "
                "theirs is shown. Write yours again if it is the right one."
            )

    def list_responses(self, session_id: str) -> list[Response]:
        """All answers given in a session, in the order they were first given."""
        table = tables.responses
        return [
            Response(
                session=row.session_id,
                worksheet=row.worksheet_id,
                client=row.client_id,
                item=row.item_id,
                value=row.value,
                version=row.version,
            )
            for row in self._all(table, table.c.session_id == session_id, order=table.c.id)
        ]

    def _first(self, response: Response, values: dict[str, Any]) -> bool:
        row = {
            "session_id": response.session,
            "worksheet_id": response.worksheet,
            "client_id": response.client,
            "item_id": response.item,
        }
        try:
            with self._connection.begin_nested():
                self._add(tables.responses, [{**row, **values}])
        except IntegrityError:
            if self._one(tables.responses, _key(response)) is None:
                raise
            return False
        return True

    def _seen(self, response: Response, values: dict[str, Any]) -> bool:
        seen = tables.responses.c.version == response.version
        return bool(self._update(tables.responses, values, _key(response), seen))


def _key(response: Response) -> ColumnElement[bool]:
    table = tables.responses
    whose = table.c.client_id.is_(None) if response.client is None else table.c.client_id == response.client
    return and_(
        table.c.session_id == response.session,
        table.c.worksheet_id == response.worksheet,
        table.c.item_id == response.item,
        whose,
    )
