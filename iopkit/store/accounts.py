"""Verbs about accounts, what staff reach, and who is signed in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from iopkit.errors import NotFound, quoted
from iopkit.model.account import Account, Person, SignIn
from iopkit.model.people import Staff
from iopkit.store import tables
from iopkit.store.verbs import Verbs


class AccountVerbs(Verbs):
    """Accounts, reach, sign-ins."""

    def add_account(self, account: Account) -> None:
        """Let a member of staff sign in."""
        self._add(tables.accounts, [_account_row(account)])

    def find_account(self, staff_id: str) -> Account | None:
        """The account of a member of staff; None when they have none."""
        row = self._one(tables.accounts, tables.accounts.c.staff_id == staff_id)
        return _account(row) if row else None

    def get_account(self, staff_id: str) -> Account:
        """The account of a member of staff.

        Raises
        ------
        NotFound
            They have none; the message says how to see those there are.
        """
        account = self.find_account(staff_id)
        if account is None:
            raise NotFound(
                f"No account {quoted(staff_id)} in this store. 'iopkit user list' shows those there are."
            )
        return account

    def list_accounts(self) -> list[Account]:
        """All accounts, by id of their staff."""
        return [_account(row) for row in self._all(tables.accounts, order=tables.accounts.c.staff_id)]

    def set_account(self, account: Account) -> None:
        """Change an account."""
        row = _account_row(account)
        self._update(tables.accounts, row, tables.accounts.c.staff_id == row.pop("staff_id"))

    def has_accounts(self) -> bool:
        """Whether anybody can sign in at all."""
        return bool(self._connection.scalar(select(func.count()).select_from(tables.accounts)))

    def set_supervised(self, staff_id: str, programs: set[str]) -> None:
        """Say which programs a member of staff supervises."""
        table = tables.supervised_programs
        self._remove(table, table.c.staff_id == staff_id)
        self._add(table, [{"staff_id": staff_id, "program_id": one} for one in sorted(programs)])

    def set_facilitators(self, group_id: str, staff: list[str]) -> None:
        """Say who facilitates a group, the first one first."""
        table = tables.group_facilitators
        self._remove(table, table.c.group_id == group_id)
        rows = [{"group_id": group_id, "staff_id": one, "position": at} for at, one in enumerate(staff)]
        self._add(table, rows)

    def find_person(self, staff_id: str) -> Person | None:
        """A member of staff with an account, and what they reach; None when they have no account."""
        staff, account = tables.staff, tables.accounts
        query = (
            select(staff, account.c.disabled_at)
            .join(account, account.c.staff_id == staff.c.id)
            .where(staff.c.id == staff_id)
        )
        row = self._connection.execute(query).first()
        if row is None:
            return None
        member, watched, given = tables.group_facilitators, tables.supervised_programs, tables.staff_sites
        return Person(
            staff=Staff(id=row.id, name=row.name, role=row.role),
            active=row.disabled_at is None,
            groups=self._ids(member.c.group_id, member.c.staff_id == staff_id),
            programs=self._ids(watched.c.program_id, watched.c.staff_id == staff_id),
            sites=self._ids(given.c.site_id, given.c.staff_id == staff_id),
        )

    def add_sign_in(self, sign_in: SignIn) -> None:
        """Begin a stay."""
        self._add(tables.sign_ins, [_sign_in_row(sign_in)])

    def find_sign_in(self, sign_in_id: str) -> SignIn | None:
        """The stay of that id; None when there is none."""
        row = self._one(tables.sign_ins, tables.sign_ins.c.id == sign_in_id)
        return _sign_in(row) if row else None

    def list_open_sign_ins(self, staff_id: str | None = None) -> list[SignIn]:
        """Stays that have not ended, of one member of staff or of all."""
        table = tables.sign_ins
        where: list[ColumnElement[bool]] = [table.c.ended_at.is_(None)]
        if staff_id is not None:
            where.append(table.c.staff_id == staff_id)
        return [_sign_in(row) for row in self._all(table, *where, order=table.c.began_at)]

    def set_sign_in(self, sign_in_id: str, **fields: Any) -> None:
        """Change a stay: ``locked``, ``ended_at``, ``ended_because``."""
        self._update(tables.sign_ins, fields, tables.sign_ins.c.id == sign_in_id)

    def set_seen(self, sign_in_id: str, at: datetime) -> None:
        """Somebody was there just now. That alone is nothing for the audit."""
        self._change(tables.sign_ins, {"seen_at": at}, tables.sign_ins.c.id == sign_in_id)

    def _ids(self, column: Any, where: ColumnElement[bool]) -> frozenset[str]:
        return frozenset(self._connection.scalars(select(column).where(where)))


def _account_row(account: Account) -> dict[str, Any]:
    fields = account.model_dump()
    return {"staff_id": fields.pop("staff"), **fields}


def _account(row: Row[Any]) -> Account:
    fields = dict(row._mapping)
    return Account(staff=fields.pop("staff_id"), **fields)


def _sign_in_row(sign_in: SignIn) -> dict[str, Any]:
    fields = sign_in.model_dump()
    return {"staff_id": fields.pop("staff"), **fields}


def _sign_in(row: Row[Any]) -> SignIn:
    fields = dict(row._mapping)
    return SignIn(staff=fields.pop("staff_id"), **fields)
