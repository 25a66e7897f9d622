"""Nothing more is written into a store whose records were moved to another."""

from alembic import op

revision = "0006"
down_revision = "0005"

# Every change ends in a row of the audit, so that is where one is stopped, in every process that is still at it.
_POSTGRESQL = (
    """
    CREATE FUNCTION moved_store_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.act <> 'migrate_store' AND EXISTS (SELECT 1 FROM settings WHERE key = 'moved_to') THEN
            RAISE EXCEPTION 'the records were moved';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER moved_store_is_closed BEFORE INSERT ON audit
    FOR EACH ROW EXECUTE FUNCTION moved_store_is_closed()
    """,
)
_SQLITE = (
    """
    CREATE TRIGGER moved_store_is_closed BEFORE INSERT ON audit
    WHEN NEW.act <> 'migrate_store' AND EXISTS (SELECT 1 FROM settings WHERE key = 'moved_to')
    BEGIN SELECT RAISE(ABORT, 'the records were moved'); END
    """,
)


def upgrade() -> None:
    """Close a store whose records were moved."""
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)
