"""Verbs about programs on paper."""

from typing import Any

from sqlalchemy import Row

from iopkit.errors import ChangedElsewhere, NotFound
from iopkit.model.program import Outline
from iopkit.store import tables
from iopkit.store.verbs import Verbs


class OutlineVerbs(Verbs):
    """Outlines of programs: days with their session plans."""

    def add_outline(self, outline: Outline) -> None:
        """Add a program on paper; its version starts at 1."""
        row = {"id": outline.id, **self._fields(outline), "version": 1, "site_id": outline.site}
        self._add(tables.outlines, [row])

    def get_outline(self, outline_id: str) -> Outline:
        """The program on paper of that id.

        Raises
        ------
        NotFound
            There is none, or somebody removed it.
        """
        row = self._one(tables.outlines, tables.outlines.c.id == outline_id)
        if row is None:
            raise NotFound("There is no such program in this store, or somebody removed it. Choose another.")
        return _outline(row)

    def list_outlines(self) -> list[Outline]:
        """All programs on paper, by title."""
        return [_outline(row) for row in self._all(tables.outlines, order=tables.outlines.c.title)]

    def set_outline(self, outline: Outline) -> None:
        """Change a program on paper.

        Raises
        ------
        ChangedElsewhere
            Somebody else changed it since ``outline.version``; nothing was stored.
        """
        changed = self._update(
            tables.outlines,
            {**self._fields(outline), "version": outline.version + 1},
            tables.outlines.c.id == outline.id,
            tables.outlines.c.version == outline.version,
        )
        if not changed:
            raise ChangedElsewhere(
                "Somebody else changed this program. Your change was not stored; this is how it stands now."
            )

    def remove_outline(self, outline_id: str) -> None:
        """Remove a program on paper; sessions that were run keep their plans."""
        self._remove(tables.outlines, tables.outlines.c.id == outline_id)

    def _fields(self, outline: Outline) -> dict[str, Any]:
        said = outline.model_dump(mode="json", include={"title", "rules", "days"})
        return {**said, "changed_at": self.now, "changed_by": self.by}


def _outline(row: Row[Any]) -> Outline:
    fields = {**row._mapping, "site": row.site_id}
    return Outline.model_validate({name: fields[name] for name in Outline.model_fields})
