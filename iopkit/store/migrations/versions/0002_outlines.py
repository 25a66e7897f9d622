"""Programs on paper."""

import sqlalchemy as sa
from alembic import op

from iopkit.store.columns import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Programs on paper."""
    op.create_table(
        "outlines",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["staff.id"], name=op.f("fk_outlines_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlines")),
    )
