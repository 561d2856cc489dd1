"""Papers of a dossier's entries; entries and papers that were taken out and can be brought back."""

import exchange.kernel.base
import sqlalchemy as sa
from alembic import op


revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("relation_file")  # no installation could fill it
    op.create_table(
        "relation_file",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("added_for", sa.Uuid(), nullable=False),
        sa.Column("added_at", exchange.kernel.base.Instant(timezone=True), nullable=False),
        sa.Column("removed_at", exchange.kernel.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["relation_event.id"],
            name=op.f("fk_relation_file_event_id_relation_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_relation_file_file_id_stored_file")),
        sa.ForeignKeyConstraint(["added_for"], ["ministry.id"], name=op.f("fk_relation_file_added_for_ministry")),
        sa.PrimaryKeyConstraint("event_id", "file_id", name=op.f("pk_relation_file")),
        sa.UniqueConstraint("event_id", "key", name=op.f("uq_relation_file_event_id_key")),
    )
    with op.batch_alter_table("relation_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relation_file_file_id"), ["file_id"], unique=False)
    with op.batch_alter_table("relation_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", exchange.kernel.base.Instant(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("relation_event", schema=None) as batch_op:
        batch_op.drop_column("removed_at")
    op.drop_table("relation_file")
    op.create_table(
        "relation_file",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["relation_event.id"],
            name=op.f("fk_relation_file_event_id_relation_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_relation_file")),
    )
