"""Mail that comes in."""

import sqlalchemy as sa
from alembic import op

import exchange.kernel.base

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_ANSWERS = ("needs_action", "accepted", "tentative", "declined")
_STATES = ("applied", "stale", "to_confirm", "settled", "uninvited", "suggested", "taken_up", "set_aside")


def upgrade() -> None:
    instant = exchange.kernel.base.Instant(timezone=True)
    op.create_table(
        "received_mail",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("received_at", instant, nullable=False),
        sa.Column("done", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_received_mail")),
    )
    with op.batch_alter_table("received_mail") as batch_op:
        batch_op.create_index(batch_op.f("ix_received_mail_received_at"), ["received_at"], unique=False)
    op.create_table(
        "meeting_mailed_word",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="wordstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum(*_ANSWERS, name="partstat", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamp", instant, nullable=False),
        sa.Column("came_at", instant, nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=True),
        sa.Column("starts_at", instant, nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(length=600), nullable=False),
        sa.CheckConstraint(
            "(state = 'uninvited') = (participant_id IS NULL)",
            name=op.f("ck_meeting_mailed_word_uninvited_has_no_part"),
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["meeting_participant.id"],
            name=op.f("fk_meeting_mailed_word_participant_id_meeting_participant"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["meeting_request.id"], name=op.f("fk_meeting_mailed_word_request_id_meeting_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_mailed_word")),
    )
    with op.batch_alter_table("meeting_mailed_word") as batch_op:
        batch_op.create_index("ix_meeting_mailed_word_request_id_state", ["request_id", "state"], unique=False)


def downgrade() -> None:
    op.drop_table("meeting_mailed_word")
    op.drop_table("received_mail")
