"""Verbs about the audit: who did what, when, on whose records."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from iopkit.model.audit import LOOKED, AuditRow, chained, plain
from iopkit.store import tables
from iopkit.store.news import call_out
from iopkit.store.verbs import Verbs

#: Rows that are read at a time.
_BATCH = 1000


class AuditVerbs(Verbs):
    """The audit. Rows are added by ``seal`` at the end of a writing transaction, and never otherwise."""

    def record(
        self,
        act: str,
        *,
        session: str | None = None,
        clients: Iterable[str] = (),
        detail: dict[str, Any] | None = None,
    ) -> None:
        """Say what this transaction does, on whose records; it is written when the transaction ends.

        ``detail`` takes what JSON takes, and no words about a client.
        """
        said = {"clients": plain(sorted(set(clients))), "detail": plain(detail or {})}
        self._records.append({"act": str(act), "session": session, **said})

    def seal(self) -> None:
        """Write what was recorded behind the last row of the audit.

        A change that nobody recorded is written as ``change``, with the tables it touched.
        """
        if self._changes and not self._records:
            self.record("change", detail={"rows": dict(self._changes)})
        if not self._records:
            return
        count, last = self.audit_head(hold=True)
        rows = []
        for number, fields in enumerate(self._records, count + 1):
            row = chained(last, id=number, at=self.now, by=self.by or self.operator, **fields)
            rows.append(row.model_dump())
            last = row.hash
        self._insert(tables.audit, rows)
        self._change(
            tables.audit_head, {"count": count + len(rows), "hash": last}, tables.audit_head.c.id == 1
        )
        call_out(self._connection)

    def audit_head(self, *, hold: bool = False) -> tuple[int, str]:
        """How many rows the audit has, and the hash of the last; ``hold`` keeps others from adding."""
        query = select(tables.audit_head.c.count, tables.audit_head.c.hash)
        row = self._connection.execute(query.with_for_update() if hold else query).one()
        return row[0], row[1]

    def audit_rows(self, after: int = 0) -> Iterator[AuditRow]:
        """Every row behind a number, in order; they are read as they are needed."""
        table = tables.audit
        while True:
            query = select(table).where(table.c.id > after).order_by(table.c.id).limit(_BATCH)
            batch = [AuditRow.model_validate(dict(row._mapping)) for row in self._connection.execute(query)]
            yield from batch
            if len(batch) < _BATCH:
                return
            after = batch[-1].id

    def changes_since(self, number: int) -> tuple[int, set[str]]:
        """The last row's number, and the group sessions that were changed in rows behind ``number``.

        It is asked many times a minute: while nothing happens it reads one row.
        """
        last, _ = self.audit_head()
        if last == number:
            return last, set()
        audit = tables.audit.c
        behind = (audit.id > number, audit.session.is_not(None), audit.act.not_in(LOOKED))
        return last, set(self._connection.scalars(select(audit.session).where(*behind).distinct()))

    def search_audit(
        self,
        *,
        by: str | None = None,
        act: str | None = None,
        client: str | None = None,
        sessions: Sequence[str] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        before: int | None = None,
        limit: int = 200,
    ) -> list[AuditRow]:
        """Rows that fit everything that is given, the newest first.

        ``sessions`` keeps only rows about one of these group sessions; ``until`` is left out itself, and
        so is the row with the number ``before``.
        """
        table = tables.audit
        query = select(table).order_by(table.c.id.desc()).limit(limit)
        for column, value in ((table.c.by, by), (table.c.act, act)):
            if value:
                query = query.where(column == value)
        if client:
            query = query.where(table.c.clients.contains(plain(client), autoescape=True))
        if sessions is not None:
            query = query.where(table.c.session.in_(sessions))
        if since:
            query = query.where(table.c.at >= since)
        if until:
            query = query.where(table.c.at < until)
        if before:
            query = query.where(table.c.id < before)
        return [AuditRow.model_validate(dict(row._mapping)) for row in self._connection.execute(query)]

    def list_acts(self) -> list[str]:
        """Every act that the audit has a row of."""
        act = tables.audit.c.act
        return list(self._connection.scalars(select(act).distinct().order_by(act)))
