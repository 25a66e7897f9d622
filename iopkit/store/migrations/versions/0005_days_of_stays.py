"""Each stay has its length in days beside its dates, and indexes from which stays are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_INDEXES = {
    "days_all": ["days", "discharge_reason", "discharged_on", "admitted_on"],
    "days_program": ["program_id", "days", "discharge_reason", "discharged_on", "admitted_on"],
    "program_id_admitted_on": ["program_id", "admitted_on"],
    "admitted_on": ["admitted_on"],
    "discharged_on": ["discharged_on"],
}
_LENGTH = {
    "postgresql": "discharged_on - admitted_on",
    "sqlite": "CAST(julianday(discharged_on) - julianday(admitted_on) AS INTEGER)",
}


def upgrade() -> None:
    """Lengths of the stays that have ended."""
    op.add_column("episodes", sa.Column("days", sa.Integer(), nullable=True))
    length = _LENGTH[op.get_bind().dialect.name]
    op.execute(f"UPDATE episodes SET days = {length} WHERE discharged_on IS NOT NULL")  # noqa: S608
    for name, columns in _INDEXES.items():
        op.create_index(op.f(f"ix_episodes_{name}"), "episodes", columns)
