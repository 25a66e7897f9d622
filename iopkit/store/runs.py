"""Verbs about a session in progress: which step, since when, and how each step ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from iopkit.errors import ChangedElsewhere, NotAllowed
from iopkit.model.group_session import Outcome, Run, StepRun
from iopkit.model.plan import Plan
from iopkit.model.worksheet import Worksheet
from iopkit.store import tables
from iopkit.store.verbs import Verbs


class RunVerbs(Verbs):
    """Runs of session plans, their steps and the stretches of time these took."""

    def add_run(self, session_id: str, plan: Plan, worksheets: Sequence[Worksheet]) -> None:
        """Start a session at its first step, keeping the plan and worksheets as they are now."""
        self._add(
            tables.runs,
            [
                {
                    "session_id": session_id,
                    "plan": plan.model_dump(mode="json"),
                    "worksheets": [sheet.model_dump(mode="json", by_alias=True) for sheet in worksheets],
                    "step": 0,
                    "started_at": self.now,
                    "paused": False,
                    "facilitator_id": self.by,
                    "version": 1,
                }
            ],
        )

    def find_run(self, session_id: str) -> Run | None:
        """The run of a session; None when it has not been started."""
        row = self._one(tables.runs, tables.runs.c.session_id == session_id)
        if row is None:
            return None
        fields = dict(row._mapping)
        return Run(
            session=fields.pop("session_id"),
            facilitator=fields.pop("facilitator_id"),
            steps=self._step_runs(session_id),
            **fields,
        )

    def get_run(self, session_id: str) -> Run:
        """The run of a session.

        Raises
        ------
        NotAllowed
            The session has not been started.
        """
        run = self.find_run(session_id)
        if run is None:
            raise NotAllowed("This session has not been started yet. Press Start first.")
        return run

    def runs_group(self, staff_id: str) -> bool:
        """Whether somebody leads a session that goes on right now; one of yesterday does not count."""
        table = tables.runs
        today = self.now - timedelta(hours=12)
        led = table.c.facilitator_id == staff_id
        return self._one(table, led, table.c.closed_at.is_(None), table.c.started_at > today) is not None

    def set_run(self, session_id: str, seen_version: int, **fields: Any) -> None:
        """Change where a run stands: ``step``, ``paused`` or ``closed_at``.

        Raises
        ------
        ChangedElsewhere
            Somebody else changed it since ``seen_version``.
        """
        changed = self._update(
            tables.runs,
            {**fields, "version": seen_version + 1},
            tables.runs.c.session_id == session_id,
            tables.runs.c.version == seen_version,
        )
        if not changed:
            raise ChangedElsewhere(
                "Somebody else moved this session on. Your press was not stored; this is where it stands now."
            )

    def add_stretch(self, session_id: str, position: int, at: datetime | None = None) -> None:
        """Let a step's clock run from a moment on, or from now."""
        self._add(
            tables.step_stretches,
            [{"session_id": session_id, "position": position, "started_at": at or self.now}],
        )

    def set_stretch_ended(self, session_id: str, at: datetime | None = None) -> None:
        """Stop the clock of whichever step runs, at a moment or now."""
        table = tables.step_stretches
        self._update(
            table, {"ended_at": at or self.now}, table.c.session_id == session_id, table.c.ended_at.is_(None)
        )

    def set_step(
        self, session_id: str, position: int, outcome: Outcome | None = None, extra_minutes: int = 0
    ) -> None:
        """Say how a step stands: its outcome, and minutes added to it in all."""
        self._set(
            tables.step_runs,
            {"session_id": session_id, "position": position},
            {"outcome": outcome, "extra_minutes": extra_minutes},
        )

    def _step_runs(self, session_id: str) -> tuple[StepRun, ...]:
        steps, stretches = tables.step_runs, tables.step_stretches
        said = {row.position: row for row in self._all(steps, steps.c.session_id == session_id)}
        times: dict[int, list[Any]] = {}
        for row in self._all(stretches, stretches.c.session_id == session_id, order=stretches.c.id):
            times.setdefault(row.position, []).append((row.started_at, row.ended_at))
        return tuple(
            StepRun(
                position=position,
                stretches=tuple(times.get(position, ())),
                outcome=said[position].outcome if position in said else None,
                extra_minutes=said[position].extra_minutes if position in said else 0,
            )
            for position in sorted({*said, *times})
        )
