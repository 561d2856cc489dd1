"""Remarks, pictures, not placed, archive."""

import sqlalchemy as sa
from alembic import op

import exchange.kernel.base


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clearing_rule",
        sa.Column("ministry_id", sa.Uuid(), nullable=False),
        sa.Column("asks_editor", sa.Boolean(), nullable=False),
        sa.Column("months_valid", sa.Integer(), nullable=False),
        sa.CheckConstraint("months_valid BETWEEN 12 AND 24", name=op.f("ck_clearing_rule_months_valid_in_range")),
        sa.ForeignKeyConstraint(["ministry_id"], ["ministry.id"], name=op.f("fk_clearing_rule_ministry_id_ministry")),
        sa.PrimaryKeyConstraint("ministry_id", name=op.f("pk_clearing_rule")),
    )
    op.create_table(
        "practice_picture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", exchange.kernel.base.Instant(timezone=True), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_practice_picture_made_by_person")),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_practice_picture_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_picture")),
        sa.UniqueConstraint("practice_id", "content_hash", name=op.f("uq_practice_picture_practice_id_content_hash")),
    )
    with op.batch_alter_table("practice_picture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_picture_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "practice_remark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_editor", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", exchange.kernel.base.Instant(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", exchange.kernel.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_practice_remark_answered_by_person")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_practice_remark_asked_by_person")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_practice_remark_practice_id_practice")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["practice_revision.id"], name=op.f("fk_practice_remark_revision_id_practice_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_remark")),
    )
    with op.batch_alter_table("practice_remark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_remark_practice_id"), ["practice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_remark_revision_id"), ["revision_id"], unique=False)

    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("archived_at", exchange.kernel.base.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("archived_reason", sa.Text(), nullable=True))

    with op.batch_alter_table("practice_revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("with_editor_at", exchange.kernel.base.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("not_placed", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("practice_revision", "not_placed")
    op.drop_column("practice_revision", "with_editor_at")
    op.drop_column("practice", "archived_reason")
    op.drop_column("practice", "archived_at")
    op.drop_table("practice_remark")
    op.drop_table("practice_picture")
    op.drop_table("clearing_rule")
