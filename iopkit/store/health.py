"""Verbs that look at how the store itself is, whatever it holds."""

from datetime import datetime

from sqlalchemy import func, select, text

from iopkit.store import tables
from iopkit.store.verbs import Verbs

_MOST = 20


class HealthVerbs(Verbs):
    """How the store is."""

    def list_damage(self) -> list[str]:
        """What is broken in the database, in its own words; these name tables and never what is in them.

        Raises
        ------
        StoreError
            It is so broken that it cannot be read through.
        """
        if self._connection.dialect.name == "sqlite":
            found = self._connection.execute(text(f"PRAGMA integrity_check({_MOST})")).scalars()
            broken = [str(one) for one in found if one != "ok"]
            lost = self._connection.execute(text("PRAGMA foreign_key_check")).all()
            return [*broken, *sorted({f"a row of {row[0]} refers to none of {row[2]}" for row in lost})]
        for table in tables.metadata.sorted_tables:
            self._connection.execute(select(func.count()).select_from(table))
        return []

    def is_encrypted(self) -> bool | None:
        """Whether the store's file is encrypted; None where there is no file to look at."""
        if self._connection.dialect.name != "sqlite":
            return None
        return self._connection.execute(
            text("PRAGMA cipher_version")
        ).returns_rows  # SQLCipher alone knows it

    def latest_act(self) -> datetime | None:
        """When anybody last did anything, by the clock of that time; None when nobody ever did."""
        latest: datetime | None = self._connection.scalar(select(func.max(tables.audit.c.at)))
        return latest
