"""The room that two ministries meet in."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_pair_room",
        sa.Column("one_ministry_id", sa.Uuid(), nullable=False),
        sa.Column("other_ministry_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pasted",
                "jitsi",
                "bigbluebutton",
                name="roomkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("one_ministry_id < other_ministry_id", name=op.f("ck_meeting_pair_room_in_order")),
        sa.ForeignKeyConstraint(
            ["one_ministry_id"], ["ministry.id"], name=op.f("fk_meeting_pair_room_one_ministry_id_ministry")
        ),
        sa.ForeignKeyConstraint(
            ["other_ministry_id"], ["ministry.id"], name=op.f("fk_meeting_pair_room_other_ministry_id_ministry")
        ),
        sa.PrimaryKeyConstraint("one_ministry_id", "other_ministry_id", name=op.f("pk_meeting_pair_room")),
    )


def downgrade() -> None:
    op.drop_table("meeting_pair_room")
