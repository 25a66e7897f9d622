"""Check-ins and participation have versions, so that two facilitators cannot overwrite each other."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Versions of check-ins and of participation; what is there is in its first."""
    for table in ("check_ins", "participation"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
