"""What waits in the outbox, by key: done rows of the same key are not looked through."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    columns = ["key", "number"]
    op.create_index("ix_outbox_row_open_key", "outbox_row", columns, sqlite_where=_OPEN, postgresql_where=_OPEN)


def downgrade() -> None:
    op.drop_index("ix_outbox_row_open_key", table_name="outbox_row")
