"""Verbs about clinical measures: each filling, and its scores."""

from collections.abc import Iterable

from iopkit.model.measure import Administration, Score
from iopkit.store import tables
from iopkit.store.verbs import Verbs


class MeasureVerbs(Verbs):
    """Administrations of measures and their scores."""

    def add_administrations(self, administrations: Iterable[Administration]) -> None:
        """Add fillings of measures with what they came to."""
        batch = list(administrations)
        self._add(
            tables.administrations,
            [
                {
                    "id": one.id,
                    "measure_id": one.measure,
                    "client_id": one.client,
                    "session_id": one.session,
                    "given_at": one.given_at,
                    "answers": one.answers,
                }
                for one in batch
            ],
        )
        rows = [{"administration_id": one.id, **score.model_dump()} for one in batch for score in one.scores]
        self._add(tables.scores, rows)

    def list_administrations(self, client_id: str) -> list[Administration]:
        """All fillings by a client, oldest first, with their scores."""
        table = tables.administrations
        rows = self._all(table, table.c.client_id == client_id, order=table.c.given_at)
        return [
            Administration(
                id=row.id,
                measure=row.measure_id,
                client=row.client_id,
                session=row.session_id,
                given_at=row.given_at,
                answers=row.answers,
                scores=self._scores(row.id),
            )
            for row in rows
        ]

    def _scores(self, administration_id: str) -> tuple[Score, ...]:
        table = tables.scores
        rows = self._all(table, table.c.administration_id == administration_id, order=table.c.scale)
        return tuple(Score(scale=row.scale, value=row.value, band=row.band) for row in rows)
