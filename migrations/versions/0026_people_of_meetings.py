"""Guests, ranks, languages of interpreters."""

import sqlalchemy as sa
from alembic import op

import exchange.kernel.base

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_LEVELS = ("experts", "heads", "deputy_ministers", "ministers")
_ROLES = ("head", "delegate", "note_taker", "interpreter", "observer", "organizer", "substitute", "guest")


def upgrade() -> None:
    op.create_table(
        "meeting_guest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("ministry_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(*_ROLES, name="partrole", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=160), nullable=False),
        sa.Column("language_pair", sa.String(length=8), nullable=True),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("visit_hash", sa.String(length=64), nullable=True),
        sa.Column("made_at", exchange.kernel.base.Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("used_at", exchange.kernel.base.Instant(timezone=True), nullable=True),
        sa.Column("joined_at", exchange.kernel.base.Instant(timezone=True), nullable=True),
        sa.Column("revoked_at", exchange.kernel.base.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('guest', 'interpreter')", name=op.f("ck_meeting_guest_role_of_a_guest")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["meeting_request.id"], name=op.f("fk_meeting_guest_request_id_meeting_request")
        ),
        sa.ForeignKeyConstraint(["ministry_id"], ["ministry.id"], name=op.f("fk_meeting_guest_ministry_id_ministry")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_meeting_guest_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_guest")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_meeting_guest_code_hash")),
        sa.UniqueConstraint("visit_hash", name=op.f("uq_meeting_guest_visit_hash")),
    )
    with op.batch_alter_table("meeting_guest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_guest_request_id"), ["request_id"], unique=False)
    op.create_table(
        "meeting_delegation",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("ministry_id", sa.Uuid(), nullable=False),
        sa.Column(
            "head_rank",
            sa.Enum(*_LEVELS, name="level", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["meeting_request.id"], name=op.f("fk_meeting_delegation_request_id_meeting_request")
        ),
        sa.ForeignKeyConstraint(
            ["ministry_id"], ["ministry.id"], name=op.f("fk_meeting_delegation_ministry_id_ministry")
        ),
        sa.PrimaryKeyConstraint("request_id", "ministry_id", name=op.f("pk_meeting_delegation")),
    )
    with op.batch_alter_table("meeting_participant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language_pair", sa.String(length=8), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("meeting_participant", schema=None) as batch_op:
        batch_op.drop_column("language_pair")
    op.drop_table("meeting_delegation")
    with op.batch_alter_table("meeting_guest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_guest_request_id"))
    op.drop_table("meeting_guest")
