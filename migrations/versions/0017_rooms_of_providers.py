"""Rooms of providers."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.add_column(sa.Column("room_kind", sa.String(32), nullable=False, server_default="pasted"))
        batch_op.add_column(sa.Column("room_key", sa.String(32), nullable=True))
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.alter_column("room_kind", existing_type=sa.String(32), server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_meeting_roomkind"), "room_kind IN ('pasted', 'jitsi', 'bigbluebutton')"
        )


def downgrade() -> None:
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.drop_constraint(op.f("ck_meeting_roomkind"), type_="check")
        batch_op.drop_column("room_key")
        batch_op.drop_column("room_kind")
