"""What stands in a file and does not show on its pages: deleted text that is still kept, comments, notes."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stored_file") as table:
        table.add_column(sa.Column("aside", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("stored_file") as table:
        table.alter_column("aside", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("stored_file") as table:
        table.drop_column("aside")
