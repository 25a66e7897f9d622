"""Sites: places where programs run, with the programs, clients and plans of each, and who was given which."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_OF_A_SITE = ("programs", "clients", "outlines")


def upgrade() -> None:
    """Sites; everything that is there already is of none."""
    op.create_table(
        "sites",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
    )
    for table in _OF_A_SITE:  # in words: SQLite takes a reference only together with its column
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN site_id TEXT CONSTRAINT fk_{table}_site_id REFERENCES sites (id)"
        )
    op.create_index(op.f("ix_clients_site_id"), "clients", ["site_id"])
    op.create_table(
        "staff_sites",
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_sites_staff_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_staff_sites_site_id")),
        sa.PrimaryKeyConstraint("staff_id", "site_id", name=op.f("pk_staff_sites")),
    )
